package bot

import (
	"context"
	"time"
)

// Deed is what somebody of the team has done, or what somebody was refused.
type Deed struct {
	// At is when, by the conference clock.
	At time.Time
	// By is who; the zero Chat once they are forgotten.
	By Chat
	// Did is the command's name, and About what it was told, its first words at most.
	Did, About string
	// Whom is the person whom it was done to; the zero Chat for nobody, and once they are
	// forgotten.
	Whom   Chat
	Result DeedResult
	// Was is how what it changed stood before, and Became how it stands after, as far as
	// they differ: "Dome" and "Main Hall". Of several changes each is a part, in one order,
	// with "; " between; "" where nothing was changed.
	Was, Became string
}

// DeedResult is what came of a deed.
type DeedResult string

// What may come of a deed.
const (
	DeedDone    DeedResult = "done"
	DeedQuiet   DeedResult = "quiet" // done, and nobody told
	DeedShown   DeedResult = "shown" // what it would mean, and nothing more
	DeedRefused DeedResult = "refused"
)

// Doing is a deed that is under way: whoever writes what it comes to writes it down in
// the same transaction, so that there is not the one without the other.
type Doing struct {
	Deed
	// Noted says that it has been written down.
	Noted bool
}

type doingKey struct{}

// WithDeed returns a context for what somebody of the team does.
func WithDeed(ctx context.Context, d Deed) context.Context {
	return context.WithValue(ctx, doingKey{}, &Doing{Deed: d})
}

// Preparing returns a context in which nothing is noted: what is written there is only
// what the deed needs, which is noted with what it comes to.
func Preparing(ctx context.Context) context.Context {
	return context.WithValue(ctx, doingKey{}, (*Doing)(nil))
}

// DoingOf is what is under way in ctx; nil if nothing is. One goroutine does it.
func DoingOf(ctx context.Context) *Doing {
	d, _ := ctx.Value(doingKey{}).(*Doing)
	return d
}

// Shows notes that what is written in ctx is no more than what a deed would mean.
func Shows(ctx context.Context) {
	if d := DoingOf(ctx); d != nil {
		d.Result = DeedShown
	}
}
