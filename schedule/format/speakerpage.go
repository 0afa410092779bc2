package format

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"usher/schedule"
)

// speakerPage is a speaker's page of pretalx, saved as text: name, biography,
// "Sessions", then for each session its date, hour, length, title, speakers,
// abstract and room. It says neither year nor zone.
type speakerPage struct {
	name, biography string
	sessions        []pageSession
}

// pageSession is a session as the page has it; what the page leaves out is "".
type pageSession struct {
	line                  int
	date, clock, minutes  string // "09-13", "12:30", "25"
	title, speakers, room string
}

// The lines of a page that are labels, not content.
const (
	pagePicture  = "The speaker's profile picture"
	pageSlides   = "View Slide Deck"
	pageSessions = "Sessions"
)

var (
	pageDate    = regexp.MustCompile(`^\d\d-\d\d$`)
	pageClock   = regexp.MustCompile(`^\d\d:\d\d$`)
	pageMinutes = regexp.MustCompile(`^(\d{1,4})min$`)
)

// ErrSpeakerPage is wrapped by JoinSpeakerPage's error for a page that cannot be
// used.
var ErrSpeakerPage = errors.New("not a speaker's page")

// JoinSpeakerPage gives a draft's speaker the biography on the speaker's page,
// unless the draft has another one. The sessions on the page change nothing:
// where they differ from the draft's slots, a warning says how. A page that
// cannot be used is an error that wraps ErrSpeakerPage.
func JoinSpeakerPage(d *schedule.Draft, page []byte) error {
	p, err := readSpeakerPage(page)
	if err != nil {
		return err
	}
	check := newPageCheck(d, p)
	check.joinBiography()
	for _, s := range p.sessions {
		check.session(s)
	}
	check.missing()
	return nil
}

func readSpeakerPage(page []byte) (speakerPage, error) {
	lines := []string{}
	for raw := range strings.Lines(string(page)) {
		line := schedule.Line(raw)
		if line == pagePicture || line == pageSlides {
			line = ""
		}
		lines = append(lines, line)
	}
	var p speakerPage
	starts := sessionStarts(lines)
	head := lines
	if len(starts) > 0 {
		head = lines[:starts[0]]
	}
	head, labelled := cutSessionsLabel(head)
	if len(starts) == 0 && !labelled {
		return p, fmt.Errorf("%w: it has no sessions, each of which begins with a date like 09-13", ErrSpeakerPage)
	}
	text := strings.Split(strings.TrimSpace(strings.Join(head, "\n")), "\n")
	p.name = text[0]
	if foldLetters(p.name) == "" || strings.HasPrefix(p.name, "<") {
		return p, fmt.Errorf("%w: it does not begin with a name", ErrSpeakerPage)
	}
	p.biography = prose(strings.Join(text[1:], "\n"))
	for i, from := range starts {
		to := len(lines)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		p.sessions = append(p.sessions, newPageSession(lines[from:to], from+1))
	}
	return p, nil
}

// sessionStarts are where a date, an hour and a length follow one another.
func sessionStarts(lines []string) []int {
	var starts []int
	for i := 0; i+2 < len(lines); i++ {
		if pageDate.MatchString(lines[i]) && pageClock.MatchString(lines[i+1]) && pageMinutes.MatchString(lines[i+2]) {
			starts = append(starts, i)
		}
	}
	return starts
}

// cutSessionsLabel cuts the lines at the last that is the label of the
// sessions, and reports whether there is one.
func cutSessionsLabel(head []string) ([]string, bool) {
	for i, line := range slices.Backward(head) {
		if line == pageSessions {
			return head[:i], true
		}
	}
	return head, false
}

// newPageSession reads the lines of a session. Its abstract may have several
// paragraphs, so the room is the last line behind a blank one.
func newPageSession(lines []string, number int) pageSession {
	s := pageSession{
		line:    number,
		date:    lines[0],
		clock:   lines[1],
		minutes: pageMinutes.FindStringSubmatch(lines[2])[1],
	}
	rest := strings.Split(strings.Trim(strings.Join(lines[3:], "\n"), "\n"), "\n")
	s.title = rest[0]
	if len(rest) > 1 {
		s.speakers = rest[1] // "" where the page names none
	}
	if last := len(rest) - 1; last > 1 && rest[last-1] == "" {
		s.room = rest[last]
	}
	return s
}
