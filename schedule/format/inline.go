package format

import (
	"html"

	"usher/schedule"
)

// inline is prose for what is one line: titles, subtitles, names. They are plain
// text in every format, so what looks like Markdown in them is meant.
func inline(s string) string {
	return schedule.Line(html.UnescapeString(s))
}
