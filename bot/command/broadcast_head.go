package command

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"usher/bot"
	"usher/bot/say"
)

// heading is what was typed for a broadcast, taken apart.
type heading struct {
	to bot.Addressees
	// at is when it is to go out, and typedAt what was typed for that.
	at      time.Time
	typedAt string
	// head is what stands before the text and looks as if it said for whom or when, but
	// does not plainly: its author is asked. It is as it was typed, so that it can be part
	// of the text after all; "" where there is nothing to ask.
	head string
	text string
}

const (
	// mostHead is how long what stands before a broadcast's text may be, in bytes.
	mostHead = 200
	// mostHeadWords is how many words a name or a time may have that no colon ends.
	mostHeadWords = 7
)

// headEnd ends it: a colon, but for those of times of day.
var headEnd = regexp.MustCompile(`:(\s|$)`)

// heading reads "room Dome: The lights are out.", "at 18:00: Dinner." and "starred
// mount api at 18:00: It is streamed." What looks like that, "stared mount api: …" or "at
// 18:00 Dinner.", is asked about. All else is text.
func (r *Request) heading(text string) heading {
	unknown := bot.Addressees{Kind: bot.Unchosen}
	if head, rest, ok := cutHead(text); ok {
		if h, ok := r.plainly(strings.Fields(head)); ok {
			h.text = rest
			return h
		}
		if all, ok := r.guesses(head); ok {
			h := heading{to: unknown, head: text[:len(text)-len(rest)], text: rest}
			if len(all) > 0 && all[0].Kind != bot.Unchosen {
				h.at = all[0].at // when is plain, and for whom is not
			}
			return h
		}
	}
	if n := r.leads(text); n > 0 {
		h := heading{to: unknown, head: text[:n], text: text[n:]}
		if all, _ := r.guesses(h.head); len(all) > 0 && all[0].Kind != bot.Unchosen {
			h.at = all[0].at
		}
		return h
	}
	return heading{to: unknown, text: text}
}

// headAlone is what says for whom or when a broadcast is where that is all there is of it:
// "everyone:", "room Dome at 18:00".
func (r *Request) headAlone(text string) (head string, ok bool) {
	head, ended := strings.CutSuffix(text, ":")
	if len(head) > mostHead || strings.Contains(head, "\n") || headEnd.MatchString(head) {
		return "", false
	}
	if _, ok = r.plainly(strings.Fields(head)); !ok && ended {
		_, ok = r.guesses(head)
	}
	return head, ok
}

// misnamed is the name in words before a text, for a room, say, that there is none of; its
// typed is "" where they name nothing so plainly.
func (r *Request) misnamed(head string) whom {
	words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(head), ":"))
	for _, half := range halves(words) {
		if w := r.whom(strings.Join(addressed(half[0]), " ")); w.typed != "" && !r.looksTimed(half[1]).IsZero() {
			return w
		}
	}
	return r.whom(strings.Join(addressed(words), " "))
}

// isOverToday reports whether what was typed for a moment is a time of day that is over for
// today, so that it means another day.
func (r *Request) isOverToday(typed string) bool {
	if _, wait := readWait(typed); wait {
		return false
	}
	when, ok := ReadWhen(typed, r.Schedule, r.Now)
	return ok && when.Day.IsZero() && when.At.After(r.Now) && r.Schedule.Day(when.At) != r.Schedule.Day(r.Now)
}

// cutHead cuts off what stands before the first colon of the first line.
func cutHead(text string) (head, rest string, ok bool) {
	end := headEnd.FindStringIndex(text[:min(len(text), mostHead)])
	if end == nil {
		return "", "", false
	}
	head, rest = text[:end[0]], strings.TrimSpace(text[end[1]:])
	return head, rest, rest != "" && !strings.Contains(head, "\n")
}

// halves are the ways in which words can say first for whom and then when, or the other
// way round.
func halves(words []string) (all [][2][]string) {
	for cut := range len(words) + 1 {
		all = append(all, [2][]string{words[:cut], words[cut:]}, [2][]string{words[cut:], words[:cut]})
	}
	return all
}

// plainly reads for whom and when where that leaves no choice.
func (r *Request) plainly(words []string) (h heading, ok bool) {
	for _, half := range halves(words) {
		named, when := strings.Join(addressed(half[0]), " "), half[1]
		h = heading{to: bot.Addressees{Kind: bot.Unchosen}, typedAt: strings.Join(when, " ")}
		if h.at = r.instantOf(when); named != "" && h.at.IsZero() {
			h.at = r.looksTimed(when) // beside who is meant it is no text
		}
		if len(when) > 0 && h.at.IsZero() {
			continue
		}
		if h.to = r.whom(named).to; h.to.Kind != bot.Unchosen || named == "" && len(when) > 0 {
			return h, true
		}
	}
	return heading{}, false
}

// instantOf reads "at 18:00" or "in 20 min"; zero for what is no such.
func (r *Request) instantOf(words []string) time.Time {
	if len(words) < 2 || !say.IsMoment(words[0]) && !say.IsWithin(words[0]) {
		return time.Time{}
	}
	return r.instant(words)
}

// instant is the time of a day that words are; zero for what is no such.
func (r *Request) instant(words []string) time.Time {
	when, ok := ReadWhen(strings.Join(words, " "), r.Schedule, r.Now)
	if !ok {
		return time.Time{}
	}
	return when.At
}

// looksTimed reads what looks like a moment: "at 18:00", "tomorrow 9:00", "18:00", "18
// Uhr"; but not a number alone.
func (r *Request) looksTimed(words []string) time.Time {
	typed := strings.Join(words, " ")
	if !strings.ContainsFunc(typed, unicode.IsDigit) || strings.TrimFunc(typed, unicode.IsDigit) == "" {
		return time.Time{}
	}
	return r.instant(words)
}

// leads is how many bytes of a text look like for whom or when it is, though no colon ends
// them; 0 for none. Something has to be left to tell.
func (r *Request) leads(text string) int {
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	whom := r.leadingWhom(words)
	n := whom + r.leadingMoment(words[whom:])
	rest := text
	for range n {
		_, rest = cutWord(rest)
	}
	if rest == "" {
		return 0
	}
	return len(text) - len(rest)
}

// leadingWhom is how many words name an audience plainly: the most that do.
func (r *Request) leadingWhom(words []string) int {
	to := len(words) - len(addressed(words))
	most := 0
	for n := to + 1; n <= min(len(words), to+mostHeadWords); n++ {
		named := strings.Join(words[to:n], " ")
		w := r.whom(named)
		if w.to.Kind == bot.Unchosen || w.to.Kind == bot.Today {
			continue // "Today we have cake" is for anybody
		}
		most = n
	}
	return most
}

// leadingMoment is how many words say when: the most that do.
func (r *Request) leadingMoment(words []string) int {
	for n := min(len(words), mostHeadWords); n > 0; n-- {
		if !r.looksTimed(words[:n]).IsZero() && r.begins(words[0]) {
			return n
		}
	}
	return 0
}

// begins reports whether a moment without a colon may begin with a word: "at", "in",
// "tomorrow", "18:00", but not the "2" of "2 talks".
func (r *Request) begins(word string) bool {
	when, ok := ReadWhen(word, r.Schedule, r.Now)
	return say.IsMoment(word) || say.IsWithin(word) || ok && (when.At.IsZero() || strings.Contains(word, ":"))
}

// addressed leaves out a word that leads to whom something is said: "to everyone", "an
// alle".
func addressed(words []string) []string {
	if len(words) > 1 && say.IsAddressing(words[0]) {
		return words[1:]
	}
	return words
}
