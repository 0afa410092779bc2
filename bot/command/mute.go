package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// mostBareMinutes is up to where a number alone is minutes in /mute: "15" is a
// quarter of an hour, "1530" half past three.
const mostBareMinutes = 180

// mute answers /mute [time|talk]: no rings, or none for one talk, for some time
// or until /unmute.
func mute(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	words, until, ok := r.muteArgs()
	switch {
	case !ok:
		return m.MuteHow(r.Args), nil
	case !until.IsZero() && !until.After(r.Now):
		return m.MuteOver(until), nil
	case words != "":
		return e.muteTalk(ctx, r, w, words, until)
	}
	kept := bot.Mute{Until: until}
	if err := e.mute(ctx, r, kept); err != nil {
		return bot.Message{}, err
	}
	if r.From != "" && r.Args != "" {
		return e.again(ctx, r, r.From)
	}
	return m.Muted(kept, r.From), nil
}

// muteTalk mutes the talk that was meant, among those that would ring if any of
// them was.
func (e *Env) muteTalk(ctx context.Context, r *Request, w wishes, words string, until time.Time) (bot.Message, error) {
	m := r.moment(w)
	named := *r
	named.Args = words
	found := r.Schedule.Search(words)
	if told := among(found, w.told); len(told.Talks) > 0 {
		found = told
	}
	slots, answer := pickTalk(m, &named, "mute", found)
	if len(slots) == 0 {
		return answer, nil
	}
	kept := bot.Mute{Talk: slots[0].Key, Until: until}
	if err := e.mute(ctx, r, kept); err != nil {
		return bot.Message{}, err
	}
	if !r.Pressed.IsZero() {
		return e.instead(ctx, r, slots)
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).MutedTalk(slots, kept, w.star(slots), slices.ContainsFunc(slots, w.told)), nil
}

func (e *Env) mute(ctx context.Context, r *Request, kept bot.Mute) error {
	if err := e.Store.Mute(ctx, r.Chat, kept); err != nil {
		return fmt.Errorf("muting: %w", err)
	}
	e.changed(r)
	return nil
}

// instead is what takes the place of a message whose button has changed something
// about a talk: what it came from, else the talk's card.
func (e *Env) instead(ctx context.Context, r *Request, slots []*schedule.Slot) (bot.Message, error) {
	if r.From != "" {
		return e.again(ctx, r, r.From)
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.card(w, slots, say.Card{}), nil
}

// muteArgs reads "1h", "until 15:00", "today", and words for a talk, which any of
// those may follow; false where there is an "until" and nothing that could be
// its time. No time at all is zero.
func (r *Request) muteArgs() (talk string, until time.Time, ok bool) {
	fields := strings.Fields(joined(r.Args))
	if len(fields) == 0 {
		return "", time.Time{}, true
	}
	if until, ok := r.muteEnd(fields, true); ok {
		return "", until, true
	}
	if last := len(fields) - 1; say.IsEverything(fields[last]) && (last == 0 || last == 1 && say.IsLasting(fields[0])) {
		return "", time.Time{}, true
	}
	if say.IsUntil(fields[0]) || say.IsLasting(fields[0]) {
		_, titled := r.Schedule.Search(r.Args).Meant() // "For ever and ever", say
		return r.Args, time.Time{}, titled
	}
	for i := 1; i < len(fields); i++ {
		if until, ok := r.muteEnd(fields[i:], false); ok {
			return strings.Join(fields[:i], " "), until, true
		}
	}
	return r.Args, time.Time{}, true
}

// muteEnd is when a mute ends. After the words of a talk it has to be plain that
// it is no more of them: alone says that it is not after any.
func (r *Request) muteEnd(fields []string, alone bool) (time.Time, bool) {
	until, lasting := say.IsUntil(fields[0]), say.IsLasting(fields[0])
	if until || lasting {
		fields = fields[1:]
	}
	if len(fields) > 0 && !until {
		length, unit, ok := readLengths(fields)
		plain := unit || len(fields) == 1 && (lasting || alone && length <= mostBareMinutes*time.Minute)
		if ok && plain {
			return r.Now.Add(length), true
		}
	}
	if len(fields) == 0 || lasting || !alone && !until {
		return time.Time{}, false
	}
	when, ok := ReadWhen(strings.Join(fields, " "), r.Schedule, r.Now)
	switch {
	case !ok:
		return time.Time{}, false
	case !when.At.IsZero():
		return r.soonest(when), true
	case when.Day == r.Schedule.Day(r.Now):
		return r.Schedule.DayEnd(when.Day), true // "today" is as long as that lasts
	}
	return r.Schedule.DayEnd(when.Day.Add(-1)), true
}

// soonest is the first reading of a time that is still to come: what is on then
// does not matter for how long somebody wants quiet.
func (r *Request) soonest(when When) time.Time {
	if when.At.Equal(r.Now) { // "now"
		return when.At
	}
	day, hour, later := when.Day, when.At.In(r.Schedule.Zone()).Hour(), []int{0}
	if when.Loose {
		hour, later = hour%12, []int{0, 12}
	}
	if day.IsZero() {
		day, later = schedule.DateOf(r.Now.In(r.Schedule.Zone())), append(later, 24)
	}
	for _, hours := range later {
		if t := day.At(hour+hours, when.At.Minute(), r.Schedule.Zone()); t.After(r.Now) {
			return t
		}
	}
	return when.At
}

// unmute answers /unmute [talk|all]: rings again. Alone it ends the mute of
// everything; where there is none, those of single talks. "all" ends them all.
func unmute(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	all := say.IsEverything(r.Args)
	if r.Args != "" && !all {
		return e.unmuteTalk(ctx, r, w)
	}
	_, was := w.Muted("", r.Now)
	ended := []string{""}
	if !was || all {
		for _, kept := range w.Mutes {
			_, muted := w.Muted(kept.Talk, r.Now)
			was = was || muted
			ended = append(ended, kept.Talk)
		}
	}
	if err := e.unmute(ctx, r, ended...); err != nil {
		return bot.Message{}, err
	}
	if r.From != "" {
		return e.again(ctx, r, r.From)
	}
	if w, err = e.wishes(ctx, r); err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).Unmuted(was, w.Wishes), nil
}

// unmuteTalk ends the mute of the talk that was meant, among those that are muted
// if any of them was.
func (e *Env) unmuteTalk(ctx context.Context, r *Request, w wishes) (bot.Message, error) {
	found := r.Schedule.Search(r.Args)
	muted := func(slot *schedule.Slot) bool { return w.MutedAlone(slot.Key, r.Now) }
	mine := among(found, muted)
	if _, plain := found.Meant(); !plain && len(found.Talks) > 0 && len(mine.Talks) == 0 && len(r.Schedule.Talk(r.Args)) == 0 {
		return r.moment(w).NoneMuted(r.Args), nil
	}
	if len(mine.Talks) > 0 {
		found = mine
	}
	slots, answer := pickTalk(r.moment(w), r, "unmute", found)
	if len(slots) == 0 {
		return answer, nil
	}
	was := muted(slots[0])
	if err := e.unmute(ctx, r, slots[0].Key); err != nil {
		return bot.Message{}, err
	}
	if !r.Pressed.IsZero() {
		return e.instead(ctx, r, slots)
	}
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	return r.moment(w).UnmutedTalk(slots[0], was, w.Wishes), nil
}

func (e *Env) unmute(ctx context.Context, r *Request, talks ...string) error {
	for _, talk := range talks {
		if _, err := e.Store.Unmute(ctx, r.Chat, talk); err != nil {
			return fmt.Errorf("unmuting: %w", err)
		}
	}
	e.changed(r)
	return nil
}
