package scheduler_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

var update = flag.Bool("update", false, "write what channels were told into testdata")

// board is a network on which messages can be pinned, and deleted by whoever reads
// them.
type board struct {
	*bottest.Fake

	mu      sync.Mutex
	pins    []string // "chat message"
	unpins  []string
	forbids bool
	gone    map[bot.Ref]bool
}

func (b *board) Pin(_ context.Context, ref bot.Ref) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.forbids {
		return &bot.SendError{Failure: bot.Rejected, Err: fmt.Errorf("no right to pin %s", ref.ID)}
	}
	b.pins = append(b.pins, ref.Chat.ID+" "+ref.ID)
	return nil
}

func (b *board) Unpin(_ context.Context, ref bot.Ref) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unpins = append(b.unpins, ref.Chat.ID+" "+ref.ID)
	return nil
}

func (b *board) Stands(_ context.Context, ref bot.Ref) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.gone[ref], nil
}

func (b *board) remove(ref bot.Ref) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gone[ref] = true
}

// boardHouse stands at a time of Wednesday, on a network with pins.
func boardHouse(t testing.TB, hour, minute int) (*house, *board) {
	h := newHouse(t, hour, minute, bot.Traits{})
	b := &board{Fake: h.fake, gone: map[bot.Ref]bool{}}
	h.as = b
	h.restart()
	return h, b
}

// announce makes a chat the channel of rooms, by their names; "" is all.
func (h *house) announce(chat string, rooms ...string) {
	h.t.Helper()
	for _, name := range rooms {
		if _, err := h.db.Announce(h.t.Context(), h.fake.Chat(chat), h.room(name), h.fake.Chat("orga"), h.now()); err != nil {
			h.t.Fatal(err)
		}
	}
}

// room is the key of a room; "" is that of all.
func (h *house) room(name string) string {
	h.t.Helper()
	if name == "" {
		return bot.AllRooms
	}
	found := h.live.Get().FindRooms(name).Hits
	if len(found) != 1 {
		h.t.Fatalf("%d rooms are called %s", len(found), name)
	}
	return found[0].Key
}

// attempted are all requests so far, as "chat weekday time [edit] text".
func (h *house) attempted() []string {
	var all []string
	for _, a := range h.fake.Attempts() {
		verb := ""
		if a.Edited.ID != "" {
			verb = "edit " + a.Edited.ID + ": "
		}
		chat := a.Message.Chat.ID
		all = append(all, fmt.Sprintf("%s %s %s%s", chat, a.At.In(h.live.Get().Zone()).Format("Mon 15:04:05"), verb, strings.ReplaceAll(a.Message.Text(), "\n", " / ")))
	}
	return all
}

// golden holds lines against a file.
func golden(t *testing.T, file string, got []string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestChannelsThroughTheConference is what stands in the Dome's channel, and in that of
// all rooms, from the evening before to the end.
func TestChannelsThroughTheConference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, -6, 0, bot.Traits{})
		b := &board{Fake: h.fake, gone: map[bot.Ref]bool{}}
		h.as = b
		path := filepath.Join(t.TempDir(), "usher.db")
		p := h.begin(path)
		h.announce("dome", "Dome")
		h.announce("all", "")
		h.Wake()
		h.sleepUntil(13, 17)
		p.end()
		h.sleepUntil(13, 19)
		p = h.begin(path)
		h.sleepUntil(24+20, 0)
		p.end()
		got := h.attempted()
		slices.Sort(b.pins)
		slices.Sort(b.unpins)
		golden(t, "channels.txt", append(got, "pinned: "+strings.Join(b.pins, ", "), "unpinned: "+strings.Join(b.unpins, ", ")))
	})
}

// says is what stands in a chat, without the days.
func (h *house) says(chat string, want ...string) {
	h.t.Helper()
	var got []string
	for _, s := range h.fake.In(h.fake.Chat(chat)) {
		got = append(got, strings.ReplaceAll(s.Message.Text(), "\n", " / "))
		if s.Message.Rings {
			h.t.Errorf("%s: %q rings", chat, s.Message.Text())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("%s: -want +got:\n%s", chat, diff)
	}
}
