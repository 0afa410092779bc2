package format_test

import (
	"cmp"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// TestCorpusTwins holds that an event's XML and JSON exports are read alike, so
// that a conference may change from one to the other and nobody is told of it.
func TestCorpusTwins(t *testing.T) {
	for _, twins := range []struct{ xml, json string }{
		{"frab-xml/klimacamp-2015.xml", "schedule-json/klimacamp-2015.json"},
		{"frab-xml/34c3-everything-2017.xml", "schedule-json/34c3-everything-2017.json"},
		{"frab-xml/cccamp-everything-2019.xml", "schedule-json/cccamp-everything-2019.json"},
		{"versions/39c3-himmel-2025/04.xml", "schedule-json/39c3-himmel-2025.json"},
	} {
		t.Run(filepath.Base(twins.json), func(t *testing.T) {
			fromXML, fromJSON := essence(corpusFile(t, twins.xml)), essence(corpusFile(t, twins.json))
			if diff := gocmp.Diff(fromXML, fromJSON); diff != "" {
				t.Errorf("(-XML +JSON):\n%s", diff)
			}
		})
	}
}

// slotEssence is what a visitor, and a star, know a slot by.
type slotEssence struct {
	Key, GUID, Title, Room string
	Start                  time.Time
	Length                 time.Duration
}

func essence(s *schedule.Schedule) []slotEssence {
	var all []slotEssence
	for _, slot := range s.Slots() {
		e := slotEssence{Key: slot.Key, GUID: slot.GUID, Title: slot.Title, Room: slot.Room.Name, Start: slot.Start}
		if !slot.End.IsZero() {
			e.Length = slot.End.Sub(slot.Start)
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b slotEssence) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Room, b.Room), cmp.Compare(a.GUID, b.GUID), cmp.Compare(a.Title, b.Title))
	})
	return all
}
