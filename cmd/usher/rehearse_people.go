package main

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/telegram"
	"usher/schedule"
	"usher/storage"
)

// What people are like who are made up. None of it is measured: it is meant to be a
// little more than most conferences see.
const (
	// starsADay is how many talks somebody stars for each day, on the average.
	starsADay = 6
	// skew is by how much some talks are more popular than others: the nth has
	// n^-skew of the stars of the first (Zipf's law, flattened).
	skew = 0.7
	// Of a hundred people so many are on Matrix, speak German, follow a room, and
	// follow a speaker; and so many chats are groups.
	shareMatrix, shareGerman, shareRoom, shareSpeaker, shareGroup = 20, 25, 6, 4, 2
)

// chosenLeads are what people choose, each as often as it stands here.
var chosenLeads = [][]time.Duration{
	nil, nil, nil, nil, nil, nil, nil, {5 * time.Minute}, {15 * time.Minute}, {30 * time.Minute, 5 * time.Minute},
}

// guests makes up people for a conference, the same ones for the same seed.
func guests(s *schedule.Schedule, count int, seed uint64) []storage.Guest {
	random := rand.New(rand.NewPCG(seed, 0))
	talks := popular(s, random)
	all := make([]storage.Guest, count)
	for i := range all {
		g := &all[i]
		g.Visit = someone(i, random)
		g.Leads = chosenLeads[random.IntN(len(chosenLeads))]
		stars := 1 + int(random.ExpFloat64()*starsADay*float64(len(s.Days())))
		starred := map[string]bool{}
		for range min(stars, len(talks.keys)) {
			if key := talks.pick(random); !starred[key] {
				starred[key] = true
				g.Follows = append(g.Follows, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: key}})
			}
		}
		if rooms := s.Rooms(); len(rooms) > 0 && random.IntN(100) < shareRoom {
			g.Follows = append(g.Follows, bot.Follow{Topic: rooms[random.IntN(len(rooms))].Topic()})
		}
		if speakers := s.Speakers(); len(speakers) > 0 && random.IntN(100) < shareSpeaker {
			g.Follows = append(g.Follows, bot.Follow{Topic: speakers[random.IntN(len(speakers))].Topic()})
		}
	}
	return all
}

// someone is the nth chat.
func someone(n int, random *rand.Rand) bot.Visit {
	v := bot.Visit{Hint: "en"}
	if random.IntN(100) < shareGerman {
		v.Hint = "de"
	}
	id := strconv.Itoa(1_000_000 + n)
	v.Chat = bot.Chat{Platform: telegram.Rules{}.Name(), ID: id}
	v.Shared = random.IntN(100) < shareGroup
	switch {
	case random.IntN(100) < shareMatrix:
		v.Chat = bot.Chat{Platform: matrix.Rules{}.Name(), ID: "!" + id + ":example.org"}
	case v.Shared:
		v.Chat.ID = "-" + id
	}
	return v
}

// popularity is how likely each talk is to be starred.
type popularity struct {
	keys []string
	upTo []float64 // the sum of the weights up to each
}

// popular are the talks of a conference, some of which are more popular than others.
func popular(s *schedule.Schedule, random *rand.Rand) popularity {
	var p popularity
	known := map[string]bool{}
	for _, slot := range s.Slots() {
		if !known[slot.Key] && !slot.Lasting() {
			known[slot.Key] = true
			p.keys = append(p.keys, slot.Key)
		}
	}
	random.Shuffle(len(p.keys), func(i, j int) { p.keys[i], p.keys[j] = p.keys[j], p.keys[i] })
	sum := 0.0
	for n := range p.keys {
		sum += math.Pow(float64(n+1), -skew)
		p.upTo = append(p.upTo, sum)
	}
	return p
}

func (p popularity) pick(random *rand.Rand) string {
	at := random.Float64() * p.upTo[len(p.upTo)-1]
	lo, hi := 0, len(p.upTo)-1
	for lo < hi {
		if mid := (lo + hi) / 2; p.upTo[mid] <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return p.keys[lo]
}
