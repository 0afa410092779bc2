package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// timed notes at what time of the conference a network was told something unasked.
type timed struct {
	bot.Platform
	now func() time.Time
	// files says that files go along, as people send some in this conversation.
	files bool

	mu   sync.Mutex
	told map[bot.Ref]string // the time, by message
}

// Send passes a message on.
func (p *timed) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	ref, err := p.Platform.Send(ctx, m)
	if err == nil {
		p.note(ref, m)
	}
	return ref, err
}

// Edit passes a message on that takes the place of another.
func (p *timed) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	err := p.Platform.Edit(ctx, ref, m)
	if err == nil {
		p.note(ref, m)
	}
	return err
}

// note notes when a message was said, if nobody asked for it: an answer has a key of its
// own kind, or none.
func (p *timed) note(ref bot.Ref, m bot.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ref.File = "" // whoever looks for it knows what it says
	delete(p.told, ref)
	if m.Key != "" && !strings.HasPrefix(m.Key, "re-") {
		p.told[ref] = p.now().Format("15:04")
	}
}

// Traits leaves out the network's pace: it is kept by the real clock, and a whole
// conference passes here within a second of that.
func (p *timed) Traits() bot.Traits {
	return bot.Traits{Idempotent: p.Platform.Traits().Idempotent, Files: p.files}
}

// shown is a message on a network's screen.
type shown struct {
	id, text string
	labels   []string
}

// phone is a person's device in a chat on some network, on which messages change in place:
// what is new or has changed is read once, with buttons as "[★ 1] [★ 2]".
type phone struct {
	platform *timed
	screen   func() []shown
	read_    map[string]string
	person   bot.Chat // as /whoami would say
	chat     string   // the one that it shows
	// say types a line, press presses a button of the newest message that has it. What
	// comes of it is waited for by whoever calls.
	say, press func(string)
	// answer is say, as a reply to what somebody else has said last there, by their name.
	answer func(to, line string)
	// show is say, under a file of that name.
	show func(file, caption string)
}

func (p *phone) read() string {
	var b strings.Builder
	for _, m := range p.screen() {
		text := strings.TrimRight(m.text, "\n") + "\n"
		if len(m.labels) > 0 {
			text += "[" + strings.Join(m.labels, "] [") + "]\n"
		}
		if p.read_[m.id] == text {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		p.platform.mu.Lock()
		ref := bot.Ref{Chat: bot.Chat{Platform: p.platform.Name(), ID: p.chat}, ID: m.id}
		if at, unasked := p.platform.told[ref]; unasked {
			fmt.Fprintf(&b, "%s · ", at)
			delete(p.platform.told, ref)
		}
		p.platform.mu.Unlock()
		b.WriteString(text)
		p.read_[m.id] = text
	}
	return b.String()
}

// at is another phone on the same network, or the same at another chat.
func (p *phone) at(chat string, person bot.Chat) *phone {
	return &phone{platform: p.platform, read_: map[string]string{}, person: person, chat: chat}
}

func newPhone(p bot.Platform, place scene) *phone {
	return &phone{platform: &timed{Platform: p, now: place.now, files: place.files, told: map[bot.Ref]string{}}, read_: map[string]string{}}
}

// hosting is a network that says, too, who runs a chat of several people.
type hosting struct {
	*timed
	bot.Host
}

// onTelegram gives each person a phone with Telegram.
func onTelegram(t *testing.T, place scene) (bot.Platform, company) {
	t.Helper()
	server := telegramtest.New(t)
	p, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: server.URL, Inbox: place.inbox, Log: place.log})
	if err != nil {
		t.Fatal(err)
	}
	network := newPhone(p, place)
	all := company{}
	var hall *telegramtest.Person
	people := map[string]*telegramtest.Person{}
	for _, name := range place.people {
		person := server.Person(name, place.language)
		people[name] = person
		all[name] = telegramPhone(network, person)
		if len(place.people) == 1 { // there is nobody to meet
			continue
		}
		if hall == nil {
			hall = person.InGroup("Hall")
			hall.Become("administrator")
		}
		inside := person.With(hall)
		device := telegramPhone(network, inside)
		device.answer = func(to, line string) { inside.ReplyTo(people[to], line) }
		all[name+inHall] = device
	}
	return hosting{network.platform, p}, all
}

// telegramPhone shows a chat that a person is in.
func telegramPhone(network *phone, person *telegramtest.Person) *phone {
	device := network.at(person.ChatID(), bot.Chat{Platform: "telegram", ID: person.ID()})
	device.say, device.press = person.Type, person.Press
	device.show = func(file, caption string) {
		person.Send("document", telegramtest.File{Name: file, Data: "what is in " + file}, caption)
	}
	device.screen = func() []shown {
		var all []shown
		for _, m := range person.Messages() {
			if m.File.Name != "" { // it is above the text
				all = append(all, shown{id: fmt.Sprint("file of ", m.ID), text: "(" + m.File.Name + ")"})
			}
			all = append(all, shown{fmt.Sprint(m.ID), m.Text, m.Labels()})
		}
		return all
	}
	return device
}

// spelt is a command as it is written on Matrix.
var spelt = regexp.MustCompile(`(^|[\s"(])!([a-z]+)`)

// onMatrix gives each person a phone with a Matrix client.
func onMatrix(t *testing.T, place scene) (bot.Platform, company) {
	t.Helper()
	server := matrixtest.New(t)
	p, err := matrix.New(t.Context(), matrix.Options{
		Account: matrix.Account{Homeserver: server.URL, User: matrixtest.Bot, Device: matrixtest.Device, Token: matrixtest.Token},
		Inbox:   place.inbox, Log: place.log, Commands: commandNames(), Aliases: aliases(),
	})
	if err != nil {
		t.Fatal(err)
	}
	network := newPhone(p, place)
	all := company{}
	hall := ""
	for _, name := range place.people {
		person := server.Person(name)
		direct := person.Direct()
		person.Remembered(direct)
		all[name] = matrixPhone(network, person, direct)
		switch {
		case len(place.people) == 1: // there is nobody to meet
			continue
		case hall == "":
			hall = person.Group()
		default:
			person.Join(hall)
		}
		inside := matrixPhone(network, person, hall)
		inside.say = func(line string) { person.Type(hall, "!"+strings.TrimPrefix(line, "/")) }
		inside.answer = func(to, line string) {
			person.Reply(hall, server.Person(to), "!"+strings.TrimPrefix(line, "/"))
		}
		all[name+inHall] = inside
	}
	return hosting{network.platform, p}, all
}

// matrixPhone shows a room that a person is in.
func matrixPhone(network *phone, person *matrixtest.Person, room string) *phone {
	device := network.at(room, bot.Chat{Platform: "matrix", ID: person.ID})
	device.say = func(line string) { person.Type(room, line) }
	device.press = func(label string) { person.Press(room, label) }
	device.show = func(file, caption string) {
		person.Show(room, matrixtest.File{Type: "m.file", Name: file, MIME: "application/pdf", Data: "what is in " + file}, caption)
	}
	device.screen = func() []shown {
		var all []shown
		for _, m := range person.Messages(room) {
			all = append(all, shown{m.ID, spelt.ReplaceAllString(m.Text, "$1/$2"), m.Buttons})
		}
		return all
	}
	return device
}

var stages = map[string]stage{
	"terminal": atTerminal, "telegram": onTelegram, "matrix": onMatrix,
}
