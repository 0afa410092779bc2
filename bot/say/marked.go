package say

import (
	"regexp"
	"strings"

	"usher/bot"
)

// mark is what people may type to make something stand out: **bold**, or words that
// lead to a page, [so](https://example.org). All else is shown as it was typed.
var mark = regexp.MustCompile(`\*\*([^\s*](?:[^*]*[^\s*])?)\*\*|\[([^][]+)\]\((https?://[^\s()<>"]+)\)`)

// marked are the lines of what an organiser wrote, with its marks read as structure.
func marked(text string) []bot.Paragraph {
	var body []bot.Paragraph
	for line := range strings.SplitSeq(text, "\n") {
		body = append(body, markedLine(line))
	}
	return body
}

func markedLine(line string) bot.Paragraph {
	p := bot.Paragraph{}
	for line != "" {
		at := mark.FindStringSubmatchIndex(line)
		if at == nil {
			break
		}
		p = append(p, linked(line[:at[0]])...)
		switch {
		case at[2] >= 0:
			p = append(p, bold(markedLine(line[at[2]:at[3]]))...)
		case isPage(line[at[6]:at[7]]):
			p = append(p, bot.Span{Text: line[at[4]:at[5]], Style: bot.Link, URL: line[at[6]:at[7]]})
		default:
			p = append(p, bot.Span{Text: line[at[0]:at[1]]})
		}
		line = line[at[1]:]
	}
	return append(p, linked(line)...)
}

// bold is a line in which what is plain stands out.
func bold(line bot.Paragraph) bot.Paragraph {
	for i := range line {
		if line[i].Style == bot.Plain {
			line[i].Style = bot.Bold
		}
	}
	return line
}
