package telegram

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// TestAnUpdateThatPanicsCostsItself alone: those beside it are read, all are confirmed,
// and the log does not say what was said.
func TestAnUpdateThatPanicsCostsItself(t *testing.T) {
	var log bytes.Buffer
	r := newReader(tgbotapi.User{ID: 1, UserName: "usher_bot"}, slog.New(slog.NewTextHandler(&log, nil)))
	r.excused = nil // so that what has no words panics
	var raw []json.RawMessage
	for _, message := range []string{`"text":"/now"`, `"sticker":{},"effect_id":"secret"`, `"text":"/next"`, `"sticker":{}`} {
		raw = append(raw, json.RawMessage(`{"update_id":`+string(rune('1'+len(raw)))+`,"message":{"message_id":1,"from":{"id":7},"chat":{"id":7,"type":"private"},`+message+`}}`))
	}
	b := r.batch(raw, time.Unix(1_700_000_000, 0))
	if len(b.incoming) != 2 || b.incoming[0].Text != "/now" || b.incoming[1].Text != "/next" || b.next != 5 {
		t.Errorf("%+v come in, and the next is %d", b.incoming, b.next)
	}
	if strings.Count(log.String(), "panicked") != 2 || strings.Contains(log.String(), "secret") {
		t.Errorf("logged: %s", log.String())
	}
}
