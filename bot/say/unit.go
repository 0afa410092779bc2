package say

import (
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// Unit is how long a unit of time is that somebody typed after a number, in any
// language: "min", "hours", "Std". Without one a number is minutes.
func Unit(typed string) (time.Duration, bool) {
	typed = inside.Replace(schedule.Fold(typed))
	for _, language := range Languages() {
		v := In(language)
		switch {
		case typed == "", slices.Contains(v.typed("minutes"), typed):
			return time.Minute, true
		case slices.Contains(v.typed("hours"), typed):
			return time.Hour, true
		}
	}
	return 0, false
}

// IsUntil reports whether a word leads to the end of something, in any language:
// "until", "bis".
func IsUntil(word string) bool { return isTyped("until", word) }

// IsLasting reports whether a word leads to how long something lasts, in any
// language: "for", "für".
func IsLasting(word string) bool { return isTyped("lasting", word) }

// IsWithin reports whether a word leads to how far off something is, in any
// language: "in", as in "in 2 hours".
func IsWithin(word string) bool { return isTyped("within", word) }

// IsToward reports whether a word leads to where something goes, in any language:
// "to", "nach", or an arrow.
func IsToward(word string) bool {
	return strings.Trim(word, "-=>→") == "" && word != "" || isTyped("toward", word)
}

// IsBy reports whether a word leads to how much later something is: "by", "um".
func IsBy(word string) bool { return isTyped("by", word) }

// IsRuns reports whether a word says how something is, in any language: "is", "läuft".
func IsRuns(word string) bool { return isTyped("is", word) }

// IsLater reports whether a word says that a length of time goes on from now, in any
// language: "later", "später".
func IsLater(word string) bool { return isTyped("later", word) }

// IsEarlier reports whether it goes back, in any language: "earlier", "früher".
func IsEarlier(word string) bool { return isTyped("earlier", word) }

// IsMove reports whether a word has something go elsewhere, in any language: "move",
// "verleg".
func IsMove(word string) bool { return isTyped("move", word) }

// IsCancelled reports whether a word says that something does not take place, in any
// language: "cancelled", "aus".
func IsCancelled(word string) bool { return isTyped("cancelled", word) }

// IsArticle reports whether a word stands before a name and adds nothing, in any
// language: "the", "den".
func IsArticle(word string) bool { return isTyped("article", word) }

// IsWith reports whether a word joins two things, in any language: "and", "mit".
func IsWith(word string) bool {
	return strings.Trim(word, "<->↔,;/&+") == "" && word != "" || isTyped("with", word)
}

// IsEverything reports whether a word means all there is, or for all time, in any
// language: "all", "immer".
func IsEverything(word string) bool { return isTyped("everything", word) }

// IsNone reports whether a word means none at all, in any language: "off", "nie".
func IsNone(word string) bool { return isTyped("none", word) }

// IsDefault reports whether a word leaves a choice to the conference, in any
// language.
func IsDefault(word string) bool { return isTyped("default", word) }

// IsEveryone reports whether a word means all people, in any language: "everybody",
// "alle".
func IsEveryone(word string) bool { return isTyped("everyone", word) }

// IsWithdrawing reports whether a word asks to take back what was told, in any language.
func IsWithdrawing(word string) bool { return isTyped("withdraw", word) }

// IsStarred reports whether a word leads to what is starred, in any language.
func IsStarred(word string) bool { return isTyped("starred", word) }

// IsToday reports whether a word means this day, in any language.
func IsToday(word string) bool { return isTyped("today", word) }

// IsTongue reports whether a word leads to the name of a language, in any language.
func IsTongue(word string) bool { return isTyped("tongue", word) }

// IsMoment reports whether a word leads to a time of day, in any language: "at",
// "um".
func IsMoment(word string) bool { return isTyped("moment", word) }

// IsAddressing reports whether a word leads to whom something is said, in any language:
// "to", "für".
func IsAddressing(word string) bool { return isTyped("addressing", word) }

// IsEnding reports whether a word ends what goes on, in any language: "off", "stopp".
func IsEnding(word string) bool { return isTyped("ending", word) }

// IsHere reports whether a word means this chat, in any language.
func IsHere(word string) bool { return isTyped("here", word) }

// TopicKind is the kind of thing that a word names, in any language: "room",
// "Raum". False for a word that names none that can be followed by name.
func TopicKind(word string) (schedule.TopicKind, bool) {
	for _, kind := range []schedule.TopicKind{schedule.TopicRoom, schedule.TopicSpeaker, schedule.TopicTrack} {
		if isTyped(string(kind), word) {
			return kind, true
		}
	}
	return "", false
}

func isTyped(list, word string) bool {
	word = schedule.Fold(word)
	return slices.ContainsFunc(Languages(), func(language string) bool {
		return slices.Contains(In(language).typed(list), word)
	})
}

// leastSlipped is how many letters a word has at least of which one may be wrong.
const leastSlipped = 4

// NearAudience is the word for an audience, in any language, that somebody seems to have
// meant: one letter is too many, missing or another, or two are exchanged. Nobody is told
// anything by such a guess: the author is asked.
func NearAudience(word string) (meant string, ok bool) {
	word = schedule.Fold(word)
	for _, language := range Languages() {
		for _, list := range []string{"everyone", "today", "starred", "tongue", "room", "speaker", "track"} {
			for _, known := range In(language).typed(list) {
				if len(known) >= leastSlipped && len(word) >= leastSlipped-1 && slipped([]rune(word), []rune(known)) {
					return known, true
				}
			}
		}
	}
	return "", false
}

// slipped reports whether two words differ by one slip of a finger.
func slipped(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	at := 0
	for at < len(b) && a[at] == b[at] {
		at++
	}
	switch len(a) - len(b) {
	case 0:
		return at < len(a) && (slices.Equal(a[at+1:], b[at+1:]) ||
			at+1 < len(a) && a[at] == b[at+1] && a[at+1] == b[at] && slices.Equal(a[at+2:], b[at+2:]))
	case 1:
		return slices.Equal(a[at+1:], b[at:])
	}
	return false
}
