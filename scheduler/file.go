package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
)

const (
	// fileAttempts is how often it is tried to tell a broadcast with its file on a network,
	// where that cannot be had or sent for now: then it goes on without.
	fileAttempts = 3
	// fileWait is how long those wait who are to get a file that somebody else goes ahead
	// with.
	fileWait = 2 * time.Second
	// fileTimeout ends an attempt with a file, which may have to be fetched from one network
	// and taken to another.
	fileTimeout = 2 * time.Minute
)

// Opener is a Platform that gives out what somebody has sent there, as its Traits say with
// Opens.
type Opener interface {
	// Open gets it. Its error is a *bot.SendError, Rejected if it can never be had.
	Open(ctx context.Context, sent bot.Attachment) ([]byte, error)
}

// along has the file of a broadcast go along with what people read of it, or says that
// there is one.
func (l *lane) along(v say.Voice, n bot.News, m bot.Message) bot.Message {
	own, known := l.config.Platforms[n.File.Platform]
	var ownTraits bot.Traits
	if known {
		ownTraits = own.Traits()
	}
	name := l.platform.Name()
	if !n.File.Reaches(name, l.traits, ownTraits) || slices.Contains(n.Without, name) {
		m.Body = append(m.Body, v.BroadcastWithout(n.File))
		return m
	}
	m.File = n.File.File(nil)
	if opener, ok := own.(Opener); ok {
		m.File.Open = func(ctx context.Context) ([]byte, error) { return opener.Open(ctx, n.File) }
	}
	return m
}

// behind is why a notice waits whose file somebody else goes ahead with.
const behind = "behind its file"

// carried is how a lane fares with a file.
type carried struct {
	// going says that somebody goes ahead with it, has that the network has it by now.
	going, has bool
	failed     int // attempts for the file's sake
}

// isBehind reports whether a message has to wait for its file. Of a crowd that is to get one
// from another network somebody goes ahead, who takes it here: all others would only wait for
// that, and keep those waiting who are to be rung meanwhile.
func (l *lane) isBehind(f *bot.File) bool {
	if f == nil || f.Sent.Platform == l.platform.Name() {
		return false
	}
	c := l.files[f.Key]
	return c != nil && c.going && !c.has
}

// carry notes that somebody goes on their way with a file, which is what it returns the key
// of; "" for none.
func (l *lane) carry(f *bot.File) (key string) {
	if f == nil {
		return ""
	}
	if l.files[f.Key] == nil {
		l.files[f.Key] = new(carried)
	}
	l.files[f.Key].going = true
	return f.Key
}

// arrived takes in what has become of an attempt with a file, and says how often it has
// failed for the file's sake.
func (l *lane) arrived(a attempt) (failed int) {
	c := l.files[a.file]
	if c == nil {
		return 0
	}
	c.going = false
	switch {
	case a.err == nil:
		c.has = true
	case bot.AsSendError(a.err).Fileless:
		c.has = false
		c.failed++
	}
	return c.failed
}
