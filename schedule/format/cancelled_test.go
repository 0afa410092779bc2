package format_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"usher/schedule"
	"usher/schedule/format"
)

// titled is the slot that a title makes.
func titled(t *testing.T, title string) *schedule.Slot {
	t.Helper()
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(title)); err != nil {
		t.Fatal(err)
	}
	return only(t, read(t, inBerlin("<event id='1'><start>10:00</start><title>"+escaped.String()+"</title></event>"), format.Options{}))
}

// TestCancelledMarks has the marks of real files and their like at either end:
// the talk is cancelled, and the mark leaves its title.
func TestCancelledMarks(t *testing.T) {
	for _, title := range []string{
		"CANCELLED - Linux news", "CANCELLED: Linux news", "Canceled: Linux news", "CANCELLED Linux news", "CANCELLED! Linux news",
		"[CANCELED] Linux news", "[CANCELLED]: Linux news", "[Canceled] Linux news", "(cancelled) Linux news", "{Cancelled} Linux news",
		"*** CANCELLED *** Linux news", "*cancelled* Linux news", "!!! CANCELLED !!! Linux news", "-- CANCELLED -- Linux news",
		"❌ Cancelled: Linux news", "🚫 CANCELLED Linux news", "CANCELLED – Linux news", "CANCELLED -Linux news", "CANCELLED | Linux news",
		"Talk cancelled: Linux news", "[Session cancelled] Linux news", "[CANCELLED due to illness] Linux news",
		"Linux news ! CANCELLED !", "Linux news -- CANCELLED", "Linux news - cancelled", "Linux news (cancelled)", "Linux news [CANCELED]",
		"Linux news (Cancelled by the speaker)", "Linux news CANCELLED", "Linux news CANCELLED!", "Linux news. Cancelled.", "Linux news *CANCELED*",
		"CANCELLED: Linux news (cancelled)", "[CANCELLED: speaker is ill] Linux news", "Linux news (Cancelled - the speaker is ill)",
		"Abgesagt: Linux news", "[ABGESAGT] Linux news", "ABGESAGT Linux news", "Linux news – abgesagt", "Linux news (abgesagt)", "Abgesagt wegen Krankheit: Linux news",
		"Entfällt: Linux news", "ENTFÄLLT - Linux news", "Linux news (entfällt)", "Fällt aus: Linux news", "FÄLLT AUS Linux news", "[Vortrag fällt aus] Linux news",
		"Annulé : Linux news", "ANNULÉ - Linux news", "Linux news (annulée)", "CANCELADO: Linux news", "[Geannuleerd] Linux news", "【中止】 Linux news",
	} {
		want := "Linux news"
		if slot := titled(t, title); !slot.Cancelled || slot.Title != want {
			t.Errorf("%q: cancelled %v, title %q, want %q", title, slot.Cancelled, slot.Title, want)
		}
	}
}

// TestNotCancelled has titles that speak of something cancelled.
func TestNotCancelled(t *testing.T) {
	for _, title := range []string{
		"Cancelled flights", "Cancelled-culture", "Cancelled? Not us", "Why was it cancelled?", "Why we cancelled CI", "The show they cancelled",
		"How Google cancelled my account", "How Go was CANCELLED", "HOW FOSDEM WAS CANCELLED", "CANCELLED FLIGHTS", "Uncancelled: a story",
		"Noise-cancelled rooms", `"Cancelled" by the crowd`, "Who is “cancelled”", "Cancelled contexts in Go", "context.Canceled and friends",
		"Travel tales (cancelled flights)", "Wenn der Strom entfällt", "Abgesagte Feste", "What's cancelled", "Cancellation: what it costs",
		"[RESCHEDULED] Linux news", "AMENDMENT: Linux news", "[REPLACEMENT] Linux news", "(Achtung Verschoben!! ) Linux news",
	} {
		if slot := titled(t, title); slot.Cancelled || slot.Title != title {
			t.Errorf("%q: cancelled %v, title %q", title, slot.Cancelled, slot.Title)
		}
	}
}

// TestWhollyCancelled has titles that say nothing else.
func TestWhollyCancelled(t *testing.T) {
	for _, title := range []string{"CANCELLED", "Cancelled", "[Cancelled]", "*** ABGESAGT ***", "Entfällt!", "Cancelled due to illness"} {
		if slot := titled(t, title); !slot.Cancelled || slot.Title != title {
			t.Errorf("%q: cancelled %v, title %q", title, slot.Cancelled, slot.Title)
		}
	}
}

func TestInline(t *testing.T) {
	for title, want := range map[string]string{
		"AT&amp;amp;T &amp;quot;news&amp;quot;":       `AT&T "news"`,
		"Fish &#38; chips&nbsp;\r\n  tonight":         "Fish & chips tonight",
		"<b>Bold</b> words<br/> and <code>a<b</code>": "Bold words and a<b",
		"When to use <b>":                             "When to use <b>",
		"vector<int> *args __init__ a_b_c `x` #1":     "vector<int> *args __init__ a_b_c `x` #1",
		"zero\u200bwidth\u202e":                       "zerowidth",
	} {
		if got := titled(t, title).Title; got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for written, want := range map[string]string{
		"": "", "de": "de", "EN": "en", "en-US": "en-US", "en_GB": "en-GB", "pt-br": "pt-BR", "zh-Hant-TW": "zh-Hant-TW",
		"eng": "en", "deu": "de", "ger": "de", "fre": "fr", "tlh": "tlh",
		"English": "en", "english": "en", "Deutsch": "de", "German": "de", "Englisch": "en", "Français": "fr", "Anglais": "en", "日本語": "ja", "Čeština": "cs",
		"de, en": "de, en", "de/en": "de, en", "German and English": "de, en", "Deutsch und Englisch": "de, en", "en, en": "en",
		"English (slides in German)": "en", "zz": "", "TBD": "", "Klingon, maybe": "tlh", "no idea": "", "-": "",
	} {
		slot := only(t, read(t, inBerlin("<event id='1'><start>10:00</start><language>"+written+"</language></event>"), format.Options{}))
		if slot.Language != want {
			t.Errorf("%q: %q, want %q", written, slot.Language, want)
		}
	}
}
