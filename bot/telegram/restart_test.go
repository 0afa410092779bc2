package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
	"usher/storage"
)

// TestAnswersAgainAfterACrash: what was accepted and passed on, and not finished,
// comes again.
func TestAnswersAgainAfterACrash(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "de")
	inbox := &bottest.Inbox{}
	tg := open(t, server, inbox, nil)
	next, stop := listening(t, tg)
	ref := send(t, tg, bot.Message{Chat: chat(ada), Body: text("Now"), Buttons: [][]bot.Button{{{Label: "Next", Command: "/next"}}}})
	ada.Type("/now")
	ada.Press("Next")
	first, second := next(), next()
	_ = stop() // never Done

	next, stop = listening(t, open(t, server, inbox, nil))
	again, press := next(), next()
	again.Done()
	press.Done()
	for _, in := range []*bot.Incoming{&first, &second, &again, &press} {
		in.Done, in.Before = nil, nil
	}
	if diff := cmp.Diff([]bot.Incoming{first, second}, []bot.Incoming{again, press}); diff != "" {
		t.Error(diff)
	}
	if press.Pressed != ref {
		t.Errorf("the press is on %v, want %v", press.Pressed, ref)
	}
	_ = stop()

	next, _ = listening(t, open(t, server, inbox, nil))
	ada.Type("/agenda")
	if in := next(); in.Text != "/agenda" {
		t.Errorf("%q came a third time", in.Text)
	}
}

// TestSaysWhatWasSaidBefore: what is finished and not stored yet is to be stored with what
// its chat's next words do.
func TestSaysWhatWasSaidBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		ada.Type("/now")
		ada.Type("/star mount api")
		tg, _ := piped(t, server, &bottest.Inbox{})
		next, stop := hearing(t, tg)
		now, star := next(), next()
		now.Done()
		if before := star.Before(); len(before) != 1 || before[0].Update != now.Update {
			t.Errorf("before the star was said %v", before)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestFinishesWhileItReceives: what is answered is soon written down, and what
// could not be is written with the next.
func TestFinishesWhileItReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		inbox := &bottest.Inbox{}
		tg, log := piped(t, server, inbox)
		next, stop := hearing(t, tg)
		pending := func() int {
			time.Sleep(time.Second)
			left, err := inbox.Pending(t.Context(), tg.Name())
			if err != nil {
				t.Fatal(err)
			}
			return len(left)
		}
		ask := func() func() { ada.Type("/now"); return next().Done }
		var left []int
		ask()()
		left = append(left, pending())
		done := ask()
		time.Sleep(time.Second) // it is stored as not finished
		inbox.Fail(errors.New("disk full"))
		done()
		left = append(left, pending())
		ask()()
		left = append(left, pending())
		if diff := cmp.Diff([]int{0, 1, 0}, left); diff != "" {
			t.Errorf("unfinished after each: %s", diff)
		}
		if err := stop(); err != nil || !strings.Contains(log.String(), "disk full") {
			t.Errorf("Receive returned %v, and logged:\n%s", err, log)
		}
	})
}

// TestFinishesAfterItHasStopped: what is in hand when Usher stops is answered
// after Receive has returned.
func TestFinishesAfterItHasStopped(t *testing.T) {
	server := telegramtest.New(t)
	inbox := &bottest.Inbox{}
	next, stop := listening(t, open(t, server, inbox, nil))
	server.Person("Ada", "").Type("/now")
	in := next()
	_ = stop()
	in.Done()
	if pending, err := inbox.Pending(t.Context(), "telegram"); err != nil || len(pending) > 0 {
		t.Errorf("pending are %v, %v", pending, err)
	}
}

// TestNothingIsLostOrRepeatedOverRestarts stops and starts the bot on its real
// database, while people go on typing: by one way of receiving, and by each in turn.
func TestNothingIsLostOrRepeatedOverRestarts(t *testing.T) {
	for name, byWebhook := range map[string]func(life int) bool{
		"polling":         func(int) bool { return false },
		"by webhook":      func(int) bool { return true },
		"by each in turn": func(life int) bool { return life%2 == 1 },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { restarted(t, byWebhook) })
		})
	}
}

func restarted(t *testing.T, byWebhook func(life int) bool) {
	const people, lines = 5, 40
	w := &world{path: filepath.Join(t.TempDir(), "usher.db"), server: telegramtest.NewPiped(t)}
	w.front = w.server.Front()
	heard := map[string][]string{} // by chat
	want := map[string][]string{}
	var crowd []*telegramtest.Person
	for i := range people {
		crowd = append(crowd, w.server.Person(fmt.Sprintf("Person %d", i), ""))
	}
	typed := make(chan struct{})
	go func() {
		defer close(typed)
		for i := range lines {
			for _, p := range crowd {
				p.Type(strconv.Itoa(i))
			}
			time.Sleep(100 * time.Millisecond)
		}
	}()
	for _, p := range crowd {
		for i := range lines {
			want[p.ChatID()] = append(want[p.ChatID()], strconv.Itoa(i))
		}
	}
	life := 0
	for got := 0; got < people*lines && life < people*lines; life++ {
		got += w.live(t, byWebhook(life), 7+life%20, people*lines-got, func(in bot.Incoming) {
			heard[in.Chat.ID] = append(heard[in.Chat.ID], in.Text)
		})
	}
	<-typed
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Error(diff)
	}
	// Other lives hear nothing but what is new.
	for range 2 {
		crowd[0].Type("last words")
		w.live(t, byWebhook(life), 1, 1, func(in bot.Incoming) {
			if in.Text != "last words" {
				t.Errorf("%q came again", in.Text)
			}
		})
		life++
	}
}

// world is what outlives a bot.
type world struct {
	path   string // of its database
	server *telegramtest.Server
	front  *telegramtest.Front
}

// live runs a bot until it has heard so many lines, or there are no more, and says
// how many it has heard.
func (w *world) live(t *testing.T, byWebhook bool, lines, most int, hear func(bot.Incoming)) int {
	t.Helper()
	db, err := storage.Open(t.Context(), w.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tg *telegram.Telegram
	if byWebhook {
		tg, _ = hooked(t, w.server, w.front, db)
		defer w.front.Serve(nil)
	} else {
		tg, _ = piped(t, w.server, db)
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	to := make(chan bot.Incoming)
	result := make(chan error, 1)
	go func() { defer close(to); result <- tg.Receive(ctx, to) }()
	got := 0
	for in := range to {
		hear(in)
		in.Done()
		if got++; got >= min(lines, most) {
			stop() // what is passed on meanwhile is still heard
		}
	}
	if err := <-result; err != nil {
		t.Fatal(err)
	}
	return got
}
