package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/matrix/matrixtest"
	"usher/bot/telegram/telegramtest"
)

func TestServeSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	whole := map[string]string{"USHER_SCHEDULE": seed, "USHER_TELEGRAM_TOKEN": telegramtest.Token}
	for _, test := range []struct {
		name string
		env  map[string]string
		args []string
		want []string // beginnings of lines
	}{
		{"nothing is set", nil, nil, []string{"USHER_SCHEDULE:", "USHER_TELEGRAM_TOKEN or USHER_MATRIX_HOMESERVER:"}},
		{"an account nowhere", map[string]string{"USHER_MATRIX_USER": "@usher:example.org"}, nil, []string{"USHER_MATRIX_HOMESERVER: say where"}},
		{"a homeserver that is none", map[string]string{"USHER_MATRIX_HOMESERVER": "example.org"}, nil, []string{"USHER_MATRIX_HOMESERVER: that is not an address"}},
		{"a secret twice", map[string]string{"USHER_TELEGRAM_TOKEN_FILE": write("token", "123:abc")}, nil, []string{"USHER_TELEGRAM_TOKEN and USHER_TELEGRAM_TOKEN_FILE:"}},
		{"a secret's file is missing", map[string]string{"USHER_TELEGRAM_TOKEN": "", "USHER_TELEGRAM_TOKEN_FILE": filepath.Join(dir, "no")}, nil, []string{"USHER_TELEGRAM_TOKEN_FILE: there is no file"}},
		{"a secret's file is empty", map[string]string{"USHER_TELEGRAM_TOKEN": "", "USHER_TELEGRAM_TOKEN_FILE": write("empty", "\n")}, nil, []string{"USHER_TELEGRAM_TOKEN_FILE:"}},
		{"a lead out of bounds", map[string]string{"USHER_LEAD": "48h"}, nil, []string{"USHER_LEAD:"}},
		{"a lead that is none", map[string]string{"USHER_LEAD": "soon"}, nil, []string{"--lead"}},
		{"an address that is none", map[string]string{"USHER_LISTEN": "8080"}, nil, []string{"USHER_LISTEN:"}},
		{"a person that is none", map[string]string{"USHER_ORGANISERS": "ada"}, nil, []string{"--organisers"}},
		{"an API that is none", map[string]string{"USHER_TELEGRAM_API": "api.example.org"}, nil, []string{"USHER_TELEGRAM_API:"}},
		{"a level that is none", map[string]string{"USHER_LOG_LEVEL": "loud"}, nil, []string{"--log-level"}},
		{"a file with a name misspelled", nil, []string{"--config", write("usher.toml", "shedule = 'x'\n")}, []string{`USHER_CONFIG: there is no setting "shedule"`}},
		{"a file with names misspelled and nothing else", map[string]string{"USHER_SCHEDULE": ""}, []string{"--config", write("two.toml", "shedule = 'x'\nledd = '5m'\n")},
			[]string{`there is no setting "ledd"`, `there is no setting "shedule"`}},
		{"no such file", nil, []string{"--config", filepath.Join(dir, "none.toml")}, []string{"USHER_CONFIG: I cannot read"}},
		{"a file that is no TOML", nil, []string{"--config", write("broken.toml", "a = \n")}, []string{"USHER_CONFIG: line 1"}},
		{"a secret without quotes", nil, []string{"--config", write("unquoted.toml", "schedule = 'x'\ntelegram-token = hunter2\n")}, []string{"USHER_CONFIG: line 2"}},
		{"a secret in a list", nil, []string{"--config", write("list.toml", "schedule = 'x'\nmatrix-password = ['hunter2']\n")}, []string{`USHER_CONFIG: "matrix-password" is text`}},
		{"a file that names another", nil, []string{"--config", write("chain.toml", "config = 'x'\n")}, []string{`there is no setting "config"`}},
		{"a file that logs in anew each time", nil, []string{"--config", write("anew.toml", "anew = true\nrecovery-key = true\n")},
			[]string{`there is no setting "anew"`, `there is no setting "recovery-key"`}},
		{"a zone there is not", map[string]string{"USHER_TIMEZONE": "Nonsense/Zone"}, nil, []string{"--timezone"}},
		{"a source with a wrong name", map[string]string{"USHER_SCHEDULE": "main=a.xml work-shops=b.xml"}, nil, []string{`USHER_SCHEDULE: "work-shops" cannot name a source`}},
		{"a zone for no source", map[string]string{"USHER_TIMEZONE": "workshop=Europe/Berlin"}, nil, []string{`USHER_SCHEDULE: there is no source "workshop"`}},
		{"sources in a table", nil, []string{"--config", write("table.toml", "[schedule]\nmain = 'x'\n")}, []string{`USHER_CONFIG: "schedule" is text or a list`}},
		{"a token that is none", map[string]string{"USHER_TELEGRAM_TOKEN": "nonsense"}, nil, []string{"USHER_TELEGRAM_TOKEN:"}},
		{"organisers that cannot be", map[string]string{"USHER_ORGANISERS": "telegram:abc matrix:@ada:example.org irc:ada"}, nil,
			[]string{"USHER_ORGANISERS: telegram:abc", "USHER_ORGANISERS: matrix:@ada:example.org", "USHER_ORGANISERS: irc:ada"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.name != "nothing is set" {
				for name, value := range whole {
					t.Setenv(name, value)
				}
			}
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			var out, errs bytes.Buffer
			code := run(append([]string{"serve", "--database", filepath.Join(dir, "usher.db")}, test.args...), strings.NewReader(""), &out, &errs)
			if code != exitUsage {
				t.Errorf("exit %d: %s", code, errs.String())
			}
			lines := strings.Split(strings.TrimSpace(strings.TrimSuffix(errs.String(), "Try usher --help.\n")), "\n")
			if len(lines) != len(test.want) {
				t.Fatalf("it says %q, not a line each of %q", lines, test.want)
			}
			for i, want := range test.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("it says %q, not of %q", lines[i], want)
				}
			}
			if strings.Contains(errs.String(), telegramtest.Token) || strings.Contains(errs.String(), "hunter") {
				t.Errorf("the token is told: %s", errs.String())
			}
		})
	}
}

// settings parses a command line as run does, and returns serve's settings.
func settings(t *testing.T, args ...string) *serveCommand {
	t.Helper()
	var cli commandLine
	parser, err := newParser(&cli)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"serve"}, args...)); err != nil {
		t.Fatal(err)
	}
	return &cli.Serve
}

func TestSettingsFromFileEnvironmentAndFlags(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.toml")
	text := `schedule = "from-file.xml"
telegram-token = "123:file"
lead = "20m"
settle = "1m"
organisers = ["telegram:1", "matrix:@ada:example.org"]
matrix-homeserver = "https://example.org"
matrix-password = "hunter2"
date = 2023-09-13
clock = 2023-09-13T11:04:00
speaker-page = ["one.txt", "two.txt"]
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("USHER_LEAD", "25m")
	t.Setenv("USHER_SETTLE", "2m")
	c := settings(t, "--config", path, "--settle", "90s")
	if c.Schedule != "from-file.xml" || c.TelegramToken != "123:file" {
		t.Errorf("of the file: schedule %q", c.Schedule)
	}
	if c.Lead != 25*time.Minute {
		t.Errorf("the environment is to win over the file: lead %s", c.Lead)
	}
	if c.Settle != 90*time.Second {
		t.Errorf("a flag is to win over all: settle %s", c.Settle)
	}
	if c.Date.of("").String() != "2023-09-13" || c.Clock.hour != 11 || c.Clock.minute != 4 {
		t.Errorf("TOML's own dates: %v, %+v", c.Date, c.Clock)
	}
	if len(c.SpeakerPage) != 2 || c.SpeakerPage[1] != "two.txt" {
		t.Errorf("pages %q", c.SpeakerPage)
	}
	ada := bot.Incoming{Chat: bot.Chat{Platform: "matrix", ID: "!room:example.org"}, Sender: "@ada:example.org"}
	eve := bot.Incoming{Chat: bot.Chat{Platform: "telegram", ID: "1"}, Sender: "2"}
	if !slices.Contains(c.Organisers, ada.Person()) || slices.Contains(c.Organisers, eve.Person()) {
		t.Errorf("organisers are %v", c.Organisers)
	}
}

func TestServeAnswersOperators(t *testing.T) {
	tg, mx := telegramtest.New(t), matrixtest.New(t)
	address := freeAddress(t)
	if code, _, errs := usher("health", "--listen", address); code != exitFailed || !strings.Contains(errs, "no Usher answers") {
		t.Errorf("health of nobody: exit %d, %s", code, errs)
	}
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--listen", address,
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL, "--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx),
		"--clock", "2023-09-13 11:04"))
	ada := tg.Person("Ada", "en")
	ada.Type("/now")
	eventually(t, "Ada is answered", func() bool { return len(ada.Messages()) == 1 })
	if got := ada.Messages()[0].Text; !strings.HasPrefix(got, "Now, Wed 11:04\n") {
		t.Errorf("Ada is told %q", got)
	}
	eventually(t, "it is healthy", func() bool {
		code, out, _ := usher("health", "--listen", address)
		return code == 0 && out == "ready\n"
	})
	eventually(t, "there is a menu", func() bool {
		return len(tg.Menu("all_private_chats", "")) > 5 && len(tg.Menu("all_group_chats", "de")) > 5
	})
	for path, want := range map[string]string{
		"/healthz": "ok\n",
		"/metrics": "usher_people 1\n",
	} {
		if got := succeedsAt(t, "http://"+address+path); !strings.Contains(got, want) {
			t.Errorf("%s does not say %q:\n%s", path, want, got)
		}
	}
	stop()
}

// succeedsAt is what a URL holds.
func succeedsAt(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, response.Status, err)
	}
	return string(body)
}

// TestOrganisersOnMatrix holds that organisers who are known by name are told
// things in their direct chat: here, of a room that is encrypted.
func TestOrganisersOnMatrix(t *testing.T) {
	t.Parallel()
	if encrypts {
		t.Skip("there is no room in which this Usher cannot read")
	}
	mx := matrixtest.New(t)
	ada, eve := mx.Person("ada"), mx.Person("eve")
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"),
		"--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx), "--organisers", "matrix:"+ada.ID))
	room, secret := ada.Room(), eve.Room()
	ada.Invite(room, true)
	eventually(t, "Ada is welcomed", func() bool { return len(ada.Messages(room)) == 1 })
	ada.Type(room, "whoami")
	eventually(t, "Ada is answered", func() bool { return len(ada.Messages(room)) == 2 })
	eve.Encrypt(secret)
	eve.Invite(secret, true)
	mx.Wait("Usher joins Eve", func() bool { return mx.Joined(secret) })
	eve.Send(secret, "m.room.encrypted", map[string]any{"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "session_id": "x"})
	eventually(t, "Ada is told of Eve's room", func() bool {
		told := ada.Messages(room)
		return len(told) == 3 && strings.HasPrefix(told[2].Text, "Encrypted, so I can't read it: "+secret)
	})
	stop()
	if told := eve.Messages(secret); len(told) != 0 {
		t.Errorf("something is said in clear into an encrypted room: %v", told)
	}
}

// TestOneNetworkEndsWithoutTheOther revokes Matrix's token: Telegram goes on, and
// operators are told.
func TestOneNetworkEndsWithoutTheOther(t *testing.T) {
	tg, mx := telegramtest.New(t), matrixtest.New(t)
	address := freeAddress(t)
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--listen", address,
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL, "--matrix-homeserver", mx.URL, "--matrix-keys", loggedIn(t, mx)))
	mx.Revoke()
	eventually(t, "operators are told", func() bool {
		code, _, errs := usher("health", "--listen", address)
		return code == exitFailed && strings.Contains(errs, "matrix:")
	})
	ada := tg.Person("Ada", "en")
	ada.Type("/next")
	eventually(t, "Ada is answered", func() bool { return len(ada.Messages()) == 1 })
	stop()
}
