package loader

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"usher/schedule"
)

// DefaultName is what a source is called that has no name in the settings.
const DefaultName = "main"

// Named is where a source can be read, under its name in the settings.
type Named struct{ Name, Location string }

var (
	// called is how a word begins that names a source, rightly or wrongly: no file's
	// path or URL has a "=" before its first "/", "." or ":".
	called = regexp.MustCompile(`^([^\s=/.:\\]*)=(.*)$`)
	// rightly is the form of a name: it is in the key of each talk, of which
	// Telegram's buttons have room for 40 characters (schedule.Key).
	rightly = regexp.MustCompile(`^[A-Za-z0-9_]{1,10}$`)
)

// CutName parts "workshops=talks.ics" into the name of a source and what is said of
// it; the name is "" where there is none.
func CutName(text string) (name, rest string) {
	if m := called.FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return "", text
}

// ParseSources reads one location, which may have blanks in it, or several with
// their names: "main=https://… workshops=https://…". Its error is one line.
func ParseSources(text string) ([]Named, error) {
	text = strings.TrimSpace(text)
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, errors.New("say where the schedule is, a file or a URL")
	}
	var all []Named
	seen := map[string]bool{}
	for i, word := range words {
		m := called.FindStringSubmatch(word)
		switch {
		case m == nil && i == 0:
			for _, later := range words[1:] {
				if called.MatchString(later) {
					return nil, errors.New("where one source has a name, all need one, as in main=https://…")
				}
			}
			return []Named{{DefaultName, overHTTP(text)}}, nil
		case m == nil: // a blank in a file's path
			all[len(all)-1].Location += " " + word
			continue
		case !rightly.MatchString(m[1]):
			return nil, fmt.Errorf("%q cannot name a source: a name has at most 10 of A-Z, a-z, 0-9 and _", schedule.Cut(m[1], 40))
		case m[2] == "":
			return nil, fmt.Errorf("say where %s is: %[1]s=https://…", m[1])
		case seen[strings.ToLower(m[1])]:
			return nil, fmt.Errorf("two sources are called %s", m[1])
		}
		seen[strings.ToLower(m[1])] = true
		all = append(all, Named{m[1], overHTTP(m[2])})
	}
	return all, nil
}

// overHTTP is where something can be read that calendars call webcal: that opens
// a calendar's own program, and is https otherwise.
func overHTTP(location string) string {
	const webcal = "webcal://"
	if len(location) > len(webcal) && strings.EqualFold(location[:len(webcal)], webcal) {
		return "https://" + location[len(webcal):]
	}
	return location
}

// LoadAll fetches and reads the sources of one conference, the most trustworthy
// first. Its error is as Load's, of the first that cannot be loaded.
func LoadAll(ctx context.Context, all []Request) (*schedule.Schedule, error) {
	var origins []schedule.Origin
	for _, r := range all {
		s, err := Load(ctx, r)
		if err != nil {
			return nil, err
		}
		origins = append(origins, schedule.Origin{Name: r.Options.Source, Schedule: s})
	}
	return schedule.Merge(origins...), nil
}
