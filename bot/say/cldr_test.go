package say_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"

	"usher/bot/say"
	"usher/schedule"
)

// TestDatesAreCLDRs holds the names of days and months against those of CLDR,
// which write a full stop after what is short.
func TestDatesAreCLDRs(t *testing.T) {
	theirs := map[string]locales.Translator{"de": de.New(), "en": en.New()}
	for _, lang := range say.Languages() {
		cldr, ok := theirs[lang]
		if !ok {
			t.Errorf("nothing to hold %s against", lang)
			continue
		}
		// The first of each month of 2023, and the first days of January.
		for n := range 12 + 7 {
			day := time.Date(2023, time.Month(n+1), 1, 12, 0, 0, 0, time.UTC)
			if n >= 12 {
				day = time.Date(2023, time.January, n-12+1, 12, 0, 0, 0, time.UTC)
			}
			m := say.In(lang).At(build(t), day, nil)
			wide, month := cldr.WeekdayWide(day.Weekday()), cldr.MonthWide(day.Month())
			if got := m.Name(schedule.DateOf(day)); !strings.HasPrefix(got, wide+", ") || !strings.HasSuffix(got, " "+month) {
				t.Errorf("%s: %s is %q; CLDR has %s and %s", lang, day.Format(time.DateOnly), got, wide, month)
			}
			now := m.Status(say.Status{}).Body[0].Text()
			short, abbreviated := dotless(cldr.WeekdayShort(day.Weekday())), dotless(cldr.WeekdayAbbreviated(day.Weekday()))
			if !strings.Contains(now, " "+short+" ") && !strings.Contains(now, " "+abbreviated+" ") {
				t.Errorf("%s: %q; CLDR has %s and %s", lang, now, short, abbreviated)
			}
		}
	}
}

func dotless(s string) string { return strings.TrimSuffix(s, ".") }
