package bot

import "usher/schedule"

// AudienceKind is what makes a chat one of an audience.
type AudienceKind string

// Whom organisers may tell something.
const (
	Everyone AudienceKind = ""         // all who have spoken and can be reached
	Fans     AudienceKind = "topic"    // who follow Addressees.Topic; a talk: who starred it
	Today    AudienceKind = "day"      // who starred something on Addressees.Day
	Speaking AudienceKind = "language" // with whom Addressees.Language is spoken
	Unchosen AudienceKind = "unchosen" // nobody: the author has not said yet
)

// Addressees are whom a broadcast is for, as an organiser says it. Who that is is
// found when it begins to go out, by Aim.
type Addressees struct {
	Kind     AudienceKind   `json:"kind,omitzero"`
	Topic    schedule.Topic `json:"topic,omitzero"`
	Day      schedule.Date  `json:"day,omitzero"`
	Language string         `json:"language,omitzero"` // a BCP 47 tag
}

// Aim is an audience as it can be looked up among chats. At most one of its fields
// is set; the zero Aim is everyone.
type Aim struct {
	// Follows are what a chat has to follow one of. Only, where it is set, leaves out
	// who keeps the talk at another time.
	Follows []Follow
	// Tongue reports whether the audience's language is spoken with a chat, by
	// Wishes.Language.
	Tongue func(language string) bool
}

// Aim works out whom the audience is made of, by the schedule in force and what is
// spoken with a chat of a Wishes.Language. Of nobody, its Follows are empty and not
// nil.
func (a Addressees) Aim(s *schedule.Schedule, spoken func(language string) string) Aim {
	switch a.Kind {
	case Fans:
		return Aim{Follows: []Follow{{Topic: a.Topic}}}
	case Today:
		starred := []Follow{}
		for _, slot := range s.On(a.Day) {
			if !slot.Cancelled {
				talk := schedule.Topic{Kind: schedule.TopicTalk, Key: slot.Key}
				starred = append(starred, Follow{Topic: talk, Only: slot.Start})
			}
		}
		return Aim{Follows: starred}
	case Speaking:
		return Aim{Tongue: func(language string) bool { return spoken(language) == a.Language }}
	case Unchosen:
		return Aim{Follows: []Follow{}}
	}
	return Aim{}
}

// Share is how many chats of an audience have the same in common.
type Share struct {
	Platform string
	// Language is Wishes.Language.
	Language string
	// Shared says that each of them is several people's.
	Shared bool
	Chats  int
}

// Shares are how many chats an audience has, by what they have in common.
type Shares []Share

// Chats is how many there are in all.
func (r Shares) Chats() int { return r.count(func(Share) bool { return true }) }

// People is how many of them are one person's own. Who has one on each of two
// networks counts twice: nobody knows that they are the same.
func (r Shares) People() int { return r.count(func(s Share) bool { return !s.Shared }) }

// Groups is how many are shared.
func (r Shares) Groups() int { return r.Chats() - r.People() }

// Speaking is the part of it whose chats are spoken with in such languages.
func (r Shares) Speaking(tongue func(language string) bool) Shares {
	var some Shares
	for _, s := range r {
		if tongue(s.Language) {
			some = append(some, s)
		}
	}
	return some
}

func (r Shares) count(which func(Share) bool) int {
	n := 0
	for _, s := range r {
		if which(s) {
			n += s.Chats
		}
	}
	return n
}
