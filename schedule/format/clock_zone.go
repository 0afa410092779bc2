package format

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// fixedOffset is a zone that is written as its distance from UTC: "+02:00",
// "UTC+2", "GMT-0330".
var fixedOffset = regexp.MustCompile(`^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$`)

// loadZone is the zone that a source names, nil for none. Names are those of
// IANA, with whatever stands in front of them (Evolution and Thunderbird write
// /freeassociation.sourceforge.net/Tzfile/Europe/Berlin), those of Windows, and
// distances from UTC.
func loadZone(name string) (*time.Location, error) {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if name == "" {
		return nil, nil
	}
	// "Local" is this computer's zone, of which no source knows.
	if name == "Local" || len(name) > 200 {
		return nil, fmt.Errorf("unknown time zone %s", name)
	}
	if iana, ok := windowsZones[name]; ok {
		return time.LoadLocation(iana)
	}
	if zone, ok := fixedZone(name); ok {
		return zone, nil
	}
	parts := strings.Split(name, "/")
	for i := max(0, len(parts)-3); i < len(parts); i++ { // America/Argentina/Ushuaia has three
		if rest := strings.Join(parts[i:], "/"); rest != "" {
			if zone, err := time.LoadLocation(rest); err == nil {
				return zone, nil
			}
		}
	}
	return nil, fmt.Errorf("unknown time zone %s", name)
}

func fixedZone(name string) (*time.Location, bool) {
	if name == "Z" || name == "GMT" {
		return time.UTC, true
	}
	m := fixedOffset.FindStringSubmatch(name)
	if m == nil {
		return nil, false
	}
	at, ok := parseClock(m[2] + ":" + m[3] + "00"[len(m[3]):])
	if !ok || at.hour > 14 {
		return nil, false
	}
	seconds := at.hour*3600 + at.minute*60
	if m[1] == "-" {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true
}
