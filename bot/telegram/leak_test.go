package telegram_test

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// record is what was logged, safe to read meanwhile.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// TestTheTokenIsNeverShown lets everything fail in every way, and looks for the
// token in what is logged and returned.
func TestTheTokenIsNeverShown(t *testing.T) {
	printed := &record{} // what is printed by the standard logger, as the library does
	before := log.Writer()
	log.SetOutput(printed)
	defer log.SetOutput(before)
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.NewPiped(t)
		ada := server.Person("Ada", "")
		tg, logged := piped(t, server, &bottest.Inbox{})
		m := bot.Message{Chat: chat(ada), Body: text("Now"), Buttons: [][]bot.Button{{{Label: "Next", Command: "/next"}}}}
		ref := send(t, tg, m)
		faults := []telegramtest.Fault{
			telegramtest.Reset(), telegramtest.LostAnswer(), telegramtest.BadGateway(), telegramtest.Slow(2 * time.Minute),
			telegramtest.TooMany(3), telegramtest.Foreign(200, telegramtest.Token), telegramtest.Foreign(302, ""),
			telegramtest.Refused(409, "Conflict"), telegramtest.Refused(400, "Bad Request: /bot"+telegramtest.Token+"/x is no path"),
		}
		for _, method := range []string{"getMe", "getUpdates", "sendMessage", "editMessageText", "getMyCommands", "setMyCommands", "answerCallbackQuery"} {
			server.Fail(method, faults...)
		}
		var failed []error
		for range faults {
			_, err := tg.Send(t.Context(), m)
			failed = append(failed, err, tg.Edit(t.Context(), ref, m), tg.PublishMenu(t.Context(), bot.Menu{Items: []bot.MenuItem{{Command: "now", What: "what is on"}}}))
		}
		next, stop := hearing(t, tg)
		ada.Type("/now") // as polls fail for longer than a press lives
		next().Done()
		for range faults {
			ada.Press("Next")
			next().Done()
		}
		time.Sleep(time.Minute)
		server.Fail("getUpdates", telegramtest.Refused(401, "Unauthorized: "+telegramtest.Token))
		time.Sleep(time.Minute)
		failed = append(failed, stop())

		_, secret, _ := strings.Cut(telegramtest.Token, ":")
		for i, err := range failed {
			if err == nil {
				t.Errorf("request %d did not fail", i)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
				t.Error("an error shows the token") // and this line should not
			}
		}
		if strings.Contains(logged.String()+printed.String(), secret) {
			t.Error("the log shows the token")
		}
		if lines := strings.Count(logged.String(), "\n"); lines < 2*len(faults) {
			t.Errorf("only %d lines are logged: was there nothing to leak?", lines)
		}
	})
}

// TestFollowsNoRedirect: whoever is at the other end would be shown the token, as
// the Referer.
func TestFollowsNoRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect is followed")
	}))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	tg, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: server.URL, Inbox: &bottest.Inbox{}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = tg.Send(t.Context(), bot.Message{Chat: bot.Chat{Platform: tg.Name(), ID: "7"}, Body: text("Now")})
	judged(t, "redirected", err, bot.SendError{Failure: bot.Temporary, Unsure: true})
}
