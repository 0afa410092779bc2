package terminal

import (
	"mime"
	"path"
	"regexp"
	"strings"

	"usher/bot"
)

// underFile is a line with the name of a file before it.
var underFile = regexp.MustCompile(`^\(([\pL\pN_-]+\.\pL[\pL\pN]*)\) +(.+)$`)

// held is the file under which a line is typed, if it is, and what is typed there. At a
// terminal a file is but its name: it shows who is sent it, and what is said of it.
func held(line string) (bot.Attachment, string) {
	m := underFile.FindStringSubmatch(line)
	if m == nil {
		return bot.Attachment{}, line
	}
	kind := bot.FileType(mime.TypeByExtension(path.Ext(m[1])), "application/octet-stream")
	return bot.Attachment{Platform: name, ID: m[1], Name: m[1], MIME: kind}, m[2]
}

// attached is what stands for the file that goes along: its name, and what it says if that
// can be read.
func attached(f *bot.File) []bot.Paragraph {
	if f == nil {
		return nil
	}
	all := []bot.Paragraph{{{Text: "(" + f.Name + ")"}}}
	if strings.HasPrefix(f.MIME, "text/") {
		for line := range strings.Lines(string(f.Data)) {
			all = append(all, bot.Paragraph{{Text: strings.TrimRight(line, "\r\n")}})
		}
	}
	return all
}
