package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/loader"
)

// workshops is a source with one talk that the seed has, too, and one of its own.
func workshops(t *testing.T) string {
	return file(t, `<schedule><conference><title>Workshops</title></conference><day date="2023-09-13"><room name="Dome">
		<event id="1"><start>14:30</start><duration>00:40</duration><title>New Mount API</title></event>
		<event id="2"><start>20:00</start><title>Knitting kernels</title></event></room></day></schedule>`)
}

func TestScheduleOfSeveralSources(t *testing.T) {
	more := "workshops=" + workshops(t)
	args := []string{"main=" + seed, more, "--timezone=workshops=Europe/Berlin"}
	shown := succeeds(t, append([]string{"schedule", "show"}, args...)...)
	if strings.Count(shown, "New Mount API") != 1 || !strings.Contains(shown, "Knitting kernels") || !strings.Contains(shown, "All Systems Go! 2023") {
		t.Errorf("show says\n%s", shown)
	}
	if checked := succeeds(t, append([]string{"schedule", "check"}, args...)...); !strings.Contains(checked, "no end: Wed 20:00 Knitting kernels") {
		t.Errorf("check says\n%s", checked)
	}
	// In quotes, as diff and demo take them.
	both := strings.Join(args[:2], " ")
	if diff := succeeds(t, "schedule", "diff", seed, both, args[2]); !strings.Contains(diff, "Knitting kernels") || strings.Contains(diff, "Mount") {
		t.Errorf("diff says\n%s", diff)
	}
	if code, out, errs := usher("schedule", "show", "work-shops="+seed); code != 1 || out != "" || !strings.Contains(errs, `"work-shops" cannot name a source`) || strings.Count(errs, "\n") != 1 {
		t.Errorf("a wrong name: exit %d, %q", code, errs)
	}
}

func TestSourcesFromAFileOfSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.toml")
	text := `schedule = ["main=a.txt", "workshops=https://b.example/?x=1"]
timezone = ["Europe/Berlin", "workshops=Europe/London"]
date = "main=2023-09-13"
speaker-page = ["one.txt", "workshops=two.txt"]
abstracts = "workshops=all.txt"
telegram-token = "123:file"
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := settings(t, "--config", path)
	all, err := c.requests(c.Schedule)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d requests, %v", len(all), err)
	}
	at := func(location string) loader.Source { return loader.Source{Location: location} }
	want := []loader.Request{
		{Schedule: at("a.txt"), SpeakerPages: []loader.Source{at("one.txt")}},
		{Schedule: at("https://b.example/?x=1"), Abstracts: at("all.txt"), SpeakerPages: []loader.Source{at("two.txt")}},
	}
	zones := []string{all[0].Options.Zone.String(), all[1].Options.Zone.String()}
	dates := []schedule.Date{all[0].Options.Date, all[1].Options.Date}
	for i := range all {
		want[i].Options.Source = []string{"main", "workshops"}[i]
		all[i].Options.Zone, all[i].Options.Date = nil, schedule.Date{}
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Europe/Berlin", "Europe/London"}, zones); diff != "" {
		t.Errorf("zones: -want +got:\n%s", diff)
	}
	if dates[0].String() != "2023-09-13" || !dates[1].IsZero() {
		t.Errorf("dates %v", dates)
	}
}

// TestServeWithoutAnySource says of each why it cannot be used, and of one that can
// nothing.
func TestServeWithoutAnySource(t *testing.T) {
	t.Setenv("USHER_TELEGRAM_TOKEN", "123:abc")
	t.Setenv("USHER_DATABASE", filepath.Join(t.TempDir(), "usher.db"))
	code, _, errs := usher("serve", "--log-level=error", "--schedule", "main=no.xml workshops=nowhere.ics")
	if code != exitFailed || strings.Count(errs, "\n") != 2 || !strings.Contains(errs, "no.xml: there is") || !strings.Contains(errs, "nowhere.ics: there is") {
		t.Errorf("exit %d: %q", code, errs)
	}
}
