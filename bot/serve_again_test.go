package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
)

// TestServeAnswersOnceOverAKill between an answer and the note that it was given:
// what comes again is answered under the same key, where a network knows keys. Two
// lines that read the same are two.
func TestServeAnswersOnceOverAKill(t *testing.T) {
	for _, idempotent := range []bool{true, false} {
		fake := bottest.NewFake("fake", bot.Traits{Idempotent: idempotent})
		lines := []bot.Incoming{
			{Chat: fake.Chat("ada"), Text: "now", Update: "$" + strings.Repeat("long/", 51)},
			{Chat: fake.Chat("ada"), Text: "now", Update: "$2"},
		}
		for life := range 2 {
			in, _, end := serving(t, fake, echo)
			for _, line := range lines {
				line.Again = life > 0
				in <- line
			}
			end()
		}
		want := 4
		if idempotent {
			want = 2
		}
		if got := len(fake.Messages()); got != want {
			t.Errorf("idempotent %v: answered %d times, want %d", idempotent, got, want)
		}
		var again []bool
		for _, a := range fake.Attempts() {
			again = append(again, a.Message.Again)
			if key := a.Message.Key; (key != "") != idempotent || len(key) > 64 || strings.ContainsAny(key, "/$ ") {
				t.Errorf("idempotent %v: the key is %q", idempotent, key)
			}
		}
		if diff := cmp.Diff([]bool{false, false, idempotent, idempotent}, again); diff != "" {
			t.Errorf("idempotent %v: %s", idempotent, diff)
		}
	}
}
