package schedule

import (
	"slices"
	"strings"
)

// nearEnough is the least similarity at which a misspelled word is taken for
// another. "rebot" and "reboot" have 0.63, "kuberneets" and "kubernetes" 0.47.
const nearEnough = 0.4

// faintlyLike is the least similarity at which a name is offered where no other
// is nearer: people choose from what they see.
const faintlyLike = 0.2

// surelyMeant is the least similarity at which a misspelled name is taken for
// the one it is nearest to without asking. "boccasi" and "boccassi" have 0.7.
const surelyMeant = 0.55

// Similarity is how alike two folded words are, from 0 to 1: the share of their
// trigrams, with the ends of the words marked, that both have.
func Similarity(a, b string) float64 {
	if a == b {
		return 1
	}
	ta, tb := trigrams(a), trigrams(b)
	if len(ta) == 0 || len(tb) == 0 || len(ta) > 3*len(tb) || len(tb) > 3*len(ta) {
		return 0
	}
	both := 0
	for _, t := range ta {
		if slices.Contains(tb, t) {
			both++
		}
	}
	return float64(both) / float64(len(ta)+len(tb)-both)
}

// trigrams are a word's runs of three letters, each once. A word with no
// letters has none.
func trigrams(word string) [][3]rune {
	if word == "" {
		return nil
	}
	padded := slices.Concat([]rune{' ', ' '}, []rune(word), []rune{' '})
	var all [][3]rune
	for i := range len(padded) - 2 {
		t := [3]rune(padded[i : i+3])
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

// Named is the answer to a search among names. At most one of its fields is
// set.
type Named[T Thing] struct {
	// Hits have all the words that were typed.
	Hits []T
	// Near is the one whose name is most like what was typed, where no name has
	// the words.
	Near []T
}

// Thing is what people follow by its name: a Room, Speaker or Track.
type Thing interface {
	Topic() Topic
	// Called is its name.
	Called() string
}

// Topic is the room as what is followed.
func (r Room) Topic() Topic { return Topic{TopicRoom, r.Key} }

// Called is the room's name.
func (r Room) Called() string { return r.Name }

// Topic is the speaker as what is followed.
func (p Speaker) Topic() Topic { return Topic{TopicSpeaker, p.Key} }

// Called is the speaker's name.
func (p Speaker) Called() string { return p.Name }

// Topic is the track as what is followed.
func (t Track) Topic() Topic { return Topic{TopicTrack, t.Key} }

// Called is the track's name.
func (t Track) Called() string { return t.Name }

// FindSpeakers finds speakers by the words of their name.
func (s *Schedule) FindSpeakers(query string) Named[Speaker] { return findNamed(s.speakers, query) }

// FindRooms finds rooms by the words of their name.
func (s *Schedule) FindRooms(query string) Named[Room] { return findNamed(s.rooms, query) }

// FindTracks finds tracks by the words of their name.
func (s *Schedule) FindTracks(query string) Named[Track] { return findNamed(s.tracks, query) }

// Find finds rooms, speakers or tracks by the words of their name; nothing for a
// kind that has no names.
func (s *Schedule) Find(kind TopicKind, query string) Named[Thing] {
	switch kind {
	case TopicRoom:
		return things(s.FindRooms(query))
	case TopicSpeaker:
		return things(s.FindSpeakers(query))
	case TopicTrack:
		return things(s.FindTracks(query))
	}
	return Named[Thing]{}
}

func things[T Thing](found Named[T]) Named[Thing] {
	var all Named[Thing]
	for _, t := range found.Hits {
		all.Hits = append(all.Hits, t)
	}
	for _, t := range found.Near {
		all.Near = append(all.Near, t)
	}
	return all
}

// findNamed finds by key, else by the whole name, with blanks or without, else by
// the beginnings of all words, else the nearest in spelling.
func findNamed[T Thing](all []T, query string) Named[T] {
	query = strings.TrimSpace(query)
	words := Words(query)
	if len(words) == 0 {
		return Named[T]{}
	}
	var found Named[T]
	var parted []T // the same letters, "mainhall" and "k1105" as people type them
	var score float64
	for _, item := range all {
		own := Words(item.Called())
		if item.Topic().Key == query || slices.Equal(own, words) {
			return Named[T]{Hits: []T{item}}
		}
		if strings.Join(own, "") == strings.Join(words, "") {
			parted = append(parted, item)
			continue
		}
		if hasAll(own, words) {
			found.Hits = append(found.Hits, item)
			continue
		}
		if similar := nameSimilarity(own, words); similar >= faintlyLike && similar > score {
			found.Near, score = []T{item}, similar
		}
	}
	if len(parted) > 0 {
		return Named[T]{Hits: parted}
	}
	if len(found.Hits) == 0 && score >= surelyMeant {
		found.Hits = found.Near
	}
	if len(found.Hits) > 0 {
		found.Near = nil
	}
	return found
}

func hasAll(own, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(own, func(o string) bool { return strings.HasPrefix(o, w) }) {
			return false
		}
	}
	return true
}

// nameSimilarity is the mean, over the words typed, of the likeness to the word
// of the name that is most like it; or the likeness of the whole, where people have
// parted it otherwise.
func nameSimilarity(own, words []string) float64 {
	var sum float64
	for _, w := range words {
		var best float64
		for _, o := range own {
			best = max(best, Similarity(w, o))
		}
		sum += best
	}
	return max(sum/float64(len(words)), Similarity(strings.Join(own, ""), strings.Join(words, "")))
}
