package command_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"usher/bot"
	"usher/bot/say"
	"usher/schedule"
	"usher/schedule/format"
)

// What a message may have, whatever a schedule holds.
const (
	// mostCharacters is what Telegram takes in one message, which an answer to a
	// press has to be (Bot API, editMessageText).
	mostCharacters = 4096
	// mostLabel fits on a button that is as wide as a phone's screen: 360 px, less
	// 40 at its sides, by 10 for a wide letter of 15 px.
	mostLabel = 32
	// mostInRow is the labels of a row together, where one has the room of all:
	// what a phone shows before it cuts them.
	mostInRow = 36
	// mostButtons is what Telegram takes under a message.
	mostButtons = 100
	// screen is what a phone shows of a list without scrolling far: 40 lines of
	// 40 characters, with the titles that conferences really have.
	screen = 1600
)

// extent is how long what a schedule holds is, in characters.
type extent struct {
	title, subtitle, room, track, name, names, text, url, conference int
}

// longest are the longest of the corpus of schedules (its frab-xml, pentabarf-xml,
// wafer-xml and versions).
var longest = extent{title: 186, subtitle: 247, room: 47, track: 69, name: 87, names: 189, text: 10396, url: 203, conference: 44}

func extentOf(s *schedule.Schedule) extent {
	n := utf8.RuneCountInString
	var x extent
	x.conference = n(s.Conference().Title)
	for _, slot := range s.Slots() {
		var names []string
		for _, p := range slot.Speakers {
			x.name = max(x.name, n(p.Name))
			names = append(names, p.Name)
		}
		x.title, x.subtitle = max(x.title, n(slot.Title)), max(x.subtitle, n(slot.Subtitle))
		x.room, x.track = max(x.room, n(slot.Room.Name)), max(x.track, n(slot.Track.Name))
		x.names = max(x.names, n(strings.Join(names, ", ")))
		x.text, x.url = max(x.text, n(slot.Abstract+slot.Description)), max(x.url, n(slot.URL))
	}
	return x
}

func (x extent) max(y extent) extent {
	return extent{
		title: max(x.title, y.title), subtitle: max(x.subtitle, y.subtitle), room: max(x.room, y.room),
		track: max(x.track, y.track), name: max(x.name, y.name), names: max(x.names, y.names),
		text: max(x.text, y.text), url: max(x.url, y.url), conference: max(x.conference, y.conference),
	}
}

// words are some words of n characters together, different for each seed. They
// are Greek to both languages, and longer than what fits on a button.
func words(seed string, n int) string {
	text := seed + strings.Repeat("αβγδεζηθικλμνξοπρστυφχψωαβγδεζηθικλμ ", n/37+1)
	return strings.TrimSpace(string([]rune(text)[:n-1])) + "ω"
}

// long is a conference of two days on which everything is as long as x, and two
// talks are held at each time in each of twenty rooms; one of them thrice.
func long(t *testing.T, x extent) *schedule.Schedule {
	t.Helper()
	zone, err := time.LoadLocation("America/Argentina/Buenos_Aires") // none has a longer name
	if err != nil {
		t.Fatal(err)
	}
	key := func(kind string, n int) string {
		return fmt.Sprintf("main-g-%s%d-%s", kind, n, strings.Repeat("k", 25))
	}
	d := schedule.Draft{Conference: schedule.Conference{
		Title: words("C", x.conference), Zone: zone, URL: "https://example.org/",
		Start: schedule.Date{Year: 2026, Month: time.September, Day: 30}, End: schedule.Date{Year: 2026, Month: time.October, Day: 1},
	}}
	for n := range 20 {
		d.Rooms = append(d.Rooms, schedule.Room{Key: key("r", n), Name: words(fmt.Sprint("R", n), x.room)})
	}
	speaker := func(n, length int) schedule.Speaker {
		p := schedule.Speaker{Key: key("s", n), Name: words(fmt.Sprint("S", n), length), Biography: words("B", 2285), Avatar: "https://example.org/" + strings.Repeat("a", x.url-20)}
		if !slices.ContainsFunc(d.Speakers, func(o schedule.Speaker) bool { return o.Key == p.Key }) {
			d.Speakers = append(d.Speakers, p)
		}
		return p
	}
	for n := range 2 * 4 * len(d.Rooms) {
		start := time.Date(2026, time.September, 30, 10, 0, 0, 0, zone).AddDate(0, 0, n%2).Add(time.Duration(n/2%4) * time.Hour)
		slot := schedule.Slot{Room: d.Rooms[n/8], Start: start, End: start.Add(50 * time.Minute), Cancelled: n%50 == 49}
		slot.Talk = schedule.Talk{
			Key: key("t", n), Title: words(fmt.Sprint("T", n), x.title), Subtitle: words("U", x.subtitle),
			Speakers: []schedule.Speaker{speaker(n%3, x.name), speaker(3, x.name), speaker(4, x.names-2*x.name-4)},
			Track:    schedule.Track{Key: key("k", n%9), Name: words(fmt.Sprint("K", n%9), x.track)},
			Abstract: words("A", x.text/2) + "\n\n" + words("A", x.text/4), Description: words("D", x.text-x.text/2-x.text/4-2),
			URL: "https://example.org/" + strings.Repeat("u", x.url-20),
		}
		if n%2 == 0 && n < 6 {
			slot.Key = key("t", 0)
			slot.Talk.Title = words("T0", x.title)
		}
		d.Slots = append(d.Slots, slot)
	}
	s, err := schedule.New(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// unfilled is a fact that nobody has put into its sentence.
var unfilled = regexp.MustCompile(`\{[A-Z]\w*\}`)

// fits holds a message against the limits.
func fits(t *testing.T, text string, m bot.Message, most int) {
	t.Helper()
	if n := utf8.RuneCountInString(m.Text()); n > most {
		t.Errorf("%.80q: %d characters, of at most %d:\n%.3000s", text, n, most, m.Text())
	}
	if unfilled.MatchString(m.Text()) {
		t.Errorf("%.80q: a fact is missing in %.3000s", text, m.Text())
	}
	buttons := 0
	for _, row := range m.Buttons {
		inRow := 0
		for _, b := range row {
			buttons++
			inRow += utf8.RuneCountInString(b.Label)
			if n := utf8.RuneCountInString(b.Label); n == 0 || n > mostLabel {
				t.Errorf("%.80q: the button %q has %d characters", text, b.Label, n)
			}
			if len(b.Command) > bot.MaxCommand || b.Command == "" && b.URL == "" {
				t.Errorf("%.80q: the button %q says %q", text, b.Label, b.Command)
			}
		}
		if len(row) > 1 && inRow > mostInRow {
			t.Errorf("%.80q: a row of buttons has %d characters: %v", text, inRow, row)
		}
	}
	if buttons > mostButtons {
		t.Errorf("%.80q: %d buttons", text, buttons)
	}
}

// TestEverythingFits with the longest of everything, in every language, at any
// time.
func TestEverythingFits(t *testing.T) {
	s := long(t, longest)
	if got := extentOf(s); got != longest {
		t.Fatalf("the long schedule has %+v, want %+v", got, longest)
	}
	for _, language := range say.Languages() {
		for when, now := range moments(s) {
			t.Run(language+" "+when, func(t *testing.T) {
				t.Parallel()
				crawl(t, s, language, now, sayings(s, s.Slots()[0]), func(text string, m bot.Message) { fits(t, text, m, mostCharacters) })
			})
		}
	}
}

// TestTheLargestFits on a phone's screen, and nothing in the corpus is longer
// than what TestEverythingFits takes for the longest.
func TestTheLargestFits(t *testing.T) {
	var seen extent
	var largest *schedule.Schedule
	for _, s := range corpus(t) {
		seen = seen.max(extentOf(s))
		if largest == nil || len(s.Slots()) > len(largest.Slots()) {
			largest = s
		}
	}
	if seen != longest {
		t.Errorf("the longest of the corpus are now %+v", seen)
	}
	title := func(s *schedule.Slot) int { return utf8.RuneCountInString(s.Title) }
	talk := slices.MaxFunc(largest.Slots(), func(a, b *schedule.Slot) int { return cmp.Compare(title(a), title(b)) })
	for _, language := range say.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			crawl(t, largest, language, moments(largest)["on"], sayings(largest, talk), func(text string, m bot.Message) {
				most := screen
				if strings.Contains(text, " more") || strings.HasPrefix(text, "/broadcast") {
					most = mostCharacters // read at length
				}
				fits(t, text, m, most)
			})
		})
	}
}

// corpus are the XML schedules of the corpus that can be read.
func corpus(t *testing.T) []*schedule.Schedule {
	t.Helper()
	folder := os.Getenv("USHER_CORPUS")
	if folder == "" {
		t.Skip("USHER_CORPUS names no corpus")
	}
	var all []*schedule.Schedule
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".xml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		draft, err := format.Parse(data, format.Options{})
		if err != nil {
			return nil // some are there because they cannot be read
		}
		if s, err := schedule.New(draft); err == nil {
			all = append(all, s)
		}
		return nil
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d schedules, %v", len(all), err)
	}
	return all
}
