package telegram_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// FuzzUpdate has an update of anything come in, and then a command: that is heard, and
// all is confirmed. What is heard of the update itself can be kept.
func FuzzUpdate(f *testing.F) {
	all := telegramtest.Kinds()
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		f.Add(kind, []byte(all[kind]))
	}
	for hostile, n := telegramtest.NewHostile(1, time.Now()), 0; n < 100; n++ {
		kind, content := hostile.Next()
		f.Add(kind, []byte(content))
	}
	server := telegramtest.New(f)
	ada := server.Person("Ada", "")
	tg := open(f, server, &bottest.Inbox{}, nil)
	to := make(chan bot.Incoming)
	ctx := f.Context()
	go func() { _ = tg.Receive(ctx, to) }() // it ends with the test
	n := 0
	f.Fuzz(func(t *testing.T, kind string, content []byte) {
		if !json.Valid(content) || kind == "update_id" || strings.Contains(string(content), ada.ID()) {
			return // no server sends it, or it is hers
		}
		n++
		mark := fmt.Sprintf("/mark %d", n)
		server.Update(kind, string(content))
		ada.Type(mark)
		for in := range to {
			in.Done()
			if in.Text == mark {
				return
			}
			if _, err := in.At.MarshalText(); err != nil || !utf8.ValidString(in.Text) || in.Chat.ID == "" || in.Sender == "" && (in.Text != "" || in.Wordless) {
				t.Errorf("heard %+v, %v", in, err)
			}
		}
	})
}

// TestNothingIsSaidInTheFuture: a clock that is ahead, and worse, must not become a
// date that cannot be written down.
func TestNothingIsSaidInTheFuture(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "")
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	for _, at := range []time.Time{time.Now().Add(time.Hour), time.Unix(1<<55, 0)} {
		ada.TypeAt(at, "/now")
		if in := next(); in.At.After(time.Now()) {
			t.Errorf("what was said at %d is taken for said at %v", at.Unix(), in.At)
		}
	}
}

// TestNonsenseStopsNoWebhook has Telegram bring nonsense, and commands among it: each
// of those is heard, once, and nothing is brought for ever.
func TestNonsenseStopsNoWebhook(t *testing.T) {
	server := telegramtest.New(t)
	tg, _ := hooked(t, server, server.Front(), &bottest.Inbox{})
	ada := server.Person("Ada", "")
	var want, heard []string
	for hostile, n := telegramtest.NewHostile(3, time.Now()), 0; n < 10; n++ {
		for range 40 {
			server.Update(hostile.Next())
		}
		want = append(want, fmt.Sprintf("/mark %d", n))
		ada.Type(want[n])
	}
	to := make(chan bot.Incoming)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- tg.Receive(ctx, to) }()
	late := time.After(30 * time.Second)
	for look := time.Tick(10 * time.Millisecond); len(heard) < len(want) || server.Unconfirmed() > 0; {
		select {
		case in := <-to:
			in.Done()
			if in.Chat == chat(ada) {
				heard = append(heard, in.Text)
			}
		case <-look:
		case <-late:
			t.Fatalf("%d updates are still to be brought, and %d of %d commands were heard", server.Unconfirmed(), len(heard), len(want))
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Error(diff)
	}
}
