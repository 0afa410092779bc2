package format_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

// letters is a text without case, blanks and punctuation.
func letters(s string) string { return strings.Join(schedule.Words(s), "") }

// TestJoinAbstracts2018 holds the join against the whole mapping as read by
// hand.
func TestJoinAbstracts2018(t *testing.T) {
	text := seedFile(t, "all-systems-go-2018-abstracts.txt")
	lines := strings.Split(string(text), "\n")
	before, d := listing2018(t), listing2018(t)
	format.JoinAbstracts(&d, text)
	matched := 0
	for i, read := range handRead2018(t) {
		want := before.Slots[i].Abstract
		if read.lines != "" {
			matched++
			from, to, _ := strings.Cut(read.lines, "-")
			want = strings.Join(lines[number(t, from)-1:number(t, to)], "\n")
		}
		if got := d.Slots[i].Abstract; letters(got) != letters(want) {
			t.Errorf("%s %q has the abstract\n%s\nwant\n%s", read.start, read.title, got, want)
		}
	}
	if matched != 46 {
		t.Errorf("%d matches are held against, want 46", matched)
	}
	want := []schedule.Warning{
		{Line: 3, Text: `in the abstracts: "View Slide Deck" belongs to no talk`},
		{Line: 27, Text: `in the abstracts: "TBA" belongs to no talk`},
	}
	if diff := cmp.Diff(want, d.Warnings[len(before.Warnings):]); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(talkKeys(before), talkKeys(d)); diff != "" {
		t.Errorf("the join changed keys:\n%s", diff)
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func talkKeys(d schedule.Draft) []string {
	var all []string
	for _, s := range d.Slots {
		all = append(all, s.Key)
	}
	return all
}

// drafted is a draft of one slot for each abstract.
func drafted(abstracts ...string) schedule.Draft {
	var d schedule.Draft
	for i, a := range abstracts {
		d.Slots = append(d.Slots, schedule.Slot{
			Talk:  schedule.Talk{Key: fmt.Sprint("talk-", i), Abstract: a},
			Start: time.Date(2018, 9, 28, 9, i, 0, 0, time.UTC),
		})
	}
	return d
}

func TestJoinAbstracts(t *testing.T) {
	const (
		cut   = "In this talk we will look at boot loaders, and at what *they* do to th..."
		other = "In this talk we will look at boot loaders, and at what *they* are not."
		full  = "In this talk we’ll look at nothing."
		whole = "In this talk we will look at boot loaders, and at what they do to the kernel."
	)
	for _, tc := range []struct {
		name       string
		have, want []string
		text       string
		unused     int
	}{
		{"a cut abstract is completed", []string{cut}, []string{whole}, whole, 0},
		{"a whole one keeps its own spelling", []string{other}, []string{other}, strings.ReplaceAll(other, "*", ""), 0},
		{"a repeat gets it as well", []string{cut, cut}, []string{whole, whole}, whole, 0},
		{"wrapped lines are one paragraph", []string{cut}, []string{whole}, strings.ReplaceAll(whole, "at ", "at\r\n"), 0},
		{"a paragraph that follows belongs to it", []string{cut}, []string{whole + "\n\nThen we are done."}, whole + "\n\nThen we are done.\n", 0},
		{"a label that follows does not", []string{cut}, []string{whole}, whole + "\nView Slide Deck\n", 1},
		{"nothing follows a whole one", []string{other}, []string{other}, other + "\nThen we are done.\n", 1},
		{"the longer one comes first", []string{cut, "In this talk we will look at boot loaders, and at what they..."}, []string{whole, whole[:len(whole)-1] + "s."}, whole + "\n" + whole[:len(whole)-1] + "s.", 0},
		{"a short one has to be a whole line", []string{"TBA", "TBD"}, []string{"TBA", "TBD"}, "TBA\nTBDs are bad.\n", 1},
		{"a text that ends early does not match", []string{cut}, []string{cut}, "In this talk we will look at boot loaders\nNo more of that.", 2},
		{"no text", []string{cut}, []string{cut}, "\n \n", 0},
		{"no abstract", []string{""}, []string{""}, full, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := drafted(tc.have...)
			format.JoinAbstracts(&d, []byte(tc.text))
			var got []string
			for _, s := range d.Slots {
				got = append(got, s.Abstract)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("abstracts (-want +got):\n%s", diff)
			}
			if len(d.Warnings) != tc.unused {
				t.Errorf("%d lines are unused, want %d: %v", len(d.Warnings), tc.unused, d.Warnings)
			}
		})
	}
}

func TestJoinAbstractsWrongFile(t *testing.T) {
	d := drafted("An abstract that has nothing to do with it.")
	format.JoinAbstracts(&d, []byte(strings.Repeat("Something else.\n", 100)))
	if len(d.Warnings) != 21 || !strings.Contains(d.Warnings[20].Text, "80 more lines") {
		t.Errorf("%d warnings, want 20 and one for the other 80: %v", len(d.Warnings), d.Warnings)
	}
}

// FuzzAbstracts holds that a join only ever adds to an abstract.
func FuzzAbstracts(f *testing.F) {
	f.Add("In contrast to most firmware, like UEFI based or the BIOS, Linux...", "", seedFile(f, "all-systems-go-2018-abstracts.txt")[:500])
	f.Add("ß…", "ß", []byte("SS\r\nss.\n\xff"))
	f.Add("one two three four five six seven eight nine te...", "One, two, three.", []byte("One two three four five\nsix seven eight nine ten.\nOne two three\n"))
	f.Fuzz(func(t *testing.T, one, two string, text []byte) {
		before, d := drafted(one, two), drafted(one, two)
		format.JoinAbstracts(&d, text)
		for i, s := range d.Slots {
			if old := letters(before.Slots[i].Abstract); !strings.HasPrefix(letters(s.Abstract), old) {
				t.Errorf("%q became %q", before.Slots[i].Abstract, s.Abstract)
			}
		}
		if _, err := schedule.New(d); err != nil {
			t.Error(err)
		}
	})
}
