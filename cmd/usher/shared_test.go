package main

import (
	"path/filepath"
	"strings"
	"testing"

	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
)

// TestGroups has Ada, who runs a group on each network, and Bob, who does not: what
// the group wants is hers to say, and a star is whoever's who presses it.
func TestGroups(t *testing.T) {
	t.Parallel()
	tg, mx := telegramtest.New(t), matrixtest.New(t)
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--clock", "2023-09-13 11:04",
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL, "--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx)))
	defer stop()
	for network, group := range map[string]func(*testing.T) (ada, bob member){
		"telegram": func(*testing.T) (ada, bob member) { return telegramGroup(tg) },
		"matrix":   func(*testing.T) (ada, bob member) { return matrixGroup(mx) },
	} {
		t.Run(network, func(t *testing.T) {
			ada, bob := group(t)
			bob.types("/star mount api")
			eventually(t, "Bob is told whose the group's stars are", func() bool {
				return strings.HasPrefix(last(bob.group()), "Only those who run this chat")
			})
			ada.types("/star mount api")
			eventually(t, "Ada stars it for the group", func() bool {
				return strings.Contains(last(ada.group()), "Yours. I'll ring at 14:20.")
			})
			ada.types("/talk soft reboot")
			eventually(t, "there is a card", func() bool { return strings.HasPrefix(last(bob.group()), "Soft Reboot") })
			before := bob.group()
			bob.presses("★ Star")
			eventually(t, "Bob is answered alone", func() bool {
				said := bob.alone()
				return len(said) > 0 && strings.Contains(last(said), "Yours. I'll ring at 12:20.")
			})
			ada.types("/agenda")
			eventually(t, "the group has its own star alone", func() bool {
				said := last(ada.group())
				return strings.Contains(said, "New Mount API") && !strings.Contains(said, "Soft Reboot")
			})
			if after := bob.group(); after[len(before)-1] != before[len(before)-1] {
				t.Errorf("the card that Bob pressed reads now:\n%s", after[len(before)-1])
			}
		})
	}
}

// member is somebody in a group, who has a private chat with Usher as well.
type member struct {
	types, presses func(string)
	group, alone   func() []string // what Usher has said there
}

func telegramGroup(tg *telegramtest.Server) (ada, bob member) {
	first, second := tg.Person("Ada", "en"), tg.Person("Bob", "en")
	here := first.InGroup("All Systems Go!")
	here.Become("administrator")
	read := func(p *telegramtest.Person) func() []string {
		return func() (said []string) {
			for _, m := range p.Messages() {
				said = append(said, m.Text)
			}
			return said
		}
	}
	in := func(alone, group *telegramtest.Person) member {
		return member{types: group.Type, presses: group.Press, group: read(group), alone: read(alone)}
	}
	return in(first, here), in(second, second.With(here))
}

func matrixGroup(mx *matrixtest.Server) (ada, bob member) {
	first, second := mx.Person("ada"), mx.Person("bob")
	private := second.Direct()
	second.Remembered(private)
	here := first.Group(second)
	read := func(p *matrixtest.Person, room string) func() []string {
		return func() (said []string) {
			for _, m := range p.Messages(room) {
				said = append(said, m.Text)
			}
			return said
		}
	}
	in := func(p *matrixtest.Person) member {
		return member{
			types:   func(line string) { p.Type(here, "!"+strings.TrimPrefix(line, "/")) },
			presses: func(label string) { p.Press(here, label) },
			group:   read(p, here), alone: read(p, private),
		}
	}
	return in(first), in(second)
}

// last is the newest of what was said; "" if that is nothing.
func last(said []string) string {
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1]
}
