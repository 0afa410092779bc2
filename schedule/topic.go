package schedule

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
// what has their name in the newer one: another source's word counts now, or a source
// has numbered its people anew.
func Renamed(older, newer *Schedule) map[Topic]string {
	type named struct {
		kind TopicKind
		name string
	}
	now := map[named]string{}
	newer.eachNamed(func(t Thing) {
		n := named{t.Topic().Kind, Fold(t.Called())}
		if _, first := now[n]; !first {
			now[n] = t.Topic().Key
		}
	})
	there := map[Topic]bool{}
	newer.eachNamed(func(t Thing) { there[t.Topic()] = true })
	renamed := map[Topic]string{}
	older.eachNamed(func(t Thing) {
		key, found := now[named{t.Topic().Kind, Fold(t.Called())}]
		if found && !there[t.Topic()] && Fold(t.Called()) != "" {
			renamed[t.Topic()] = key
		}
	})
	return renamed
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
