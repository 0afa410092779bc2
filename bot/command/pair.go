package command

import (
	"slices"
	"strings"

	"usher/bot/say"
	"usher/schedule"
)

// pair are the words for two talks, and those talks where they are plain. The second are
// "" where one alone was named.
type pair struct {
	first, second string
	one, other    *schedule.Slot
}

// talks are two talks whichever is the first.
func (p pair) talks() [2]string {
	if p.one == nil || p.other == nil {
		return [2]string{p.first, p.second}
	}
	return [2]string{min(p.one.Key, p.other.Key), max(p.one.Key, p.other.Key)}
}

// pairs are the ways in which words name two talks, as far as it is plain which: "soft
// reboot with mount api", "soft reboot mount api". Several are to be asked about. There is
// always one, be it only the words for one talk.
func (r *Request) pairs(typed string) []pair {
	fields := strings.Fields(strings.NewReplacer(",", " , ", ";", " , ").Replace(typed))
	var joined, plain, half, rest []pair
	for i := 1; i < len(fields); i++ {
		with := say.IsWith(fields[i]) && i+1 < len(fields)
		second := fields[i:]
		if with {
			second = fields[i+1:]
		}
		p := pair{first: talkWords(fields[:i]), second: talkWords(second)}
		p.one, p.other = r.meant(p.first), r.meant(p.second)
		switch {
		case p.one != nil && p.other != nil && with:
			joined = append(joined, p)
		case p.one != nil && p.other != nil:
			plain = append(plain, p)
		case with && (p.one != nil || p.other != nil):
			half = append(half, p)
		case p.one != nil && r.finds(p.second): // the more words it has, the surer
			rest = append([]pair{p}, rest...)
		case p.other != nil && r.finds(p.first):
			rest = append(rest, p)
		}
	}
	whole := pair{first: talkWords(fields)}
	switch {
	case len(joined) > 0:
		return distinct(joined)
	case r.meant(whole.first) != nil:
		return []pair{whole}
	case len(plain) > 0:
		return distinct(plain)
	}
	return slices.Concat(half, rest, []pair{whole})[:1]
}

// distinct are pairs of different talks, each once; where a talk would swap with itself
// alone, that.
func distinct(pairs []pair) []pair {
	seen := map[[2]string]bool{}
	var all []pair
	for _, p := range pairs {
		if p.one.Key != p.other.Key && !seen[p.talks()] {
			seen[p.talks()] = true
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return pairs[:1]
	}
	return all
}

// talkWords are the words for a talk, without what joins it to another one.
func talkWords(fields []string) string {
	for len(fields) > 0 && say.IsWith(fields[len(fields)-1]) {
		fields = fields[:len(fields)-1]
	}
	for len(fields) > 0 && say.IsWith(fields[0]) {
		fields = fields[1:]
	}
	return strings.ReplaceAll(join(fields), " ,", ",")
}

// meant is the slot that words mean, one of its talk's; nil where that is not plain.
func (r *Request) meant(words string) *schedule.Slot {
	if words == "" {
		return nil
	}
	slots := r.hits(target{fits: r.lasts}, words).slots
	if len(slots) == 0 {
		return nil
	}
	return slots[0]
}

// means reports whether words mean one talk and no other.
func (r *Request) means(words string) bool { return r.meant(words) != nil }

// finds reports whether words are about some talk, all of them.
func (r *Request) finds(words string) bool {
	found := r.search(words)
	return len(found.Talks) > 0 && !found.Dropped
}

// pairChoices are buttons that swap two talks each.
func (r *Request) pairChoices(pairs []pair) []say.PairChoice {
	var all []say.PairChoice
	for _, p := range pairs {
		command := "/swap " + slotRef(r.Schedule, p.one) + " " + slotRef(r.Schedule, p.other)
		all = append(all, say.PairChoice{One: p.one, Other: p.other, Command: command})
	}
	return all
}
