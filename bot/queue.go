package bot

import "time"

// Queue is how delivery stands on one network, from the outbox.
type Queue struct {
	Platform string
	// Waiting are notices that are queued, Due those of them whose time has
	// come. OldestDue is when it came for the first of these; zero if there is
	// none.
	Waiting, Due int
	// Retrying are those that were put off: one attempt has failed, or their chat was
	// told much lately.
	Retrying  int
	OldestDue time.Time
	// Sent, Dropped, Rejected and Uncertain count what became of notices since an
	// instant: Uncertain those among them that may have arrived twice.
	Sent, Dropped, Rejected, Uncertain int
	// Reasons are how many were dropped, by reason.
	Reasons map[string]int
	// Lately is how many of those sent were in the last minute.
	Lately int
}

// Lane is how one network lets itself be told things.
type Lane struct {
	Platform string
	// PerSecond is how many notices it takes a second, as far as that is known; 0
	// where there is no limit.
	PerSecond float64
	// Paused is for how long it wants none.
	Paused time.Duration
}

// Used is how much of its rate a network is reckoned to take: turns begin a little late, and
// a second's worth is counted from the first of it.
const Used = 0.95

// Takes is how long so many notices take from now on; Paused where there is no limit.
func (l Lane) Takes(notices int) time.Duration {
	if l.PerSecond <= 0 {
		return l.Paused
	}
	return l.Paused + time.Duration(float64(notices)/(l.PerSecond*Used)*float64(time.Second))
}
