package command

import (
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"usher/bot/say"
	"usher/schedule"
)

// When is a time as somebody typed it.
type When struct {
	// Day is the day that was named, whether or not it is one of the
	// conference's; zero where none was.
	Day schedule.Date
	// At is the instant; zero where only a day was named.
	At time.Time
	// Bare says that nothing but "1530" or "fri" was typed, which may be a year or
	// a word just as well.
	Bare bool
	// Loose says that the hour may be meant twelve hours later or earlier.
	Loose bool
}

// ReadWhen reads a time as people type it ("15", "3pm", "fri 10", "14. September
// 10:00", "um 15 Uhr", "tomorrow", "in 2 hours"), in any language that Usher
// speaks; false for what is not one from end to end. What was left open is decided
// so:
//
//   - Days are conference days: "today" at 01:00, and "1:30" said that evening,
//     belong to the evening before (schedule.Day). Once that is over, "today" is
//     the day that has begun, as "tomorrow" is: people have not slept yet.
//   - A day's name is that conference day, the next one if there are several. An
//     early hour with it is meant as watches show it, which is how Usher writes
//     it: "Sat 01:30" is in the night after Friday's conference day.
//   - Where no day is named it is today, if what is on then is not over or, with
//     nothing on, that time is still to come; else the next conference day; and
//     after the last, that one.
//   - A bare hour from 1 to 11 ("3", "9:30", "3 Uhr") may mean the afternoon: it
//     is the first of the day's readings at which something is on, and today the
//     nearest. "09:30" and "10:00" are as they stand.
//   - An hour that a night without daylight saving lacks is the one an hour off,
//     as time.Date has it.
func ReadWhen(typed string, s *schedule.Schedule, now time.Time) (When, bool) {
	return readWhenOn(typed, schedule.Date{}, s, now)
}

// readWhenOn is ReadWhen, but that a time is on a conference day where none is named.
func readWhenOn(typed string, usual schedule.Date, s *schedule.Schedule, now time.Time) (When, bool) {
	if wait, ok := readWait(typed); ok {
		return When{At: now.Add(wait)}, true
	}
	signs := say.TimeSigns(typed)
	parts, ok := readParts(signs)
	if !ok {
		return When{}, false
	}
	if parts.has("now") {
		return When{At: now}, true
	}
	day, named, ok := parts.day(s, now)
	if !ok {
		return When{}, false
	}
	w := When{Day: day, Bare: bare.MatchString(signs) && utf8.RuneCountInString(typed) <= mostBare}
	clock, timed, ok := parts.clock()
	if ok && !named && parts.has("this") && parts.has("evening") {
		w.Day, named = s.Day(now), true // "this afternoon"
	}
	if !ok || !named && !timed {
		return When{}, false
	}
	if timed {
		relative := parts.has("days")
		if !named {
			day, relative = usual, true
		}
		w.At, w.Loose = which{s, now, clock}.instant(day, relative), clock.loose
	}
	return w, true
}

// bare is a lone number of four digits or a weekday; what is longer than mostBare
// is a weekday's full name.
var bare = regexp.MustCompile(`^(?:\d{4}|w\d)$`)

const mostBare = 4

// parts are what a typed time consists of, by the names in forms.
type parts map[string]int

func (p parts) has(name string) bool { _, ok := p[name]; return ok }

// forms are the forms in which the parts of a time are typed, after say.TimeSigns
// has replaced the words. The first that fits is taken.
var forms = compile(
	`(?P<year>\d{4})-(?P<month>\d\d?)-(?P<date>\d\d?)`,
	`(?P<date>\d\d?)\. ?(?P<month>\d\d?)\.(?: ?(?P<year>20\d\d))?`,
	`(?P<date>\d\d?)(?:\.| o)? m(?P<month>\d+)(?: (?P<year>20\d\d))?`,
	`m(?P<month>\d+) (?P<date>\d\d?)(?:\.| o)?(?: (?P<year>20\d\d))?`,
	`(?P<date>\d\d?)\.(?P<month>\d)`,
	`(?P<date>\d\d?)(?:\.| o)`,
	`w(?P<weekday>\d)`,
	`r(?P<days>-?\d)`,
	`(?P<now>now)`,
	`half #?(?P<half>\d\d?)(?: h)?`,
	`(?P<halfpast>hp)(?: past)? #?(?P<hour>\d\d?)(?: h)?`+meridiem+`?`,
	`(?P<quarter>q) past #?(?P<hour>\d\d?)(?: h)?`+meridiem+`?`,
	`(?P<before>q) to #?(?P<hour>\d\d?)(?: h)?`+meridiem+`?`,
	`past`, // "after 15:00" begins then
	`(?P<this>this)`,
	`(?P<exact>(?P<hour>\d\d)[:.](?P<minute>\d\d))(?::00)?(?: h)?`+meridiem+`?`,
	`(?P<hour>\d)[:.](?P<minute>\d\d)(?: h)?`+meridiem+`?`,
	`(?P<hour>\d\d?) h (?P<minute>\d\d)`,
	`#?(?P<hour>\d\d?) h`+meridiem+`?`,
	`#?(?P<hour>\d\d?)`+meridiem,
	`(?P<exact>(?P<hour>\d\d)(?P<minute>\d\d))(?: h)?`,
	`(?P<hour>\d\d?)`,
	`a|(?P<evening>p)`,
)

const meridiem = `(?: (?:(?P<am>a)|(?P<pm>p)))`

func compile(forms ...string) []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(forms))
	for i, form := range forms {
		all[i] = regexp.MustCompile(`^(?:` + form + `)(?: |$)`)
	}
	return all
}

// readParts takes a typed time apart; false where something is no part of one, or
// is there twice.
func readParts(signs string) (parts, bool) {
	p := parts{}
	for signs != "" {
		rest, ok := p.take(signs)
		if !ok {
			return nil, false
		}
		signs = rest
	}
	return p, true
}

// take reads the first part and returns what is left.
func (p parts) take(signs string) (rest string, ok bool) {
	for _, form := range forms {
		found := form.FindStringSubmatch(signs)
		if found == nil {
			continue
		}
		for i, name := range form.SubexpNames() {
			if name == "" || found[i] == "" {
				continue
			}
			if p.has(name) {
				return "", false
			}
			p[name], _ = strconv.Atoi(found[i]) // what is no number is a mark
		}
		return signs[len(found[0]):], true
	}
	return "", false
}

// clock is a time of day as it was typed.
type clock struct {
	hour, minute int
	// loose hours may be twelve hours later.
	loose bool
}

// clock is the time of day, if one was typed; not ok if there is no such time.
func (p parts) clock() (c clock, typed, ok bool) {
	switch {
	case p.has("half"):
		p["hour"], p["minute"] = p["half"]-1, 30
	case p.has("halfpast"):
		p["minute"] = 30
	case p.has("quarter"):
		p["minute"] = 15
	case p.has("before"):
		p["hour"], p["minute"] = p["hour"]-1, 45
	}
	if !p.has("hour") {
		return clock{}, false, true
	}
	c = clock{hour: p["hour"], minute: p["minute"]}
	switch {
	case p.has("am") || p.has("pm"):
		if c.hour < 1 || c.hour > 12 {
			return clock{}, true, false
		}
		c.hour %= 12
		if p.has("pm") {
			c.hour += 12
		}
	case p.has("evening") && c.hour < 12:
		c.hour += 12
	default:
		c.loose = c.hour < 12 && (c.hour > 0 || p.has("half") || p.has("before")) && !p.has("exact")
	}
	valid := c.hour >= 0 && c.minute < 60 && (c.hour < 24 || c.hour == 24 && c.minute == 0)
	return c, true, valid
}
