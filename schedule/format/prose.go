package format

import (
	"html"

	"usher/schedule"
)

// prose is what a person reads of a text that may be HTML, Markdown or plain:
// paragraphs with a blank line between them, a list's items as lines that begin
// with "• ", links as words (URL), and no markup.
func prose(s string) string {
	return schedule.Lines(html.UnescapeString(s))
}
