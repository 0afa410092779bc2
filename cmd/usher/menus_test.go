package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
)

// menus is a network that takes a menu only after some failures.
type menus struct {
	bot.Platform
	mu        sync.Mutex
	failures  map[string][]error // by language
	published map[string][]bot.MenuItem
}

func (m *menus) PublishMenu(_ context.Context, language string, items []bot.MenuItem) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if waiting := m.failures[language]; len(waiting) > 0 {
		m.failures[language] = waiting[1:]
		return waiting[0]
	}
	m.published[language] = items
	return nil
}

// in is the menu of a language.
func (m *menus) in(language string) []bot.MenuItem {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.published[language]
}

// TestMenusArePublished in every language, though one is refused for good and
// another at first.
func TestMenusArePublished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		later := &bot.SendError{Failure: bot.Temporary, Err: errors.New("no network")}
		never := &bot.SendError{Failure: bot.Rejected, Err: errors.New("not that one")}
		network := &menus{failures: map[string][]error{"": {never}, "de": {later, later}}, published: map[string][]bot.MenuItem{}}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			publishMenus(ctx, map[string]bot.Platform{"test": network, "plain": struct{ bot.Platform }{}}, "de", slog.New(slog.DiscardHandler))
			close(done)
		}()
		synctest.Wait()
		if len(network.in("en")) == 0 {
			t.Error("one language keeps the others waiting")
		}
		<-done
		if len(network.published["de"]) == 0 || network.published["de"][0].What == network.published["en"][0].What {
			t.Errorf("the German menu is %v", network.published["de"])
		}
		if _, refused := network.published[""]; refused {
			t.Error("what was refused for good was tried again")
		}
		stop()
	})
}

func TestMenusGiveUpAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endless := make([]error, 1000)
		for i := range endless {
			endless[i] = &bot.SendError{Failure: bot.Temporary, Err: errors.New("no network")}
		}
		network := &menus{failures: map[string][]error{"": endless}, published: map[string][]bot.MenuItem{}}
		ctx, stop := context.WithTimeout(t.Context(), 5*menuRetry)
		defer stop()
		publishMenus(ctx, map[string]bot.Platform{"test": network}, "en", slog.New(slog.DiscardHandler))
		if len(network.failures[""]) < 990 {
			t.Error("a network that is out of reach is asked all the time")
		}
	})
}

// TestMenusWaitAsLongAsTheyAreTold holds that a network that says how long to
// leave it alone is left alone, and what everybody else is shown: the conference's
// language, and nothing that is not for them.
func TestMenusWaitAsLongAsTheyAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := &bot.SendError{Failure: bot.Throttled, After: 5 * menuRetry, Err: errors.New("too many")}
		network := &menus{failures: map[string][]error{"": {busy}}, published: map[string][]bot.MenuItem{}}
		begun := time.Now()
		publishMenus(t.Context(), map[string]bot.Platform{"test": network}, "de", slog.New(slog.DiscardHandler))
		if waited := time.Since(begun); waited != 5*menuRetry {
			t.Errorf("it was asked again after %s", waited)
		}
		if diff := cmp.Diff(network.published["de"], network.published[""]); diff != "" {
			t.Errorf("everybody else is shown another menu than the conference's (-de +else)\n%s", diff)
		}
		if slices.ContainsFunc(network.published[""], func(i bot.MenuItem) bool { return i.Command == "broadcast" }) {
			t.Error("everybody is shown what is for organisers")
		}
	})
}
