package bot

import "time"

// Concern is whom a revision would be told to if it were put in force now, in chats.
type Concern struct {
	// Each is how many would be told of each of the Revision's changes.
	Each []int
	// Starred is how many have starred what changes, be they told of it or not.
	Starred int
	// Known is how most of them know its slot, where that is not how it stood before; zero
	// where it is.
	Known []Standing
	// Reach are all of them, each once, by network and language.
	Reach []Reached
	// Rung are those among them who were rung for what changes. Clashing would then have two
	// talks at the same time that they do not have now, of what they are told or nobody is.
	Rung, Clashing int
	// Clashes are how many would have each talk beside one that changes, most first.
	Clashes []Clash
	// Ahead is how much goes before the last of them on each of their networks.
	Ahead map[string]int
}

// People is how many would be told.
func (c Concern) People() int {
	n := 0
	for _, r := range c.Reach {
		n += r.People
	}
	return n
}

// Reached are the chats of a network with which a language is spoken.
type Reached struct {
	Platform string
	// Language is what was chosen there or what the network hints at, a BCP 47 tag;
	// "" where neither is known.
	Language string
	People   int
}

// Meeting is that a slot that changes is, in the newer schedule alone, at the same time
// as a slot of another talk.
type Meeting struct {
	// Change is the place of the change in its Revision.
	Change int
	// Talk is the other's key, and Kept the start by which it may be kept alone.
	Talk string
	Kept time.Time
}
