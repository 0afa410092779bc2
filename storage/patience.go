package storage

import (
	"fmt"
	"time"
)

// hurry lets those who come next wait for another program no longer than is
// noticed, or as ever.
func (w *writer) hurry(impatient bool) {
	if w.impatient == impatient || w.tx.conn == nil {
		return
	}
	was := w.impatient
	w.impatient = impatient
	if w.exec(waitFor(w.patience())) != nil {
		w.impatient = was
	}
}

// patience is how long another program is waited for now. Only the writer's own
// goroutine knows.
func (w *writer) patience() time.Duration {
	if w.impatient {
		return busyAgain
	}
	return busyTimeout
}

// waitFor lets a connection wait so long for other programs.
func waitFor(patience time.Duration) string {
	return fmt.Sprintf(`PRAGMA busy_timeout = %d`, patience.Milliseconds())
}
