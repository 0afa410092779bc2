package telegram_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// TestAWebhookIsAnsweredWhenTheInboxHasIt: until then Telegram brings it again.
func TestAWebhookIsAnsweredWhenTheInboxHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, inbox := server.Person("Ada", ""), &bottest.Inbox{}
		tg, log := hooked(t, server, server.Front(), inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		inbox.Fail(errors.New("the index is gone"))
		ada.Type("/now")
		ada.Type("/next")
		synctest.Wait()
		if got := server.Unconfirmed(); got != 2 {
			t.Errorf("Telegram keeps %d updates of which the inbox has none, want 2", got)
		}
		if diff := cmp.Diff([]string{"/now", "/next"}, []string{next().Text, next().Text}); diff != "" {
			t.Error(diff)
		}
		synctest.Wait()
		if got := server.Unconfirmed(); got != 0 {
			t.Errorf("Telegram keeps %d updates that the inbox has", got)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), "the index is gone") {
			t.Errorf("nothing is logged of it:\n%s", log)
		}
	})
}

// TestAWebhookAnswersPeopleWhileNothingCanBeWritten: what is in memory alone is
// answered, and Telegram keeps it until that is done. A press is acknowledged once,
// however often it is brought.
func TestAWebhookAnswersPeopleWhileNothingCanBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, inbox := server.Person("Ada", ""), &bottest.Inbox{}
		tg, _ := hooked(t, server, server.Front(), inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		full := make([]error, 20)
		for i := range full {
			full[i] = bot.ErrCannotWrite
		}
		send(t, tg, bot.Message{Chat: chat(ada), Body: text("Hello"), Buttons: [][]bot.Button{{{Label: "Now", Command: "/now"}}}})
		inbox.Fail(full...)
		ada.Press("Now")
		in := next()
		time.Sleep(5 * time.Second) // it is brought again, and not heard
		if got := server.Unconfirmed(); in.Text != "/now" || got != 1 {
			t.Errorf("heard %q, of which Telegram keeps %d", in.Text, got)
		}
		if got := server.Requests("answerCallbackQuery"); got != 1 {
			t.Errorf("the press is acknowledged %d times", got)
		}
		in.Done()
		time.Sleep(time.Minute)
		if got := server.Unconfirmed(); got != 0 {
			t.Errorf("Telegram keeps %d updates that are answered", got)
		}
		ada.Type("/next")
		if in := next(); in.Text != "/next" {
			t.Errorf("heard %q", in.Text)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAWebhookCatchesUp: what is in memory alone is stored once that is possible, also
// if nothing more is brought.
func TestAWebhookCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front, inbox := server.Person("Ada", ""), server.Front(), &bottest.Inbox{}
		tg, _ := hooked(t, server, front, inbox)
		next, stop := hearing(t, tg)
		synctest.Wait()
		inbox.Fail(bot.ErrCannotWrite)
		ada.Type("/now")
		next()
		front.Serve(nil)
		time.Sleep(6 * time.Second)
		if kept, err := inbox.Pending(t.Context(), tg.Name()); err != nil || len(kept) != 1 {
			t.Errorf("the inbox has %v, %v", kept, err)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestALostAnswerOfAWebhookRepeatsNothing: Telegram brings again what it cannot know
// to be kept.
func TestALostAnswerOfAWebhookRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		var lost sync.Once
		front.Serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handler.ServeHTTP(w, r)
			lost.Do(func() { panic(http.ErrAbortHandler) })
		}))
		next, stop := hearing(t, tg)
		ada.Type("/now")
		ada.Type("/next")
		if diff := cmp.Diff([]string{"/now", "/next"}, []string{next().Text, next().Text}); diff != "" {
			t.Error(diff)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAWebhookThatNobodyHearsSaysSo: Telegram is told to bring later what waits for
// too long, and gets rid of it when somebody hears again.
func TestAWebhookThatNobodyHearsSaysSo(t *testing.T) {
	const guests = 150
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		front := server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		for range guests {
			server.Person("Guest", "").Type("/now")
		}
		_, stop := hearing(t, tg) // and nobody hears
		time.Sleep(time.Minute)
		if kept, answers := server.Unconfirmed(), front.Answered(); kept == 0 || answers < guests {
			t.Errorf("Telegram keeps %d updates after %d answers", kept, answers)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		next, stop := hearing(t, tg)
		for range guests {
			next().Done()
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// TestAFullWebhookSaysSoAtOnce: beyond what Telegram brings at once nobody waits.
func TestAFullWebhookSaysSoAtOnce(t *testing.T) {
	const more = 7
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada, front := server.Person("Ada", ""), server.Front()
		tg, _ := hooked(t, server, front, &bottest.Inbox{})
		_, handler := tg.Webhook()
		_, stop := hearing(t, tg)
		ada.Type("/now") // which nobody hears: Receive waits
		synctest.Wait()
		secret := front.Secret()
		statuses := make(chan int, 100+more)
		for i := range cap(statuses) {
			go func() { statuses <- brought(handler, secret, fmt.Sprintf(`{"update_id":%d}`, i)) }()
		}
		synctest.Wait()
		if refused := len(statuses); refused != more {
			t.Errorf("%d are refused at once, want %d", refused, more)
		}
		start := time.Now()
		if err := stop(); err != nil {
			t.Error(err)
		}
		for range cap(statuses) {
			if status := <-statuses; status != http.StatusServiceUnavailable {
				t.Errorf("status %d", status)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("they are answered %v after Receive has ended", took)
		}
	})
}
