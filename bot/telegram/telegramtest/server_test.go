package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot/telegram/telegramtest"
)

// answer is what a request gets.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// ask makes a request; pairs are names and values of parameters.
func ask(t *testing.T, s *telegramtest.Server, method string, pairs ...string) answer {
	t.Helper()
	return askBy(t, http.DefaultClient, s, method, pairs...)
}

// askBy is ask by a client of one's own.
func askBy(t *testing.T, client *http.Client, s *telegramtest.Server, method string, pairs ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	resp, err := client.PostForm(s.URL+"/bot"+telegramtest.Token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	if a.OK != (resp.StatusCode == http.StatusOK) || !a.OK && a.Code != resp.StatusCode {
		t.Errorf("%s: status %d with %+v", method, resp.StatusCode, a)
	}
	return a
}

func TestRefusesWhatTelegramRefuses(t *testing.T) {
	html := func(text string) []string { return []string{"text", text, "parse_mode", "HTML"} }
	keys := func(row string) []string {
		return []string{"text", "x", "reply_markup", `{"inline_keyboard":[[` + row + `]]}`}
	}
	const entities = "Bad Request: can't parse entities: "
	tests := map[string]struct {
		params []string
		want   string // "" is accepted
	}{
		"as long as may be":     {[]string{"text", strings.Repeat("😀", 4096)}, ""},
		"too long":              {[]string{"text", strings.Repeat("😀", 4097)}, "Bad Request: message is too long"},
		"markup does not count": {html("<b>" + strings.Repeat("&amp;", 4096) + "</b>"), ""},
		"no text":               {nil, "Bad Request: message text is empty"},
		"blank":                 {[]string{"text", " \n\t"}, "Bad Request: message text is empty"},
		"only markup":           {html("<b> </b>"), "Bad Request: message text is empty"},
		"unknown tag":           {html(`a <script>`), entities + `Unsupported start tag "script" at byte offset 2`},
		"not a tag":             {html(`1 < 2`), entities + `Unsupported start tag "" at byte offset 2`},
		"open tag":              {html(`<b>a`), entities + `Can't find end tag corresponding to start tag "b"`},
		"crossed tags":          {html(`<b><i>a</b></i>`), entities + `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		"nothing to close":      {html(`a</b>`), entities + `Unexpected end tag at byte offset 1`},
		"half a close":          {html(`<b>a</b`), entities + `Unclosed end tag at byte offset 4`},
		"quote in an attribute": {html(`<a href="x"y">a</a>`), entities + `Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0`},
		"attribute without end": {html(`<a href="x>a</a>`), entities + `Unclosed start tag at byte offset 0`},
		"attribute unquoted":    {html(`<a href=x>a</a>`), entities + `Unexpected end of name token at byte offset 8`},
		"tags as text":          {[]string{"text", "<b>"}, ""},
		"64 bytes of data":      {keys(`{"text":"x","callback_data":"` + strings.Repeat("x", 64) + `"}`), ""},
		"65 bytes of data":      {keys(`{"text":"x","callback_data":"` + strings.Repeat("x", 65) + `"}`), "Bad Request: BUTTON_DATA_INVALID"},
		"no data":               {keys(`{"text":"x","callback_data":""}`), "Bad Request: BUTTON_DATA_INVALID"},
		"a key that does nothing": {keys(`{"text":"x"}`),
			"Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		"a key to this machine": {keys(`{"text":"x","url":"http://localhost/"}`),
			"Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL"},
		"another markup":    {[]string{"text", "x", "parse_mode", "Markdwon"}, "Bad Request: unsupported parse_mode"},
		"a preview of what": {[]string{"text", "x", "link_preview_options", "no"}, "Bad Request: can't parse link preview options JSON object"},
		"no chat":           {[]string{"chat_id", "7", "text", "x"}, "Bad Request: chat not found"},
	}
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a := ask(t, s, "sendMessage", append([]string{"chat_id", ada.ChatID()}, test.params...)...)
			if a.OK != (test.want == "") || a.Description != test.want {
				t.Errorf("got %q, want %q", a.Description, test.want)
			}
		})
	}
}

func TestReadsMarkup(t *testing.T) {
	text, entities, err := telegramtest.ParseHTML(`<b>Soft &lt;<i>Re</i>boot&gt;</b> &nbsp; &#65;&#x42 & <A HREF='x?a&amp;b'>page</a>`)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Soft <Reboot> &nbsp; A&#x42 & page"; text != want {
		t.Errorf("reads %q, want %q", text, want)
	}
	want := []telegramtest.Entity{{Tag: "i", Text: "Re"}, {Tag: "b", Text: "Soft <Reboot>"}, {Tag: "a", Text: "page", URL: "x?a&b"}}
	if diff := cmp.Diff(want, entities); diff != "" {
		t.Error(diff)
	}
}

func TestEdits(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	edit := func(id, text string) string {
		return ask(t, s, "editMessageText", "chat_id", ada.ChatID(), "message_id", id, "text", text).Description
	}
	ask(t, s, "sendMessage", "chat_id", ada.ChatID(), "text", "before")
	got := []string{edit("1", "after"), edit("1", "after"), edit("2", "after")}
	want := []string{
		"",
		"Bad Request: message is not modified: specified new message content and reply markup are exactly the same as " +
			"a current content and reply markup of the message",
		"Bad Request: message to edit not found",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPressesAreAcknowledgedOnce(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	ask(t, s, "sendMessage", "chat_id", ada.ChatID(), "text", "x",
		"reply_markup", `{"inline_keyboard":[[{"text":"Next","callback_data":"/next"}]]}`)
	ada.Press("Next")
	var updates []struct {
		Query struct {
			ID   string `json:"id"`
			Data string `json:"data"`
		} `json:"callback_query"`
	}
	poll := ask(t, s, "getUpdates", "allowed_updates", `["callback_query"]`)
	if err := json.Unmarshal(poll.Result, &updates); err != nil || len(updates) != 1 || updates[0].Query.Data != "/next" {
		t.Fatalf("the press is %s, %v", poll.Result, err)
	}
	id := updates[0].Query.ID
	first, second := ask(t, s, "answerCallbackQuery", "callback_query_id", id), ask(t, s, "answerCallbackQuery", "callback_query_id", id)
	if !first.OK || !strings.Contains(second.Description, "query is too old") {
		t.Errorf("acknowledged: %+v, and again: %+v", first, second)
	}
}

func TestKeepsUpdatesUntilTheyAreConfirmed(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	ada.Type("one")
	ada.Type("two")
	poll := func(offset int) (ids []int) {
		var updates []struct {
			ID int `json:"update_id"`
		}
		a := ask(t, s, "getUpdates", "allowed_updates", `["message"]`, "offset", strconv.Itoa(offset))
		if err := json.Unmarshal(a.Result, &updates); err != nil {
			t.Fatal(err)
		}
		for _, u := range updates {
			ids = append(ids, u.ID)
		}
		return ids
	}
	first := poll(0)
	got := [][]int{poll(0), poll(first[1]), poll(first[1] + 1), poll(0)}
	if diff := cmp.Diff([][]int{first, first[1:], nil, nil}, got); diff != "" {
		t.Error(diff)
	}
}

func TestANewPollEndsTheOlder(t *testing.T) {
	s := telegramtest.New(t)
	older := make(chan answer, 1)
	go func() { older <- ask(t, s, "getUpdates", "allowed_updates", `["message"]`, "timeout", "50") }()
	for s.Requests("getUpdates") == 0 {
		time.Sleep(time.Millisecond)
	}
	for {
		ask(t, s, "getUpdates", "allowed_updates", `["message"]`)
		select {
		case a := <-older:
			if a.Code != http.StatusConflict {
				t.Errorf("the older poll ends with %+v", a)
			}
			return
		case <-time.After(time.Millisecond): // it was counted, and not yet a poll
		}
	}
}

func TestNotesWhatNoBotShouldDo(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	ask(t, s, "getUpdates")
	ask(t, s, "getUpdates", "allowed_updates", `["message"]`, "offset", "900000000")
	ask(t, s, "sendMessage", "chat_id", ada.ChatID(), "text", "x", "parsemode", "HTML")
	ask(t, s, "sendMesage")
	if got := s.Violations(); len(got) != 4 {
		t.Errorf("noted %q, want four", got)
	}
}

func TestFaultsComeInTurn(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	s.Fail("sendMessage", telegramtest.TooMany(7), telegramtest.Migrated(-1007))
	say := func() answer { return ask(t, s, "sendMessage", "chat_id", ada.ChatID(), "text", "x") }
	first, second, third := say(), say(), say()
	if first.Code != 429 || first.Parameters.RetryAfter != 7 || second.Parameters.MigrateTo != -1007 || !third.OK {
		t.Errorf("got %+v, %+v, %+v", first, second, third)
	}
	if n := len(ada.Messages()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func TestAnUnknownTokenIsUnauthorised(t *testing.T) {
	s := telegramtest.New(t)
	resp, err := http.PostForm(s.URL+"/bot1:x/getMe", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", resp.StatusCode)
	}
}
