package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot/telegram/telegramtest"
)

// TestUpdatesAndPressesAge: what is not fetched in time never comes, and what is not
// acknowledged in time cannot be.
func TestUpdatesAndPressesAge(t *testing.T) {
	for name, test := range map[string]struct {
		after        time.Duration
		updates      int
		acknowledged bool
	}{
		"in time":             {149 * time.Second, 2, true},
		"a press is over":     {151 * time.Second, 1, false},
		"a day, and all that": {24*time.Hour + time.Second, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := telegramtest.NewPiped(t)
				client := &http.Client{Transport: &http.Transport{DialContext: s.Dial}}
				defer client.CloseIdleConnections()
				ada := s.Person("Ada", "")
				askBy(t, client, s, "sendMessage", "chat_id", ada.ChatID(), "text", "x",
					"reply_markup", `{"inline_keyboard":[[{"text":"Next","callback_data":"/next"}]]}`)
				ada.Type("/now")
				ada.Press("Next")
				time.Sleep(test.after)
				var updates []json.RawMessage
				poll := askBy(t, client, s, "getUpdates", "allowed_updates", `["message","callback_query"]`)
				if err := json.Unmarshal(poll.Result, &updates); err != nil || len(updates) != test.updates {
					t.Errorf("%d updates come, %v; want %d", len(updates), err, test.updates)
				}
				a := askBy(t, client, s, "answerCallbackQuery", "callback_query_id", "1")
				if a.OK != test.acknowledged || !a.OK && !strings.Contains(a.Description, "query is too old") {
					t.Errorf("acknowledged: %+v", a)
				}
			})
		})
	}
}

func TestPagesAreShownUnlessItIsSaid(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	for _, options := range []string{"", "{}", `{"is_disabled": true}`} {
		ask(t, s, "sendMessage", "chat_id", ada.ChatID(), "text", "https://example.org", "link_preview_options", options)
	}
	if got := ada.Messages(); len(got) != 3 || !got[0].Preview || !got[1].Preview || got[2].Preview {
		t.Errorf("shown as %+v", got)
	}
}
