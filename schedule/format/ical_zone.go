package format

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"usher/schedule"
)

// icalZones are the zones that the times of a calendar may name.
type icalZones struct {
	file    *icalFile
	defined map[string]*icalZone      // those of the file, nil until one is looked for
	known   map[string]*time.Location // nil for one that nobody knows
}

// find is the zone of a TZID, nil where nothing tells. What IANA knows by this name
// counts, and only then what the file says of it: the rules that calendars carry
// are often those of one year, or wrong.
func (z *icalZones) find(id string) *time.Location {
	if zone, ok := z.known[id]; ok {
		return zone
	}
	zone, err := loadZone(id)
	if err != nil {
		zone = z.define(id)
	}
	z.known[id] = zone
	return zone
}

// define is the zone as the file defines it.
func (z *icalZones) define(id string) *time.Location {
	if z.defined == nil {
		z.defined = map[string]*icalZone{}
		for i := range slices.Backward(z.file.zones) { // the first counts
			z.defined[z.file.zones[i].text("TZID")] = &z.file.zones[i]
		}
	}
	zone := z.defined[id]
	if zone == nil {
		return nil
	}
	if location, err := loadZone(zone.text("X-LIC-LOCATION")); err == nil && location != nil {
		return location
	}
	var changes []offsetChange
	for _, observance := range zone.observances {
		changes = append(changes, observance.changes()...)
	}
	return newZone(schedule.Cut(schedule.Line(id), 40), changes)
}

// offsetChange is when a zone takes another distance from UTC, in seconds each.
type offsetChange struct{ at, offset int64 }

// changes are all changes to an observance (RFC 5545, section 3.6.5), until 2037.
func (c *icalComponent) changes() []offsetChange {
	from, okFrom := parseOffset(c.text("TZOFFSETFROM"))
	to, okTo := parseOffset(c.text("TZOFFSETTO"))
	first, ok := parseICalTime(c.text("DTSTART"))
	if !okFrom || !okTo || !ok {
		return nil
	}
	starts := []time.Time{first.Time}
	if first.Year() < 1970 { // Outlook goes back to 1601
		first.Time = time.Date(1970, first.Month(), first.Day(), first.Hour(), first.Minute(), first.Second(), 0, time.UTC)
	}
	if rule := c.text("RRULE"); rule != "" {
		starts = append(starts, repeat(rule, first.Time, time.Date(2037, 12, 31, 0, 0, 0, 0, time.UTC))...)
	}
	for _, l := range c.lines {
		if l.name == "RDATE" {
			for date := range strings.SplitSeq(l.value, ",") {
				if s, ok := parseICalTime(date); ok {
					starts = append(starts, s.Time)
				}
			}
		}
	}
	changes := make([]offsetChange, len(starts))
	for i, local := range starts {
		changes[i] = offsetChange{local.Unix() - from, to}
	}
	return changes
}

// parseOffset reads a distance from UTC as +0100 or -033000, in seconds.
func parseOffset(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	zone, ok := fixedZone(s[:min(len(s), len("+0100"))])
	if !ok {
		return 0, false
	}
	_, offset := time.Time{}.In(zone).Zone()
	return int64(offset), true
}

// newZone makes a zone from its changes, nil where there are none. The one way to
// do so that package time has is to read what the system's files hold: RFC 9636,
// section 3, version 1.
func newZone(name string, changes []offsetChange) *time.Location {
	if len(changes) == 0 {
		return nil
	}
	slices.SortStableFunc(changes, func(a, b offsetChange) int { return cmp.Compare(a.at, b.at) })
	const earliest = -1 << 31
	var types []int64
	var at, kinds bytes.Buffer
	for i, c := range changes {
		if i+1 < len(changes) && changes[i+1].at <= earliest || c.at >= 1<<31 {
			continue // before or after the times that the format can hold
		}
		kind := slices.Index(types, c.offset)
		if kind < 0 {
			kind = len(types)
			types = append(types, c.offset)
		}
		_ = binary.Write(&at, binary.BigEndian, int32(max(c.at, earliest))) // a Buffer takes all
		kinds.WriteByte(byte(kind))
	}
	var data bytes.Buffer
	data.WriteString("TZif")
	data.Write(make([]byte, 16))
	const names = "\x00" // its times have no abbreviation
	for _, count := range []int{0, 0, 0, kinds.Len(), len(types), len(names)} {
		_ = binary.Write(&data, binary.BigEndian, uint32(count))
	}
	data.Write(at.Bytes())
	data.Write(kinds.Bytes())
	for _, offset := range types {
		_ = binary.Write(&data, binary.BigEndian, int32(offset))
		data.Write([]byte{0, 0})
	}
	data.WriteString(names)
	zone, err := time.LoadLocationFromTZData(name, data.Bytes())
	if err != nil {
		return nil
	}
	return zone
}
