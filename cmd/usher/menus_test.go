package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
)

// board is a network that takes a menu only after some failures.
type board struct {
	bot.Platform
	mu        sync.Mutex
	failures  map[string][]error // by language, of people alone
	published map[string][]bot.MenuItem
	others    map[string][]bot.MenuItem // by where and for whom
	about     map[string][2]string      // by language
}

func (m *board) PublishMenu(_ context.Context, menu bot.Menu) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if menu.For != bot.Alone || !menu.Chat.IsZero() {
		m.others[fmt.Sprint(menu.For, " ", menu.Chat.ID, " ", menu.Language)] = menu.Items
		return nil
	}
	if waiting := m.failures[menu.Language]; len(waiting) > 0 {
		m.failures[menu.Language] = waiting[1:]
		return waiting[0]
	}
	m.published[menu.Language] = menu.Items
	return nil
}

func (m *board) Introduce(_ context.Context, language, long, short string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.about[language] = [2]string{long, short}
	return nil
}

// in is the menu of a language.
func (m *board) in(language string) []bot.MenuItem {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.published[language]
}

// newBoard is a network that refuses menus as told.
func newBoard(failures map[string][]error) *board {
	return &board{failures: failures, published: map[string][]bot.MenuItem{}, others: map[string][]bot.MenuItem{}, about: map[string][2]string{}}
}

// named is a schedule of which only the conference's name is known; "" is none.
func named(t *testing.T, title string) func() *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Draft{Conference: schedule.Conference{Title: title}})
	if err != nil {
		t.Fatal(err)
	}
	return func() *schedule.Schedule { return s }
}

// TestWhoIsShownWhat: in shared chats nothing that only those who run them may do, but
// to these; to organisers all; to nobody else what is theirs. Who Usher is is said once
// that is known.
func TestWhoIsShownWhat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := newBoard(nil)
		none, known := named(t, ""), named(t, "FOSDEM")
		begun := time.Now()
		current := func() *schedule.Schedule {
			if time.Since(begun) < 3*menuRetry {
				return none()
			}
			return known()
		}
		who := people{{Platform: "test", ID: "ada"}, {Platform: "other", ID: "bob"}}
		publishMenus(t.Context(), map[string]bot.Platform{"test": network}, "de", current, roster{owners: who}, slog.New(slog.DiscardHandler))
		has := func(where, command string) bool {
			return slices.ContainsFunc(network.others[where], func(i bot.MenuItem) bool { return i.Command == command })
		}
		for where, want := range map[string]string{"1  en": "now", "2  en": "now star", "0 ada en": "now star broadcast", "0 bob en": ""} {
			var shown []string
			for _, command := range []string{"now", "star", "broadcast"} {
				if has(where, command) {
					shown = append(shown, command)
				}
			}
			if got := strings.Join(shown, " "); got != want {
				t.Errorf("%q is shown %q, want %q", where, got, want)
			}
		}
		want := map[string][2]string{
			"en": {"FOSDEM: I know the schedule, and I ring before the talks you star. Ask what is on and what comes next, or type what interests you: a word, a speaker, a room, a time.",
				"FOSDEM: what is on, what comes next, and a ring before your talks."},
			"de": {"FOSDEM: Ich kenne das Programm und melde mich vor den Talks, die du vormerkst. Frag, was läuft und was als Nächstes kommt, oder tipp ein, was dich interessiert: ein Wort, einen Namen, einen Raum, eine Zeit.",
				"FOSDEM: was läuft, was als Nächstes kommt, und eine Erinnerung vor deinen Talks."},
		}
		want[""] = want["de"]
		if diff := cmp.Diff(want, network.about); diff != "" {
			t.Errorf("who it is (-want +got)\n%s", diff)
		}
		if waited := time.Since(begun); waited != 3*menuRetry {
			t.Errorf("it was known after %s", waited)
		}
	})
}

// TestMenusArePublished in every language, though one is refused for good and
// another at first.
func TestMenusArePublished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		later := &bot.SendError{Failure: bot.Temporary, Err: errors.New("no network")}
		never := &bot.SendError{Failure: bot.Rejected, Err: errors.New("not that one")}
		network := newBoard(map[string][]error{"": {never}, "de": {later, later}})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			publishMenus(ctx, map[string]bot.Platform{"test": network, "plain": struct{ bot.Platform }{}}, "de", named(t, "FOSDEM"), roster{}, slog.New(slog.DiscardHandler))
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
		network := newBoard(map[string][]error{"": endless})
		ctx, stop := context.WithTimeout(t.Context(), 5*menuRetry)
		defer stop()
		publishMenus(ctx, map[string]bot.Platform{"test": network}, "en", named(t, "FOSDEM"), roster{}, slog.New(slog.DiscardHandler))
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
		network := newBoard(map[string][]error{"": {busy}})
		begun := time.Now()
		publishMenus(t.Context(), map[string]bot.Platform{"test": network}, "de", named(t, "FOSDEM"), roster{}, slog.New(slog.DiscardHandler))
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

// TestMenusFollowRoles: whoever is granted a role has a menu of their own, and none when
// it is taken away.
func TestMenusFollowRoles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := newBoard(nil)
		bob := bot.Chat{Platform: "test", ID: "bob"}
		var team bot.Team
		changed := make(chan bot.Chat)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			who := roster{team: func(context.Context) (bot.Team, error) { return team, nil }, regranted: changed}
			publishMenus(ctx, map[string]bot.Platform{"test": network}, "de", named(t, "FOSDEM"), who, slog.New(slog.DiscardHandler))
			close(done)
		}()
		synctest.Wait()
		for _, step := range []struct {
			team bot.Team
			want string
		}{
			{nil, ""},
			{bot.Team{{Person: bob, Role: bot.StageManager}}, "now delay"},
			{bot.Team{{Person: bob, Role: bot.Organiser}}, "now delay broadcast"},
			{nil, ""},
		} {
			team = step.team
			changed <- bob
			synctest.Wait()
			var shown []string
			for _, name := range []string{"now", "delay", "broadcast"} {
				if slices.ContainsFunc(network.others["0 bob en"], func(i bot.MenuItem) bool { return i.Command == name }) {
					shown = append(shown, name)
				}
			}
			if got := strings.Join(shown, " "); got != step.want {
				t.Errorf("as %v Bob is shown %q", step.team, got)
			}
		}
		stop()
		<-done
	})
}

// TestTheIntroductionFollowsTheConferencesName, and is not given again while that stays.
func TestTheIntroductionFollowsTheConferencesName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := newBoard(nil)
		live := schedule.NewLive(named(t, "FOSDEM")())
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			publishMenus(ctx, map[string]bot.Platform{"test": network}, "de", live.Get, roster{regranted: make(chan bot.Chat)}, slog.New(slog.DiscardHandler))
			close(done)
		}()
		for _, title := range []string{"FOSDEM", "FOSDEM 2027", "FOSDEM 2027", "FrOSCon"} {
			synctest.Wait()
			clear(network.about)
			renamed := live.Get().Conference().Title != title
			live.Set(named(t, title)())
			time.Sleep(menuRetry)
			synctest.Wait()
			if introduced := len(network.about) == len(say.Languages())+1; introduced != renamed {
				t.Errorf("%s, renamed %v, is introduced as %q", title, renamed, network.about)
			}
			for language, about := range network.about {
				if !strings.HasPrefix(about[0], title+": ") || !strings.HasPrefix(about[1], title+": ") {
					t.Errorf("in %q %s is introduced as %q", language, title, about)
				}
			}
		}
		stop()
		<-done
	})
}
