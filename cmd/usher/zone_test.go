package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

// penta is a schedule as Pentabarf writes it: with dates and hours, and no zone
// but what is put in.
func penta(zone, date string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<schedule><conference><title>Penta</title>` + zone + `</conference>
<day index="1" date="2023-09-13"><room name="Janson"><event id="1">` + date + `<start>10:00</start><duration>01:00</duration><title>Opening</title></event></room></day></schedule>`
}

func TestServeNeedsATimeZone(t *testing.T) {
	tg := telegramtest.New(t)
	serve := func(text string, args ...string) (int, string) {
		code, _, errs := usher(append([]string{"serve", "--schedule", file(t, text), "--database", filepath.Join(t.TempDir(), "usher.db"),
			"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL}, args...)...)
		return code, errs
	}
	code, errs := serve(penta("", ""))
	if code != exitFailed || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "USHER_TIMEZONE=Europe/Berlin") {
		t.Errorf("without a zone: exit %d, %s", code, errs)
	}
}

// TestZonesThatWillDo reads what does not name a zone, but leaves no doubt.
func TestZonesThatWillDo(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text string
		zone *time.Location
	}{
		"offsets":     {penta("", "<date>2023-09-13T10:00:00+02:00</date>"), nil},
		"its own":     {penta("<time_zone_name>Europe/Berlin</time_zone_name>", ""), nil},
		"the setting": {penta("", ""), berlin},
	} {
		request := sourceFlags{Timezone: everywhere(timezone{test.zone})}.request(loader.Source{Location: file(t, test.text)})
		c, _, err := request.Fetch(t.Context(), schedule.Copy{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := zoned{request}.Read(c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := s.Slots()[0].Start.UTC().Format("15:04"); got != "08:00" {
			t.Errorf("%s: it starts at %s UTC", name, got)
		}
	}
}

func TestNoTimeZoneIsWarnedOf(t *testing.T) {
	path := file(t, penta("", ""))
	_, _, errs := usher("demo", "--schedule", path)
	for what, said := range map[string]string{
		"demo": errs, "show": succeeds(t, "schedule", "show", path), "check": succeeds(t, "schedule", "check", path),
	} {
		if strings.Count(said, "--timezone") != 1 {
			t.Errorf("%s does not warn once: %q", what, said)
		}
	}
	if said := succeeds(t, "schedule", "show", "--timezone", "Europe/Berlin", path); strings.Contains(said, "--timezone") {
		t.Errorf("show warns of a zone that it was given: %q", said)
	}
}

// TestAZoneOnceKnownStays refreshes a schedule that has lost its zone, and reads
// it again after a restart.
func TestAZoneOnceKnownStays(t *testing.T) {
	path := file(t, penta("<time_zone_name>Europe/Berlin</time_zone_name>", ""))
	store, err := storage.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	none, err := schedule.New(schedule.Draft{})
	if err != nil {
		t.Fatal(err)
	}
	begin := func() (*app, *schedule.Live) {
		live := schedule.NewLive(none)
		a := newApp(setup{live: live, store: store, clock: newClock(time.Date(2023, time.September, 1, 9, 0, 0, 0, time.UTC)),
			sources: origins([]loader.Request{sourceFlags{}.request(loader.Source{Location: path})}), log: slog.New(slog.DiscardHandler)})
		if err := a.scheduler.Restore(t.Context()); err != nil {
			t.Fatal(err)
		}
		return a, live
	}
	holds := func(when string, live *schedule.Live, title string) {
		t.Helper()
		slot := live.Get().Slots()[0]
		if got := slot.Start.In(live.Get().Zone()).Format("15:04 MST"); slot.Title != title || got != "10:00 CEST" {
			t.Errorf("%s: %s starts at %s", when, slot.Title, got)
		}
	}
	first, live := begin()
	holds("at first", live, "Opening")
	for _, title := range []string{"Welcome", "Hello"} {
		if err := os.WriteFile(path, []byte(strings.Replace(penta("", ""), "Opening", title, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := first.scheduler.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		holds("refreshed", live, title)
	}
	_, live = begin()
	holds("after a restart", live, "Hello")
}

// everywhere is a time zone for all sources.
func everywhere(zone timezone) (all perSource[timezone, *timezone]) {
	all.values = map[string]timezone{"": zone}
	return all
}
