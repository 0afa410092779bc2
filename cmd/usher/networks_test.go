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

	mu   sync.Mutex
	told map[string]string // the time, by the message's id
}

// Send passes a message on.
func (p *timed) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	ref, err := p.Platform.Send(ctx, m)
	// An answer has a key of its own kind.
	if err == nil && m.Key != "" && !strings.HasPrefix(m.Key, "re-") {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.told[ref.ID] = p.now().Format("15:04")
	}
	return ref, err
}

// Traits leaves out the network's pace: it is kept by the real clock, and a whole
// conference passes here within a second of that.
func (p *timed) Traits() bot.Traits {
	return bot.Traits{Idempotent: p.Platform.Traits().Idempotent}
}

// shown is a message on a network's screen.
type shown struct {
	id, text string
	labels   []string
}

// phone is a person's device on a network on which messages change in place: it
// is read as the terminal's paper is, what is new or has changed once.
type phone struct {
	platform *timed
	screen   func() []shown
	read_    map[string]string
	person   bot.Chat
	type_    func(string)
	press_   func(string)
}

func (p *phone) who() bot.Chat                    { return p.person }
func (p *phone) say(line string)                  { p.type_(line) }
func (p *phone) press(_ *testing.T, label string) { p.press_(label) }

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
		if at, unasked := p.platform.told[m.id]; unasked {
			fmt.Fprintf(&b, "%s · ", at)
			delete(p.platform.told, m.id)
		}
		p.platform.mu.Unlock()
		b.WriteString(text)
		p.read_[m.id] = text
	}
	return b.String()
}

func newPhone(p bot.Platform, place scene) *phone {
	return &phone{platform: &timed{Platform: p, now: place.now, told: map[string]string{}}, read_: map[string]string{}}
}

// onTelegram gives a person a phone with Telegram.
func onTelegram(t *testing.T, place scene) (bot.Platform, actor) {
	t.Helper()
	server := telegramtest.New(t)
	p, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: server.URL, Inbox: place.inbox})
	if err != nil {
		t.Fatal(err)
	}
	ada := server.Person("Ada", place.language)
	device := newPhone(p, place)
	device.type_, device.press_ = ada.Type, ada.Press
	device.person = bot.Chat{Platform: "telegram", ID: ada.ID()}
	device.screen = func() []shown {
		var all []shown
		for _, m := range ada.Messages() {
			all = append(all, shown{fmt.Sprint(m.ID), m.Text, m.Labels()})
		}
		return all
	}
	return device.platform, device
}

// spelt is a command as it is written on Matrix.
var spelt = regexp.MustCompile(`(^|[\s"(])!([a-z]+)`)

// onMatrix gives a person a phone with a Matrix client.
func onMatrix(t *testing.T, place scene) (bot.Platform, actor) {
	t.Helper()
	server := matrixtest.New(t)
	p, err := matrix.New(t.Context(), matrix.Options{
		Account: matrix.Account{Homeserver: server.URL, User: matrixtest.Bot, Device: matrixtest.Device, Token: matrixtest.Token},
		Inbox:   place.inbox, Commands: commandNames(), Aliases: aliases(),
	})
	if err != nil {
		t.Fatal(err)
	}
	ada := server.Person("ada")
	room := ada.Direct()
	ada.Remembered(room)
	device := newPhone(p, place)
	device.person = bot.Chat{Platform: "matrix", ID: ada.ID}
	device.type_ = func(line string) { ada.Type(room, line) }
	device.press_ = func(label string) { ada.Press(room, label) }
	device.screen = func() []shown {
		var all []shown
		for _, m := range ada.Messages(room) {
			all = append(all, shown{m.ID, spelt.ReplaceAllString(m.Text, "$1/$2"), m.Buttons})
		}
		return all
	}
	return device.platform, device
}

var stages = map[string]stage{
	"terminal": atTerminal, "telegram": onTelegram, "matrix": onMatrix,
}
