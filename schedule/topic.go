package schedule

import "strings"

// TopicKind is the kind of thing that can be followed.
type TopicKind string

// What can be followed.
const (
	TopicTalk    TopicKind = "talk"
	TopicRoom    TopicKind = "room"
	TopicSpeaker TopicKind = "speaker"
	TopicTrack   TopicKind = "track"
)

// Topic is something that people follow: one talk, or all talks in a room, by
// a speaker or on a track.
type Topic struct {
	Kind TopicKind
	Key  string
}

// Topics are the topics under which a slot is followed: its talk first, then
// its room, speakers and track.
func (s *Slot) Topics() []Topic {
	topics := make([]Topic, 0, 3+len(s.Speakers))
	topics = append(topics, Topic{TopicTalk, s.Key})
	if s.Room.Key != "" {
		topics = append(topics, Topic{TopicRoom, s.Room.Key})
	}
	for _, p := range s.Speakers {
		topics = append(topics, Topic{TopicSpeaker, p.Key})
	}
	if s.Track.Key != "" {
		topics = append(topics, Topic{TopicTrack, s.Track.Key})
	}
	return topics
}

// Renamed finds, for rooms, speakers and tracks whose key only the older version has,
// or that the newer one gives to another, what has their name in the newer one: another
// source's word counts now, or a source has numbered its people anew. What is gone while
// another has its key is kept under its name, and comes back from there. A name that
// nothing had before is a new name for the same thing.
func Renamed(older, newer *Schedule) map[Topic]string {
	was, is := newNames(older), newNames(newer)
	renamed := map[Topic]string{}
	for topic, name := range was.of {
		there, kept := is.of[topic]
		key, found := is.keys[named{topic.Kind, name}]
		other, elsewhere := was.keys[named{topic.Kind, there}]
		switch {
		case name == "" || kept && there == name:
		case found && (!kept || was.of[Topic{topic.Kind, key}] != name):
			renamed[topic] = key
		case kept && elsewhere && is.of[Topic{topic.Kind, other}] != there:
			renamed[topic] = topic.shelf(name)
		}
	}
	for topic, name := range is.of {
		before, kept := was.of[topic]
		_, known := was.keys[named{topic.Kind, name}]
		other, stays := is.keys[named{topic.Kind, before}]
		if name != "" && kept && stays && !known && was.of[Topic{topic.Kind, other}] != before {
			renamed[Topic{topic.Kind, topic.shelf(name)}] = topic.Key
		}
	}
	return renamed
}

// shelf is the key under which what is followed is kept while it is gone and another
// has its key: the one that it has where nothing but its name is known.
func (t Topic) shelf(name string) string {
	scope := ""
	if t.Kind == TopicSpeaker {
		scope, _, _ = strings.Cut(t.Key, "-")
	}
	return NameKey(scope, name)
}

// named is a thing by its kind and folded name.
type named struct {
	kind TopicKind
	name string
}

// names are the folded names of all rooms, speakers and tracks, and the first key of
// each.
type names struct {
	of   map[Topic]string
	keys map[named]string
}

func newNames(s *Schedule) names {
	n := names{map[Topic]string{}, map[named]string{}}
	s.eachNamed(func(t Thing) {
		topic, name := t.Topic(), Fold(t.Called())
		n.of[topic] = name
		if _, known := n.keys[named{topic.Kind, name}]; !known {
			n.keys[named{topic.Kind, name}] = topic.Key
		}
	})
	return n
}

// eachNamed calls f with each room, speaker and track.
func (s *Schedule) eachNamed(f func(Thing)) {
	for _, r := range s.rooms {
		f(r)
	}
	for _, p := range s.speakers {
		f(p)
	}
	for _, t := range s.tracks {
		f(t)
	}
}

// Following are the slots under any of the topics, each once, by start.
func (s *Schedule) Following(topics ...Topic) []*Slot {
	seen := map[*Slot]bool{}
	for _, t := range topics {
		for _, slot := range s.byTopic[t] {
			seen[slot] = true
		}
	}
	return s.pick(func(slot *Slot) bool { return seen[slot] })
}

// Name is what a topic is called: the talk's title, or the name of the room,
// speaker or track; false where this schedule does not have it.
func (s *Schedule) Name(t Topic) (string, bool) {
	slots := s.byTopic[t]
	if t.Kind == TopicRoom {
		for _, r := range s.rooms {
			if r.Key == t.Key {
				return r.Name, true
			}
		}
	}
	if len(slots) == 0 {
		return "", false
	}
	slot := slots[0]
	switch t.Kind {
	case TopicTalk:
		return slot.Title, true
	case TopicTrack:
		return slot.Track.Name, true
	case TopicSpeaker:
		for _, p := range slot.Speakers {
			if p.Key == t.Key {
				return p.Name, true
			}
		}
	}
	return "", false
}
