package telegram_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

var _ bot.Pinner = (*telegram.Telegram)(nil)

// TestHearsCommandsInAChannel holds that nothing else is heard there, and that nobody is
// taken for who has said it.
func TestHearsCommandsInAChannel(t *testing.T) {
	server := telegramtest.New(t)
	ada := server.Person("Ada", "de").InNew("channel", "Dome")
	ada.Place(telegramtest.Administrator)
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	if in := next(); in.Fate != bot.Found {
		t.Fatalf("%+v", in)
	}
	ada.Post("Lunch is ready.")
	ada.Post("@" + telegramtest.UserName + " hello")
	ada.Post("/start@another_bot here_CODE")
	ada.Post("/start here_CODE")
	in := next()
	got := bot.Incoming{Chat: in.Chat, Sender: in.Sender, Shared: in.Shared, Posted: in.Posted, Text: in.Text}
	want := bot.Incoming{Chat: chat(ada), Shared: true, Posted: true, Text: "/start here_CODE"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPins holds that what is pinned is pinned in silence, that it is Rejected where a
// bot may not, though it may speak, and that nobody minds a message that is gone.
func TestPins(t *testing.T) {
	server := telegramtest.New(t)
	tg := open(t, server, &bottest.Inbox{}, nil)
	ada := server.Person("Ada", "").InGroup("Dome")
	ref, err := tg.Send(t.Context(), bot.Message{Chat: chat(ada), Body: []bot.Paragraph{{{Text: "Now in Dome"}}}})
	if err != nil {
		t.Fatal(err)
	}
	pin := func(ref bot.Ref) bot.Failure {
		t.Helper()
		if err := tg.Pin(t.Context(), ref); err != nil {
			return bot.AsSendError(err).Failure
		}
		return -1
	}
	if failed := pin(ref); failed != bot.Rejected || len(ada.Pinned()) > 0 {
		t.Errorf("as a member: %v, %v is pinned", failed, ada.Pinned())
	}
	ada.Place(telegramtest.Administrator)
	if failed := pin(ref); failed != -1 || !cmp.Equal([]string{ref.ID}, ids(ada.Pinned())) {
		t.Errorf("as an administrator: %v, %v is pinned", failed, ada.Pinned())
	}
	gone := ref
	gone.ID = "4711"
	if failed := pin(gone); failed != -1 {
		t.Errorf("a message that is gone: %v", failed)
	}
	server.Fail("pinChatMessage", telegramtest.TooMany(7))
	if failed := pin(ref); failed != bot.Throttled {
		t.Errorf("too often: %v", failed)
	}
	for range 2 { // what is not pinned stays so
		if err := tg.Unpin(t.Context(), ref); err != nil || len(ada.Pinned()) > 0 {
			t.Errorf("after unpinning %v is pinned: %v", ada.Pinned(), err)
		}
	}
	ada.Place(telegramtest.Member)
	if err := tg.Unpin(t.Context(), ref); bot.AsSendError(err).Failure != bot.Rejected {
		t.Errorf("unpinning as a member: %v", err)
	}
}

func ids(numbers []int) []string {
	var all []string
	for _, n := range numbers {
		all = append(all, strconv.Itoa(n))
	}
	return all
}
