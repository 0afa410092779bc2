package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/storage"
)

// announcing is a table of commands with organisers who share a group.
func announcing(tb testing.TB) *command.Env {
	e := shared(tb)
	e.Owners = []bot.Chat{ada}
	return e
}

// codeIn is what an answer says is to be posted.
func codeIn(t *testing.T, m bot.Message) string {
	t.Helper()
	for _, p := range m.Body {
		if strings.HasPrefix(p.Text(), "/start here_") {
			return p.Text()
		}
	}
	t.Fatalf("no code in %q", m.Text())
	return ""
}

// TestACodeMakesAChannelTheRooms, where nobody is seen to speak, and nothing else is
// answered there: many read that.
func TestACodeMakesAChannelTheRooms(t *testing.T) {
	e := announcing(t)
	channel := bot.Chat{Platform: "test", ID: "channel"}
	posts := func(text, want string) {
		t.Helper()
		got := e.Handle(t.Context(), bot.Incoming{Chat: channel, Shared: true, Posted: true, Text: text}).Text()
		if !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s in a channel: %q", text, got)
		}
	}
	code := strings.ToLower(codeIn(t, e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/announce dome"})))
	for _, text := range []string{"/now", "/announce here dome", "/join us tonight", "/start", "/star tpm"} {
		posts(text, "")
	}
	posts("/start here_NOSUCHCODE", "That code is used up, or too old.")
	posts(code, "This is the channel of Dome now.")
	posts(code, "That code is used up, or too old.")
	list := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/announce"})
	if !strings.Contains(list.Text(), "1 Dome — test:channel") {
		t.Errorf("listed: %q", list.Text())
	}
	end := button(t, list, "End 1")
	if got := e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: end, Pressed: bot.Ref{Chat: ada, ID: "1"}}).Text(); !strings.HasPrefix(got, "No channel of Dome any more.") {
		t.Errorf("%s: %q", end, got)
	}
	w, err := e.Store.Wishes(t.Context(), channel)
	if len(w.Announces) > 0 || err != nil {
		t.Errorf("it announces %q, %v", w.Announces, err)
	}
}

// TestACodeIsNowhereInTheFiles, not even while its answer is under way.
func TestACodeIsNowhereInTheFiles(t *testing.T) {
	folder := t.TempDir()
	store, err := storage.Open(t.Context(), filepath.Join(folder, "usher.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	e := announcing(t)
	e.Store = store
	for i, text := range []string{"/announce dome", "/grant stage dome"} {
		e.Secret = func() string { return "SESAME" + strconv.Itoa(i) }
		in := bot.Incoming{Chat: ada, Sender: ada.ID, Text: text, Update: strconv.Itoa(i), At: e.Now()}
		if _, err := store.Accept(t.Context(), ada.Platform, "", []bot.Incoming{in}); err != nil {
			t.Fatal(err)
		}
		if got := e.Handle(t.Context(), in).Text(); !strings.Contains(got, e.Secret()) {
			t.Errorf("%s: %q", text, got)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToUpper(data), []byte("SESAME")) {
			t.Errorf("%s has a code in it", filepath.Base(file))
		}
	}
}

// TestACodeIsOldAfterAnHour by the conference clock.
func TestACodeIsOldAfterAnHour(t *testing.T) {
	e := announcing(t)
	now := e.Now()
	code := codeIn(t, e.Handle(t.Context(), bot.Incoming{Chat: ada, Sender: ada.ID, Text: "/announce all"}))
	e.Now = func() time.Time { return now.Add(bot.ChannelCodeLife) }
	got := e.Handle(t.Context(), bot.Incoming{Chat: group, Shared: true, Posted: true, Text: code}).Text()
	if !strings.HasPrefix(got, "That code is used up, or too old.") {
		t.Error(got)
	}
}

// TestOnlyOrganisersAnnounce, whoever runs the group.
func TestOnlyOrganisersAnnounce(t *testing.T) {
	e := announcing(t)
	for person, want := range map[string]string{
		"bob": "That's for organisers.",
		"ada": "This is the channel of Dome now.",
	} {
		for _, in := range []bot.Incoming{typedIn(person, "/announce here dome"), pressedIn(person, "/announce here dome")} {
			if _, err := e.Store.Unannounce(t.Context(), group, e.Now()); err != nil {
				t.Fatal(err)
			}
			if got := e.Handle(t.Context(), in).Text(); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q", person, got)
			}
		}
	}
}
