package format

import (
	"regexp"
	"strings"

	"usher/schedule"
)

// formatting finds the tags that stand in titles now and then, as pairs.
var formatting = regexp.MustCompile(`(?i)</?(?:a|b|br|code|em|i|p|q|s|small|span|strong|sub|sup|tt|u)(?:\s[^<>]*)?/?>`)

// inline is prose for what is one line: titles, subtitles, names. They are plain
// text in every format, so what looks like Markdown in them is meant, and so is a
// tag, as in "When to use <b>", unless it is closed.
func inline(s string) string {
	s = resolve(schedule.Visible(s))
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		s = formatting.ReplaceAllString(s, "")
	}
	return schedule.Line(s)
}
