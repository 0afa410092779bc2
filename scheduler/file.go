package scheduler

import (
	"context"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/say"
)

const (
	// fileAttempts is how often it is tried to tell somebody a broadcast with its file, where
	// that cannot be had or sent for now: then it goes on without.
	fileAttempts = 3
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
