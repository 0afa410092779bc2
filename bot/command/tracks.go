package command

import (
	"context"
	"slices"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// tracks answers /tracks [name]: all tracks, or the talks of one that are not over.
func tracks(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	w, err := e.wishes(ctx, r)
	if err != nil {
		return bot.Message{}, err
	}
	m := r.moment(w)
	all := r.Schedule.Tracks()
	if r.Args == "" || len(all) == 0 {
		var counts []say.TrackCount
		for _, t := range all {
			counts = append(counts, say.TrackCount{Track: t, Talks: held(r.Schedule.Following(t.Topic()))})
		}
		return m.Tracks(counts, r.Skip), nil
	}
	t, answer, ok := oneOf(m, schedule.TopicTrack, r.Args, "/tracks ", r.Schedule.FindTracks(r.Args))
	if !ok {
		return answer, nil
	}
	slots := r.Schedule.Following(t.Topic())
	ahead := slices.DeleteFunc(slices.Clone(slots), func(s *schedule.Slot) bool { return !s.Until.After(r.Now) })
	if len(ahead) > 0 {
		slots = ahead
	}
	return m.Track(t, say.List{Slots: slots, Skip: r.Skip, Command: "/tracks " + t.Key}, w.Has(t.Topic())), nil
}

// held is how many talks are not cancelled.
func held(slots []*schedule.Slot) int {
	return schedule.Talks(slices.DeleteFunc(slots, func(s *schedule.Slot) bool { return s.Cancelled }))
}
