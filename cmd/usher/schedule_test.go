package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const seed = "../../testdata/schedules/all-systems-go-2023.xml"

// usher runs the command line and returns its exit code and what it wrote.
func usher(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// succeeds runs the command line, which has to exit 0 and complain of nothing.
func succeeds(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := usher(args...)
	if code != 0 || errs != "" {
		t.Fatalf("usher %q exits %d: %s", args, code, errs)
	}
	return out
}

// file writes a source and returns its path.
func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schedule.xml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// small is a schedule of one day in Berlin with the events given.
func small(events string) string {
	return `<schedule><conference><title>Small</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day date="2023-09-13"><room name="Dome" guid="d">
` + events + `
</room></day></schedule>`
}

func TestShowJSONGolden(t *testing.T) {
	const golden = "../../testdata/schedules/all-systems-go-2023.json"
	got := succeeds(t, "schedule", "show", "--json", seed)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("show --json (-want +got), or run with -update:\n%s", diff)
	}
}

func TestShow(t *testing.T) {
	out := succeeds(t, "schedule", "show", seed)
	head := `All Systems Go! 2023
13–14 September 2023, times in Europe/Berlin, version 0.14
48 talks, 2 rooms, 42 speakers

Wednesday 13 September
09:30–09:35  Main Hall  Opening session of All Systems Go! 2023
09:45–10:25  Main Hall  Unified Kernel Images (UKIs) — Lennart Poettering
`
	if !strings.HasPrefix(out, head) {
		t.Errorf("show begins\n%s\nwant\n%s", out[:min(len(out), len(head)+100)], head)
	}
	if lines := strings.Count(out, "\n"); lines != 3+2*2+48 {
		t.Errorf("%d lines, want a head of 3, 2 days and 48 talks", lines)
	}
}

func TestShowSmall(t *testing.T) {
	path := file(t, `<schedule><day date="2023-12-31"><event id="1"><start>10:00</start><title>CANCELLED - One</title></event></day></schedule>`)
	want := `A schedule without a title
31 December 2023, times in Asia/Tokyo
1 talk, 0 rooms, 0 speakers

Sunday 31 December
10:00    ⚠ Cancelled: One
`
	if diff := cmp.Diff(want, succeeds(t, "schedule", "show", "--timezone=Asia/Tokyo", path)); diff != "" {
		t.Errorf("show (-want +got):\n%s", diff)
	}
	if out := succeeds(t, "schedule", "show", path); !strings.Contains(out, "1 warning:") || !strings.Contains(out, "UTC+00:00") {
		t.Errorf("show without a zone:\n%s", out)
	}
}

func TestShowLongSlots(t *testing.T) {
	path := file(t, small(`<event id="1"><start>10:00</start><duration>49:00</duration><title>Exhibition</title></event>
<event id="2"><start>11:00</start><duration>24:00</duration><title>Hackathon</title></event>
<event id="3"><start>20:00</start><duration>9:00</duration><title>Party</title></event>`))
	want := `
Wednesday 13 September
10:00–Fri 15 Sep 11:00  Dome  Exhibition
11:00–Thu 14 Sep 11:00  Dome  Hackathon
20:00–05:00             Dome  Party
`
	if out := succeeds(t, "schedule", "show", path); !strings.HasSuffix(out, want) {
		t.Errorf("show says\n%s\nand does not end in\n%s", out, want)
	}
}

func TestShowJoins(t *testing.T) {
	const folder = "../../testdata/schedules/"
	out := succeeds(t, "schedule", "show", "--json", seed, "--speaker-page", folder+"luca-boccassi-2023.txt")
	if !strings.Contains(out, "Debian Developer") {
		t.Error("the speaker's page has left no biography")
	}
	listing := []string{"schedule", "show", "--json", folder + "all-systems-go-2018.txt", "--date=2018-09-27", "--timezone=Europe/Berlin"}
	without := succeeds(t, listing...)
	with := succeeds(t, append(listing, "--abstracts", folder+"all-systems-go-2018-abstracts.txt")...)
	if len(with) <= len(without) {
		t.Error("the abstracts have added nothing")
	}
}

// TestDiffWithoutAZone says why everything seems to have moved, where one of the
// versions names no zone and the other does.
func TestDiffWithoutAZone(t *testing.T) {
	named := small(`<event id="1"><start>14:30</start><title>New Mount API</title></event>`)
	with := file(t, named)
	without := file(t, strings.Replace(named, "<time_zone_name>Europe/Berlin</time_zone_name>", "", 1))
	for _, pair := range [][]string{{with, without}, {without, with}} {
		_, out, errs := usher("schedule", "diff", pair[0], pair[1])
		if !strings.Contains(out, "Moved") || !strings.Contains(errs, "--timezone Europe/Berlin") {
			t.Errorf("%s%s", errs, out)
		}
		if got := succeeds(t, "schedule", "diff", "--timezone=Europe/Berlin", pair[0], pair[1]); got != "No changes.\n" {
			t.Errorf("with a zone: %s", got)
		}
	}
	succeeds(t, "schedule", "diff", without, without)
}

func TestDiff(t *testing.T) {
	older := file(t, small(`<event id="1"><start>14:30</start><duration>0:40</duration><title>New Mount API</title></event>
<event id="2"><start>16:00</start><title>Gone</title></event>`))
	newer := file(t, small(`<event id="1"><start>15:15</start><duration>0:30</duration><title>New Mount API</title></event>`))
	want := `Moved: New Mount API, Wed 14:30 → 15:15
Length: New Mount API, 40 → 30 min
Removed: Gone (was Wed 16:00 in Dome)
`
	if diff := cmp.Diff(want, succeeds(t, "schedule", "diff", older, newer)); diff != "" {
		t.Errorf("diff (-want +got):\n%s", diff)
	}
	if got := succeeds(t, "schedule", "diff", older, older); got != "No changes.\n" {
		t.Errorf("diff with itself: %s", got)
	}
	if got := succeeds(t, "schedule", "diff", "--json", older, older); got != "{\n  \"changes\": []\n}\n" {
		t.Errorf("diff --json with itself: %s", got)
	}
	var changes struct {
		Changes []struct {
			Kind          string
			Before, After *struct{ Start string }
		}
	}
	if err := json.Unmarshal([]byte(succeeds(t, "schedule", "diff", "--json", older, newer)), &changes); err != nil {
		t.Fatal(err)
	}
	if c := changes.Changes[0]; c.Kind != "moved" || c.After.Start != "2023-09-13T15:15:00+02:00" {
		t.Errorf("first change %+v", c)
	}
	if c := changes.Changes[2]; c.Kind != "removed" || c.After != nil {
		t.Errorf("last change %+v", c)
	}
}

// TestUnusableSource holds that each is one clear line and exit code 1.
func TestUnusableSource(t *testing.T) {
	long := filepath.Join(t.TempDir(), "long.xml")
	if err := os.WriteFile(long, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(long, 200<<20); err != nil { // sparse: costs nothing
		t.Fatal(err)
	}
	bomb := `<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><schedule><version>&b;</version></schedule>`
	for name, c := range map[string]struct{ source, want string }{
		"missing":   {filepath.Join(t.TempDir(), "no.xml"), "there is no such file"},
		"not XML":   {file(t, "just some words"), "not a schedule"},
		"truncated": {file(t, small("")[:60]), "cut short"},
		"empty":     {file(t, ""), "it is empty"},
		"web page":  {file(t, "<!doctype html><title>Log in</title>"), "that is a web page, not a schedule"},
		"too long":  {long, "longer than 64 MB"},
		"bomb":      {file(t, bomb), "entities"},
		"a folder":  {t.TempDir(), "it is a folder"},
		"endless":   {"/dev/zero", "longer than 64 MB"},
		"no text":   {seed + "\x00", "usher: "},
	} {
		t.Run(name, func(t *testing.T) {
			for _, args := range [][]string{{"schedule", "show", c.source}, {"schedule", "check", c.source}, {"schedule", "diff", seed, c.source}} {
				code, out, errs := usher(args...)
				if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
					t.Errorf("usher %q exits %d, says %q and %q, want one line with %q", args, code, out, errs, c.want)
				}
			}
		})
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{},
		{"schedule"},
		{"schedule", "show"},
		{"schedule", "show", seed, "--no-such-flag"},
		{"schedule", "show", seed, "--timezone=Moon/Base"},
		{"schedule", "show", seed, "--timezone=Local"},
		{"schedule", "show", seed, "--date=13.9.2023"},
		{"schedule", "diff", seed},
		{"no-such-command"},
	} {
		if code, out, errs := usher(args...); code != 2 || out != "" || !strings.HasPrefix(errs, "usher: ") {
			t.Errorf("usher %q exits %d, says %q and %q", args, code, out, errs)
		}
	}
	if code, out, errs := usher("schedule", "show", "--help"); code != 0 || errs != "" || !strings.Contains(out, "--timezone") {
		t.Errorf("--help exits %d, says %q and %q", code, out, errs)
	}
}

func TestOverTheWeb(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("User-Agent") != "usher":
			http.Error(w, "who are you", http.StatusForbidden)
		case r.URL.Path == "/schedule.xml":
			fmt.Fprint(w, small(`<event id="1"><start>10:00</start><title>One</title></event>`))
		case r.URL.Path == "/endless":
			for _, err := io.WriteString(w, "<schedule>"); err == nil; {
				_, err = w.Write(make([]byte, 1<<20))
			}
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	if out := succeeds(t, "schedule", "show", server.URL+"/schedule.xml"); !strings.Contains(out, "One") {
		t.Errorf("show of a URL:\n%s", out)
	}
	secret := strings.Replace(server.URL, "http://", "http://me:hunter2@", 1)
	for path, want := range map[string]string{
		"/nowhere?token=hunter2": "404 Not Found",
		"/endless":               "longer than 64 MB",
	} {
		code, _, errs := usher("schedule", "show", secret+path)
		if code != 1 || !strings.Contains(errs, want) || strings.Contains(errs, "hunter2") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s exits %d: %q, want %q without the password", path, code, errs, want)
		}
	}
	server.Close()
	code, _, errs := usher("schedule", "show", secret+"/schedule.xml?token=hunter2")
	if code != 1 || strings.Contains(errs, "hunter2") || strings.Count(errs, "\n") != 1 {
		t.Errorf("no server: exits %d: %q", code, errs)
	}
}
