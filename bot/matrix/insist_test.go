package matrix

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestBackSoonAfterTheHomeserver: however long that was away, Usher is back within
// two seconds, and the log is not full of it.
func TestBackSoonAfterTheHomeserver(t *testing.T) {
	for _, away := range []time.Duration{time.Second, 10 * time.Second, 8 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			m := &Matrix{log: slog.New(slog.NewTextHandler(&log, nil)), now: time.Now}
			back := time.Now().Add(away)
			err := m.insist(t.Context(), func(context.Context) error {
				if time.Now().Before(back) {
					return errors.New("connection refused")
				}
				return nil
			})
			if late := time.Since(back); err != nil || late > 2*time.Second {
				t.Errorf("after %v it is %v late, %v", away, late, err)
			}
			if lines := strings.Count(log.String(), "\n"); lines > 2 {
				t.Errorf("after %v the log has %d lines", away, lines)
			}
		})
	}
}

// TestABreakBeginsTheDoubtAnew: a homeserver that was away may need as long as ever to
// show what it had taken before.
func TestABreakBeginsTheDoubtAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r reading
		sure := func() bool {
			r.answered()
			r.taken()
			r.mu.Lock()
			defer r.mu.Unlock()
			return r.isSure()
		}
		r.doubted()
		time.Sleep(time.Minute)
		r.broke()
		if sure() {
			t.Error("its first word after that is taken for all")
		}
		if time.Sleep(settling); !sure() {
			t.Error("it is doubted for ever")
		}
	})
}
