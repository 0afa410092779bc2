package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
	"usher/storage/storagetest"
)

// transcript is a log that can be read while it is written.
type transcript struct {
	also io.Writer

	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	return l.also.Write(p)
}

func (l *transcript) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), what)
}

// visitor is somebody on a network who hears every answer to what they say.
type visitor struct {
	t     *testing.T
	name  string
	say   func(string)
	heard func() []string // all messages, oldest first
	want  int             // how many there ought to be
}

// asks says something, and holds how the next message begins.
func (v *visitor) asks(line, begins string) string {
	v.t.Helper()
	v.say(line)
	return v.hears(begins)
}

// hears holds how the next message begins.
func (v *visitor) hears(begins string) string {
	v.t.Helper()
	v.want++
	eventually(v.t, v.name+" hears "+begins, func() bool { return len(v.heard()) >= v.want })
	text := v.heard()[v.want-1]
	if !strings.HasPrefix(text, begins) {
		v.t.Errorf("%s hears %q, not %q", v.name, text, begins)
	}
	return text
}

func onPhone(t *testing.T, p *telegramtest.Person, name string) *visitor {
	return &visitor{t: t, name: name, say: p.Type, heard: func() []string {
		var all []string
		for _, m := range p.Messages() {
			all = append(all, m.Text)
		}
		return all
	}}
}

func inDirect(t *testing.T, p *matrixtest.Person) *visitor {
	room := p.Direct()
	return &visitor{t: t, name: p.ID, say: func(line string) { p.Type(room, line) }, heard: func() []string {
		var all []string
		for _, m := range p.Messages(room) {
			all = append(all, m.Text)
		}
		return all
	}}
}

// TestTroubleSeenFromTheChat fills the disk under a whole Usher: questions are
// answered, stars refused, organisers and operators told once. Once there is room,
// all goes on without a restart, and after one nothing is said again.
func TestTroubleSeenFromTheChat(t *testing.T) {
	t.Parallel()
	if !storagetest.Alone(t) {
		return
	}
	tg, mx := telegramtest.New(t), matrixtest.New(t)
	otto := tg.Person("Otto", "en")
	organiser, visitors := onPhone(t, otto, "Otto"), []*visitor{onPhone(t, tg.Person("Ada", "en"), "Ada"), inDirect(t, mx.Person("mia"))}
	database, address, keys := filepath.Join(t.TempDir(), "usher.db"), freeAddress(t), loggedIn(t, mx)
	serve := func(clock string) *serveCommand {
		return settings(t, "--schedule", seed, "--database", database, "--listen", address, "--organisers", "telegram:"+otto.ID(),
			"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL,
			"--matrix-homeserver", mx.URL, "--matrix-keys", keys, "--clock", clock)
	}
	log := &transcript{also: t.Output()}
	_, stop := opened(t, serve("2023-09-13 14:00"), log, func() {})
	organiser.asks("/whoami", "You are")
	for _, v := range visitors {
		v.asks("/now", "Nothing on right now.")
	}

	free := storagetest.Full(t, database, 0)
	for _, v := range visitors {
		v.asks("/now", "Nothing on right now.")
		v.asks("/star mount api", "I can't write anything down right now, so nothing has changed.")
		v.asks("/next", "Next, in")
	}
	organiser.hears("⚠ I can't write anything down since 14:0")
	if status := organiser.asks("/status", "Status"); !strings.Contains(status, "⚠ Nothing can be written down since 14:0") {
		t.Errorf("/status: %q", status)
	}
	if code, _, errs := usher("health", "--listen", address); code != exitFailed || !strings.Contains(errs, "nothing can be written down since 2023-09-13T12:0") {
		t.Errorf("health: exit %d, %s", code, errs)
	}
	if metrics := succeedsAt(t, "http://"+address+"/metrics"); !strings.Contains(metrics, "usher_storage_unwritable 1\n") {
		t.Error("the metrics say nothing of it")
	}
	free()
	organiser.hears("I can write again. From 14:0")
	if begun, over, lines := log.count("nothing can be written down"), log.count("can be written down again"), log.count("\n"); begun != 1 || over != 1 || lines > 10 {
		t.Errorf("it is logged %d times that it begins, %d that it ends, among %d lines", begun, over, lines)
	}
	for _, v := range visitors {
		v.asks("/star mount api", "New Mount API")
	}
	stop()

	// What rings is in the queue, or would be.
	_, stop = opened(t, serve("2023-09-13 14:22"), log, func() { free = storagetest.Full(t, database, 0) })
	for _, v := range visitors {
		v.asks("/now", "Nothing on right now.")
	}
	organiser.hears("⚠ I can't write anything down since 14:2")
	free()
	organiser.hears("I can write again. From 14:2")
	for _, v := range visitors {
		v.hears("Starting in 8 min in Dome: New Mount API")
		// With what is said now that is written down which could not be before;
		// else the next life might answer it again.
		v.asks("/next", "Next, in")
	}
	stop()

	_, stop = opened(t, serve("2023-09-13 14:23"), log, func() {})
	for _, v := range visitors {
		if agenda := v.asks("/agenda", "Your Wednesday"); !strings.Contains(agenda, "New Mount API") {
			t.Errorf("%s has lost a star: %q", v.name, agenda)
		}
	}
	organiser.asks("/whoami", "You are")
	stop()
	for _, v := range append(visitors, organiser) {
		if got := len(v.heard()); got != v.want {
			t.Errorf("%s has heard %d messages, not %d: %q", v.name, got, v.want, v.heard())
		}
	}
}
