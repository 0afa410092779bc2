package matrix

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"maunium.net/go/mautrix/id"
)

// Rule says who may invite Usher to a direct chat. The zero Rule lets anyone.
type Rule struct {
	restricted bool
	own        bool // people of Usher's own homeserver may
	people     []id.UserID
	servers    []string
}

// UnmarshalText reads "anyone", or else a list of "server", which is Usher's own,
// of people and of other servers, separated by blanks or commas.
func (r *Rule) UnmarshalText(text []byte) error {
	*r = Rule{}
	words := strings.FieldsFunc(string(text), func(c rune) bool { return strings.ContainsRune(" ,\n\t", c) })
	if len(words) == 0 || slices.Equal(words, []string{"anyone"}) {
		return nil
	}
	r.restricted = true
	for _, word := range words {
		switch {
		case word == "server":
			r.own = true
		case strings.HasPrefix(word, "@"):
			if _, _, err := id.UserID(word).Parse(); err != nil {
				return fmt.Errorf("%q is not a person like @ada:example.org", word)
			}
			r.people = append(r.people, id.UserID(word))
		case strings.ContainsAny(word, ".:") || word == "localhost":
			r.servers = append(r.servers, word)
		default:
			return fmt.Errorf("%q is neither anyone, server, a person like @ada:example.org nor a server like example.org", word)
		}
	}
	return nil
}

// mayInvite reports whether somebody may invite Usher to a direct chat, or to a room
// for many. That is for organisers, and for people whom the rule names; where there
// are no organisers, for whoever may talk with Usher at all.
func (m *Matrix) mayInvite(ctx context.Context, person id.UserID, direct bool) bool {
	if slices.Contains(m.organisers, person) || slices.Contains(m.rule.people, person) {
		return true
	}
	if m.organises != nil && m.organises(ctx, person.String()) {
		return true
	}
	if !direct && len(m.organisers) > 0 {
		return false
	}
	server := person.Homeserver()
	return !m.rule.restricted || slices.Contains(m.rule.servers, server) ||
		m.rule.own && server == m.client.UserID.Homeserver()
}
