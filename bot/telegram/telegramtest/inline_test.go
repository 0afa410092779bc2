package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"usher/bot/telegram/telegramtest"
)

// TestRefusesCardsThatTelegramRefuses, and takes one answer to a query.
func TestRefusesCardsThatTelegramRefuses(t *testing.T) {
	s := telegramtest.New(t)
	ada := s.Person("Ada", "")
	card := func(id, title, text string) string {
		data, err := json.Marshal(map[string]any{
			"type": "article", "id": id, "title": title, "input_message_content": map[string]string{"message_text": text, "parse_mode": "HTML"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	many := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, card(fmt.Sprint(i), "x", "x"))
		}
		return strings.Join(all, ",")
	}
	const bad = "Bad Request: "
	last := ""
	for name, test := range map[string]struct {
		cards  string
		params []string
		want   string // "" is accepted
	}{
		"50 cards":           {cards: many(50)},
		"51 cards":           {cards: many(51), want: bad + "RESULTS_TOO_MUCH"},
		"no cards":           {},
		"65 bytes of an id":  {cards: card(strings.Repeat("x", 65), "x", "x"), want: bad + "RESULT_ID_INVALID"},
		"two of one id":      {cards: card("1", "x", "x") + "," + card("1", "y", "y"), want: bad + "RESULT_ID_DUPLICATE"},
		"no title":           {cards: card("1", " ", "x"), want: bad + "ARTICLE_TITLE_EMPTY"},
		"nothing to send":    {cards: card("1", "x", "<b> </b>"), want: bad + "message text is empty"},
		"too much to send":   {cards: card("1", "x", strings.Repeat("ö", 4097)), want: bad + "message is too long"},
		"bad markup":         {cards: card("1", "x", "1 < 2"), want: bad + `can't parse entities: Unsupported start tag "" at byte offset 2`},
		"64 bytes of offset": {params: []string{"next_offset", strings.Repeat("x", 64)}},
		"65 bytes of offset": {params: []string{"next_offset", strings.Repeat("x", 65)}, want: bad + "NEXT_OFFSET_INVALID"},
		"a door":             {params: []string{"button", `{"text":"Ask me","start_parameter":"find"}`}},
		"a door to nowhere":  {params: []string{"button", `{"text":"Ask me","start_parameter":"a b"}`}, want: bad + "START_PARAM_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			ada.Look("reboot", "")
			id := newestQuery(t, s, &last)
			params := append([]string{"inline_query_id", id, "is_personal", "true", "results", "[" + test.cards + "]"}, test.params...)
			if a := ask(t, s, "answerInlineQuery", params...); a.OK != (test.want == "") || a.Description != test.want {
				t.Errorf("got %q, want %q", a.Description, test.want)
			}
			if again := ask(t, s, "answerInlineQuery", params...); test.want == "" && !strings.Contains(again.Description, "query is too old") {
				t.Errorf("a second answer: %q", again.Description)
			}
		})
	}
}

// newestQuery is the id of the inline query that came last; offset is where to look
// for the next.
func newestQuery(t *testing.T, s *telegramtest.Server, offset *string) string {
	t.Helper()
	var updates []struct {
		ID    int `json:"update_id"`
		Query struct {
			ID string `json:"id"`
		} `json:"inline_query"`
	}
	a := ask(t, s, "getUpdates", "allowed_updates", `["inline_query"]`, "offset", *offset)
	if err := json.Unmarshal(a.Result, &updates); err != nil || len(updates) == 0 {
		t.Fatalf("%s, %v", a.Result, err)
	}
	newest := updates[len(updates)-1]
	*offset = fmt.Sprint(newest.ID + 1)
	return newest.Query.ID
}
