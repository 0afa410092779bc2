package say_test

import (
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/say"
)

// TestHowFarTellingHasGotReadsWell for nobody, one, two and many.
func TestHowFarTellingHasGotReadsWell(t *testing.T) {
	at := morning(11, 0, 0)
	done := func(told, of, gone int) bot.Progress {
		return bot.Progress{TellingName: bot.TellingName{Kind: bot.Change, Number: 7}, Told: told, Of: of, Gone: gone, Began: at, Ended: at.Add(time.Second)}
	}
	undone := func(p bot.Progress, approves bool) bot.Progress {
		p.Undone, p.Approves = true, approves
		return p
	}
	for _, test := range []struct {
		p      bot.Progress
		en, de string
	}{
		{done(0, 0, 0), "Nobody was told.", "Niemand hat Bescheid bekommen."},
		{done(0, 1, 1), "**Told nobody**; 1 has blocked me.", "**Niemand weiß Bescheid**; 1 hat mich blockiert."},
		{done(0, 143, 0), "**Told nobody**.", "**Niemand weiß Bescheid**."},
		{done(1, 1, 0), "**Told 1 person** in 1 s.", "**1 Person weiß Bescheid**, nach 1 Sek."},
		{done(1, 2, 1), "**Told 1 of 2** in 1 s; 1 has blocked me.", "**1 von 2 wissen Bescheid**, nach 1 Sek.; 1 hat mich blockiert."},
		{done(141, 143, 2), "**Told 141 of 143** in 1 s; 2 have blocked me.", "**141 von 143 wissen Bescheid**, nach 1 Sek.; 2 haben mich blockiert."},
		{undone(done(0, 2, 0), false), "**Undone.** Nobody had been told, and nobody is.", "**Rückgängig gemacht.** Niemand wusste davon, und niemand erfährt es."},
		{undone(done(1, 2, 0), false), "**Undone.** 1 person had been told.", "**Rückgängig gemacht.** 1 Person wusste schon Bescheid."},
		{undone(done(143, 143, 0), false), "**Undone.** 143 people had been told.", "**Rückgängig gemacht.** 143 Leute wussten schon Bescheid."},
		{undone(done(0, 2, 0), true), "**Undone: it waits for approval again.** Nobody had been told.", "**Rückgängig gemacht: Es wartet wieder auf Freigabe.** Niemand wusste davon."},
	} {
		for language, want := range map[string]string{"en": test.en, "de": test.de} {
			if got, _, _ := strings.Cut(markup(say.In(language).Told(test.p, at)), "\n"); got != want {
				t.Errorf("%+v\nreads %q\n want %q", test.p, got, want)
			}
		}
	}
}
