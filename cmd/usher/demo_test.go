package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// chat types lines at a demo in a pipe and returns its exit code and what it
// wrote.
func chat(lines []string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	in := strings.NewReader(strings.Join(lines, "\n"))
	code = run(append([]string{"demo"}, args...), in, &out, &errs)
	return code, out.String(), errs.String()
}

// chats is chat for what has to go well.
func chats(t *testing.T, lines []string, args ...string) string {
	t.Helper()
	code, out, errs := chat(lines, args...)
	if code != 0 || errs != "" {
		t.Fatalf("usher demo %q exits %d: %s", args, code, errs)
	}
	return out
}

func TestDemoInAPipe(t *testing.T) {
	out := chats(t, []string{"/now"})
	if !strings.HasPrefix(out, "Now, Wed 11:04\n1 until 11:10 in Main Hall\n") {
		t.Errorf("the demo begins with %q", out)
	}
	if strings.ContainsAny(out, "\x1b›") {
		t.Errorf("a pipe gets colour or a prompt: %q", out)
	}
	if out := chats(t, nil); out != "" {
		t.Errorf("nothing was said, and the demo says %q", out)
	}
}

func TestDemoClock(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--at", "2023-09-14 10:05"}, "Now, Thu 10:05"},
		{[]string{"--at", "2023-09-14T10:05"}, "Now, Thu 10:05"},
		{[]string{"--at", "2023-09-14T08:05:00Z"}, "Now, Thu 10:05"},
		{[]string{"--at", "16:45"}, "Now, Wed 16:45"},
		{[]string{"--schedule", seed}, "Now, Wed 09:34"},
		{[]string{"--schedule", seed, "--at", "12:05"}, "Now, Wed 12:05"},
	} {
		if out := chats(t, []string{"/now"}, test.args...); !strings.HasPrefix(out, test.want+"\n") {
			t.Errorf("%q: the demo says %q, not %q", test.args, out, test.want)
		}
	}
}

func TestDemoKeepsWhatItIsToldToKeep(t *testing.T) {
	database := filepath.Join(t.TempDir(), "usher.db")
	at := func(clock string, lines ...string) string {
		return chats(t, lines, "--database", database, "--at", "2023-09-13 "+clock)
	}
	at("14:00", "/star mount api", "/remind 20 5")
	// The bot is down while the first ring falls due, and back before the talk.
	if out := at("14:12", "/agenda"); strings.Count(out, "Starting in 18 min in Dome: New Mount API") != 1 {
		t.Errorf("after a restart inside the lead it says %q", out)
	}
	if out := at("14:13", "/agenda", "/skip 5m"); strings.Contains(out, "Starting") {
		t.Errorf("after another restart it repeats a ring: %q", out)
	}
	if out := at("14:20", "/skip 10m"); strings.Count(out, "Starting in 5 min in Dome: New Mount API") != 1 {
		t.Errorf("the second lead is not rung once: %q", out)
	}
	if out := at("14:41", "/agenda"); strings.Contains(out, "tarted") {
		t.Errorf("long after the start it still rings: %q", out)
	}
}

// TestNoTalksYet is a schedule from before anything was planned.
func TestNoTalksYet(t *testing.T) {
	path := file(t, `<schedule><conference><title>Soon</title><time_zone_name>Europe/Berlin</time_zone_name></conference></schedule>`)
	if want, got := "Soon\ntimes in Europe/Berlin\n0 talks, 0 rooms, 0 speakers\n", succeeds(t, "schedule", "show", path); got != want {
		t.Errorf("show says %q, want %q", got, want)
	}
	if want, got := "There is nothing in it: no talks yet.\n0 talks, Europe/Berlin. 1 thing to look at.\n", succeeds(t, "schedule", "check", path); got != want {
		t.Errorf("check says %q, want %q", got, want)
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	today := func() string { return time.Now().In(zone).Format("Monday 2 January") }
	before := today()
	said := chats(t, []string{"/start", "/now", "/skip 1h"}, "--schedule", path, "--at", "11:04")
	want := "Soon.\n" + strings.Repeat("Nothing is planned yet. Ask again when the schedule is out.\n\n", 2) + "It is %s, 12:04.\n"
	if said != fmt.Sprintf(want, before) && said != fmt.Sprintf(want, today()) {
		t.Errorf("the demo says %q", said)
	}
}

func TestDemoRefuses(t *testing.T) {
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	if err := os.WriteFile(foreign, []byte("this is not a database, but long enough to be taken for one at first sight"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"a time that is none", []string{"--at", "noon"}, 2, "noon"},
		{"a language nobody speaks", []string{"--language", "fr"}, 2, "\"fr\", only: de, en"},
		{"a flag there is not", []string{"--loud"}, 2, "--loud"},
		{"a schedule there is not", []string{"--schedule", "missing.xml"}, 1, "missing.xml"},
		{"a database that is none", []string{"--database", foreign}, 1, foreign},
		{"a database in no folder", []string{"--database", filepath.Join(t.TempDir(), "no", "usher.db")}, 1, "no"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out, errs := chat([]string{"/now"}, test.args...)
			if code != test.code || out != "" {
				t.Errorf("exit %d, %q; want %d and nothing said", code, out, test.code)
			}
			first, rest, _ := strings.Cut(errs, "\n")
			if !strings.HasPrefix(first, "usher: ") || !strings.Contains(first, test.want) || test.code == 1 && rest != "" {
				t.Errorf("it complains: %q", errs)
			}
		})
	}
}

func TestDemoSkip(t *testing.T) {
	for typed, want := range map[string]string{
		"20m":       "It is Wed 11:24.",
		"20":        "It is Wed 11:24.",
		"20 min":    "It is Wed 11:24.",
		"1h30m":     "It is Wed 12:34.",
		"1d":        "It is Thu 11:04.",
		"":          "How far? Try /skip 20m or /skip 1h30m.",
		"backwards": `"backwards" is no length of time. Try /skip 20m or /skip 1h30m.`,
		"-5m":       `"-5m" is no length of time. Try /skip 20m or /skip 1h30m.`,
		"0":         `"0" is no length of time. Try /skip 20m or /skip 1h30m.`,
		"99999999":  `"99999999" is no length of time. Try /skip 20m or /skip 1h30m.`,
		"300d":      `"300d" is no length of time. Try /skip 20m or /skip 1h30m.`,
	} {
		if got := chats(t, []string{"/skip " + typed}); got != want+"\n" {
			t.Errorf("/skip %s: %q, want %q", typed, got, want)
		}
	}
}

func TestDemoTakesWhatPeopleType(t *testing.T) {
	lines := []string{
		strings.Repeat("x", 10_000),
		"/talk " + strings.Repeat("wörter ", 2_000),
		"\u202Egnp.exe\u202C /now \u200F",
		"\xff\xfe/now\x00\x1b[31mred",
		"/speaker \x1b]0;title\x07",
		"\x00", "   ", "/", "//now", "/now@UsherBot", "/NOW",
	}
	out := chats(t, lines)
	for _, bad := range []string{"\x1b", "\x00", "\x07", "\u202E", "\xff", "wrong"} {
		if strings.Contains(out, bad) {
			t.Errorf("what was typed comes back with %q in it", bad)
		}
	}
	if !strings.Contains(out, "Now, Wed 11:04") {
		t.Errorf("/NOW is not understood: %q", out)
	}
	for line := range strings.Lines(out) {
		if len(line) > 600 {
			t.Errorf("a line of %d bytes comes back", len(line))
		}
	}
}

// TestDemoIsRunByWhoeverTriesIt: they change the day, and somebody else is told.
func TestDemoIsRunByWhoeverTriesIt(t *testing.T) {
	out := chats(t, []string{
		"bob> /star mount api", "bob> /cancel mount api", "/moveroom mount api to main hall", "1",
		"/grant stage dome", "/team", "bob> /now",
	})
	for _, want := range []string{
		"bob:\nThat's for organisers.",
		"1 person starred it.\n",
		"bob:\n11:04 · ⚠ Room change: New Mount API — now in Main Hall, still 14:30 (was Dome).\n",
		"You: owner, by my settings\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("nobody reads %q:\n%s", want, out)
		}
	}
	role := regexp.MustCompile(`/start role_\w+`)
	database := filepath.Join(t.TempDir(), "usher.db")
	link := role.FindString(chats(t, []string{"/grant stage dome"}, "--database", database))
	out = chats(t, []string{"bob> " + link, "bob> /delay dome 5", "bob> 1", "/audit"}, "--database", database)
	if want := "11:04 bob (Dome): /delay Dome 5"; link == "" || !strings.Contains(out, want) {
		t.Errorf("nobody reads %q:\n%s", want, out)
	}
}
