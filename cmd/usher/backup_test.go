package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"usher/bot/telegram/telegramtest"
)

// TestBackupOfARunningUsher finds the database by the running Usher's own settings,
// and starts from the copy: what Ada has starred is there.
func TestBackupOfARunningUsher(t *testing.T) {
	dir := t.TempDir()
	database, config, kept := filepath.Join(dir, "usher.db"), filepath.Join(dir, "usher.toml"), filepath.Join(dir, "copy.db")
	if err := os.WriteFile(config, []byte("database = '"+database+"'\nschedule = '"+seed+"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := usher("backup", "--config", config, kept); code != exitFailed || !strings.Contains(errs, "there is none") {
		t.Errorf("backup of nothing: exit %d, %s", code, errs)
	}
	tg := telegramtest.New(t)
	ada := tg.Person("Ada", "en")
	args := []string{"--config", config, "--clock", "2023-09-13 11:04", "--telegram-token", telegramtest.Token, "--telegram-api", tg.URL}
	stop := start(t, settings(t, args...))
	ada.Type("/star mount api")
	eventually(t, "Ada's star is acknowledged", func() bool { return len(ada.Messages()) == 1 })
	succeeds(t, "backup", "--config", config, kept)
	ada.Type("/agenda")
	eventually(t, "Ada is answered", func() bool { return len(ada.Messages()) == 2 })
	stop()

	stop = start(t, settings(t, append(args, "--database", kept)...))
	ada.Type("/agenda")
	// Her star may be answered once more: the copy need not know that it was.
	eventually(t, "Ada is answered from the copy", func() bool {
		return slices.ContainsFunc(ada.Messages()[2:], func(m telegramtest.Message) bool {
			return strings.HasPrefix(m.Text, "Your Wednesday") && strings.Contains(m.Text, "New Mount API")
		})
	})
	stop()
}

// TestHealthReadsTheSettingsFile holds that the file says where to ask, unless the
// environment does.
func TestHealthReadsTheSettingsFile(t *testing.T) {
	config := filepath.Join(t.TempDir(), "usher.toml")
	if err := os.WriteFile(config, []byte("schedule = 'x'\nlisten = '127.0.0.1:1'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := usher("health", "--config", config); code != exitFailed || !strings.Contains(errs, "127.0.0.1:1") {
		t.Errorf("exit %d: %s", code, errs)
	}
	t.Setenv("USHER_LISTEN", "127.0.0.1:2")
	if code, _, errs := usher("health", "--config", config); code != exitFailed || !strings.Contains(errs, "127.0.0.1:2") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
