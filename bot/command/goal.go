package command

import (
	"strconv"
	"strings"
	"time"

	"usher/bot/say"
)

// goal is when something is to be: at a time, on a day, or so much later than it is.
type goal struct {
	// typed are the words for it, and at says that they are a time and no day alone.
	typed string
	at    bool
	// later is below 0 for earlier.
	later time.Duration
	// unread stands where a time should, and is none.
	unread string
}

// rest is what a button goes on with where the talk is asked for first.
func (g goal) rest() string {
	switch {
	case g.later != 0:
		return " " + signed(int(g.later/time.Minute))
	case g.typed != "":
		return " " + g.typed
	}
	return ""
}

func signed(minutes int) string {
	if minutes < 0 {
		return strconv.Itoa(minutes)
	}
	return "+" + strconv.Itoa(minutes)
}

// splitGoal parts the words for a talk from when it is to be: "mount api 15:30", "mount
// api tomorrow", "mount api 20 min later". What follows a talk and is no such thing is
// unread: the talk is known all the same.
func (r *Request) splitGoal(typed string) (words string, to goal) {
	fields := strings.Fields(typed)
	if r.Skip > 0 { // "+10" was read as that
		return join(fields), goal{later: time.Duration(r.Skip) * time.Minute}
	}
	if words, when, ok := r.splitTime(typed); ok {
		return words, goal{typed: when, at: true}
	}
	if words, late, ok := splitEnd(fields, laterIn); ok {
		return words, goal{later: late}
	}
	if r.means(typed) {
		return join(fields), goal{}
	}
	if words, day, ok := splitEnd(fields, r.dateIn); ok && r.means(words) {
		return words, goal{typed: day}
	}
	for i := len(fields) - 1; i > 0; i-- {
		for _, cut := range [][2][]string{{fields[:i], fields[i:]}, {fields[i:], fields[:i]}} {
			if words := join(cut[0]); r.means(words) {
				return words, goal{unread: join(cut[1])}
			}
		}
	}
	return join(fields), goal{}
}

// splitEnd parts words from the longest end of them, or else beginning, that can be read.
func splitEnd[T any](fields []string, read func([]string) (T, bool)) (words string, found T, ok bool) {
	for i := range fields {
		if found, ok := read(fields[i:]); ok {
			return join(fields[:i]), found, true
		}
	}
	for i := len(fields) - 1; i > 0; i-- {
		if found, ok := read(fields[:i]); ok {
			return join(fields[i:]), found, true
		}
	}
	return join(fields), found, false
}

// splitTime parts the words for a talk from the time it goes to: "mount api to 15:30",
// "mount api wed 15:30", "15:30 mount api". Not ok where no time stands at either end.
func (r *Request) splitTime(typed string) (words, when string, ok bool) {
	fields := strings.Fields(typed)
	words, when, ok = splitEnd(fields, r.timeIn)
	if read, _ := ReadWhen(when, r.Schedule, r.Now); !ok || read.Day.IsZero() || len(r.Schedule.On(read.Day)) > 0 {
		return words, when, ok
	}
	// No conference day, but perhaps a word of the title: "new mont 15:30" is no Monday.
	for i := len(fields) - 1; i > 0; i-- {
		if late, ok := r.timeIn(fields[i:]); ok && r.means(join(fields[:i])) {
			return join(fields[:i]), late, true
		}
	}
	return words, when, true
}

// timeIn is the time that words are, perhaps with one before it that leads there: "to
// 15:30", but not the "in" of "in 2 hours".
func (r *Request) timeIn(fields []string) (typed string, ok bool) {
	for _, words := range [][]string{fields, trimToward(fields)} {
		typed = strings.Join(words, " ")
		if when, ok := ReadWhen(typed, r.Schedule, r.Now); ok && !when.At.IsZero() {
			return typed, true
		}
	}
	return "", false
}

// dateIn is the day that words are, perhaps with one before it that leads there.
func (r *Request) dateIn(fields []string) (typed string, ok bool) {
	typed = join(fields)
	when, ok := ReadWhen(typed, r.Schedule, r.Now)
	return typed, ok && when.At.IsZero()
}

// laterIn is by how much later words say that something is, below 0 for earlier: "+20
// min", "by 20 min", "20 min later". A length alone says nothing of that.
func laterIn(fields []string) (late time.Duration, ok bool) {
	fields = strings.Fields(strings.ToLower(strings.Join(fields, " ")))
	if len(fields) == 0 {
		return 0, false
	}
	sign, said := time.Duration(1), false
	if first := strings.TrimLeft(fields[0], "+-−"); first != fields[0] || say.IsBy(fields[0]) {
		if said = true; strings.HasPrefix(fields[0], "-") || strings.HasPrefix(fields[0], "−") {
			sign = -1
		}
		if fields[0] = first; first == "" || say.IsBy(first) {
			fields = fields[1:]
		}
	}
	if last := len(fields) - 1; last > 0 && (say.IsLater(fields[last]) || say.IsEarlier(fields[last])) {
		if said = true; say.IsEarlier(fields[last]) {
			sign = -1
		}
		fields = fields[:last]
	}
	late, ok = lengthIn(fields)
	return sign * late, ok && said && late > 0
}
