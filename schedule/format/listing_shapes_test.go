package format_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
)

var longText = strings.Repeat("What it is all about. ", 20)

// listingShapes are small listings, and what listingSummary says of them.
var listingShapes = []struct{ name, text, want string }{
	{
		"rooms that lines agree on",
		"Thursday 9:00\n\nOne\n\nfirst - Attic\n\nabout one\n\nTwo\n\nsecond - Attic\n\nabout two\n",
		"Thu 09:00|One|first|Attic|about one|\nThu 09:00|Two|second|Attic|about two|",
	},
	{
		"a dash in a title whose room is missing",
		"Thursday 09:00\n\nTalos Linux - TrustedBoot\n\n\nabout Talos\n\nFlatcar - TrustedBoot\n\n\nabout Flatcar\n",
		"Thu 09:00|Talos Linux - TrustedBoot|||about Talos|\nThu 09:00|Flatcar - TrustedBoot|||about Flatcar|",
	},
	{
		"a dash in a title that has a room",
		"Thursday 09:00\n\nTalos - Part One\n\nsub - with a dash - Attic\n\nabout\n",
		"Thu 09:00|Talos - Part One|sub - with a dash|Attic|about|",
	},
	{
		"a sentence behind a dash",
		"Thursday 09:00\n\nOne\n\nIt is small - but it works.\n",
		"Thu 09:00|One|||It is small - but it works.|",
	},
	{
		"rooms on lines of their own",
		"Thursday 09:00\n\nOne\n\nAttic\n\nabout one, in a few words\n\nTwo\n\nAttic\n\nabout two\n",
		"Thu 09:00|One||Attic|about one, in a few words|\nThu 09:00|Two||Attic|about two|",
	},
	{
		"no blank lines at all",
		"Thursday 09:00\nOne\nfirst - Attic\nabout one\nThursday 10:00\nTwo\nsecond - Attic\nabout two\n",
		"Thu 09:00|One|first|Attic|about one|\nThu 10:00|Two|second|Attic|about two|",
	},
	{
		"a lost title in the middle",
		"Thursday 09:00\n\nOne\n\nfirst - Attic\n\nabout one\n\n\nsecond - Attic\n\nabout two\n",
		"Thu 09:00|One|first|Attic|about one|\nThu 09:00|second (subtitle)||Attic|about two|",
	},
	{
		"a text too long for an abstract, and more of it",
		"Thursday 09:00\n\nOne\n\n\n" + longText + "\n\nAnd more.\n",
		"Thu 09:00|One||||" + strings.TrimSpace(longText) + "⏎⏎And more.",
	},
	{
		"a text too long for a title",
		"Thursday 09:00\n\n\n\n" + longText + "\n",
		"Thu 09:00|||||" + strings.TrimSpace(longText),
	},
	{
		"a title alone at the end of its hour",
		"Thursday 09:00\n\nOne\n\nfirst - Attic\n\nabout one\n\nDinner\n\n\nThursday 20:00\n\nParty\n",
		"Thu 09:00|One|first|Attic|about one|\nThu 09:00|Dinner||||\nThu 20:00|Party||||",
	},
	{
		"the night after, and the week after Sunday",
		"Thursday 25:30\n\nNight\n\nSUNDAY 10:00\n\nLate\n\nMonday 10:00\n\nLater\n",
		"Fri 01:30|Night||||\nSun 10:00|Late||||\nMon 10:00|Later||||",
	},
	{
		"hostile text",
		"Thursday 09:00\n\n<b>*One_[\u202e\n\n - \n\n\xff\n",
		"Thu 09:00|<b>*One_[||||\uFFFD",
	},
}

func TestListingShapes(t *testing.T) {
	for _, tc := range listingShapes {
		t.Run(tc.name, func(t *testing.T) {
			d, err := format.Parse([]byte("Version 2\n\n"+tc.text), berlin2018(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, listingSummary(d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// listingSummary writes a line for each slot of a draft.
func listingSummary(d schedule.Draft) string {
	var lines []string
	for _, s := range d.Slots {
		if s.TitleFrom != "" {
			s.Title += " (" + s.TitleFrom + ")"
		}
		line := strings.Join([]string{
			s.Start.Format("Mon 15:04"), s.Title, s.Subtitle, s.Room.Name, s.Abstract, s.Description,
		}, "|")
		lines = append(lines, strings.ReplaceAll(line, "\n", "⏎"))
	}
	return strings.Join(lines, "\n")
}
