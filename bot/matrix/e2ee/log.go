//go:build goolm

package e2ee

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"

	"github.com/rs/zerolog"
)

// told are the fields of mautrix's log that may be in ours. Others hold keys,
// ciphertexts and signatures.
var told = []string{
	"action", "code", "device_id", "error", "event_id", "room_id", "sender", "target_device_id", "target_user_id", "type", "user_id",
}

// hushed is text without an access token: a homeserver, or a proxy before it, may send
// back what it was sent.
func hushed(text, token string) string {
	if token == "" {
		return text
	}
	return strings.ReplaceAll(text, token, "…")
}

// bridge is a logger for mautrix that writes into ours, and says no access token.
func bridge(log *slog.Logger, token string) *zerolog.Logger {
	level := zerolog.WarnLevel
	if log.Enabled(context.Background(), slog.LevelDebug) {
		level = zerolog.DebugLevel
	}
	logger := zerolog.New(writer{log, token}).Level(level)
	return &logger
}

// writer takes zerolog's lines of JSON.
type writer struct {
	log   *slog.Logger
	token string
}

func (w writer) Write(line []byte) (int, error) { return w.WriteLevel(zerolog.DebugLevel, line) }

// WriteLevel implements zerolog.LevelWriter. What mautrix takes for an error is
// most often what somebody has sent, so that it is a warning at most.
func (w writer) WriteLevel(level zerolog.Level, line []byte) (int, error) {
	var fields map[string]any
	if json.Unmarshal([]byte(hushed(string(line), w.token)), &fields) != nil {
		return len(line), nil
	}
	at := slog.LevelDebug
	if level >= zerolog.ErrorLevel {
		at = slog.LevelWarn
	}
	attrs := []slog.Attr{slog.Any("says", fields[zerolog.MessageFieldName])}
	for _, name := range told {
		if value, ok := fields[name]; ok {
			attrs = append(attrs, slog.Any(name, value))
		}
	}
	w.log.LogAttrs(context.Background(), at, "encryption", attrs...)
	return len(line), nil
}
