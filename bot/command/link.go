package command

import (
	"context"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// lead is what a link's payload begins with: a kind of topic that it leads to, and the
// command that does.
type lead struct {
	kind    schedule.TopicKind
	command string
}

// starLead begins the payload of a link that stars a talk: where somebody has pressed
// a star before they have written to Usher, it does what they wanted.
const starLead = "star"

var leads = map[string]lead{
	string(schedule.TopicTalk):    {schedule.TopicTalk, "/talk "},
	string(schedule.TopicRoom):    {schedule.TopicRoom, "/room "},
	string(schedule.TopicTrack):   {schedule.TopicTrack, "/tracks "},
	string(schedule.TopicSpeaker): {schedule.TopicSpeaker, "/speaker "},
	starLead:                      {schedule.TopicTalk, "/star "},
}

// Payload is what a link to a topic has Usher told after /start: at most 48 of
// [A-Za-z0-9_-], where a link has room for 64 (core.telegram.org/bots/features, deep
// linking).
func Payload(t schedule.Topic) string { return string(t.Kind) + "_" + t.Key }

// linked answers what somebody says who has followed a link; false if it is no
// payload of one.
func linked(ctx context.Context, e *Env, r *Request) (answer bot.Message, ok bool, err error) {
	word, key, _ := strings.Cut(r.Args, "_")
	if word == roleLead && key != "" {
		answer, err = redeem(ctx, e, r, key)
		return answer, true, err
	}
	to, ok := leads[word]
	if !ok || key == "" {
		return bot.Message{}, false, nil
	}
	now, found := r.still(to.kind, key)
	if !found {
		m, err := e.moment(ctx, r)
		if err != nil {
			return bot.Message{}, false, err
		}
		return m.LinkGone(to.kind), true, nil
	}
	answer, err = e.again(ctx, r, to.command+now)
	return answer, true, err
}

// still is the key that something has now. A printed link outlives the schedule that it
// was made from: another source's word may count since, which names the same in another
// way. What a key ends in is its source's own name for it.
func (r *Request) still(kind schedule.TopicKind, key string) (now string, ok bool) {
	if _, known := r.Schedule.Name(schedule.Topic{Kind: kind, Key: key}); known {
		return key, true
	}
	if kind == schedule.TopicTalk {
		parts := strings.SplitN(key, "-", 3)
		slots := r.Schedule.TalkByID(parts[len(parts)-1])
		if !schedule.IsKey(key) || len(slots) == 0 {
			return "", false
		}
		return slots[0].Key, true
	}
	_, name, named := strings.Cut("-"+key, "-"+schedule.KeyName+"-")
	hits := r.Schedule.Find(kind, strings.ReplaceAll(name, "-", " ")).Hits
	if !named || len(hits) != 1 {
		return "", false
	}
	return hits[0].Topic().Key, true
}
