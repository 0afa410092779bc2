package say

import (
	"regexp"
	"strings"
	"time"

	"usher/bot"
)

// Audit lists what was done and refused, the newest first, after so many that were on
// earlier pages, of so many in all. Files says that all of it can be had as one.
func (m Moment) Audit(deeds []bot.Deed, skip, total int, files bool) bot.Message {
	if total == 0 {
		return m.one("audit.none", nil)
	}
	body := []bot.Paragraph{m.line("audit.head", facts{"Count": total})}
	for _, d := range deeds {
		body = append(body, m.deed(d))
	}
	var more, file []bot.Button
	if n := total - skip - len(deeds); n > 0 && len(deeds) > 0 {
		more = press(m.label("button.more", facts{"Number": n}), pageOf("/audit", skip+len(deeds)))
	}
	if files {
		file = press(m.label("audit.file", nil), "/audit csv")
	}
	return bot.Message{Body: body, Buttons: flow(more, file)}
}

// deed is a line of the log.
func (m Moment) deed(d bot.Deed) bot.Paragraph {
	what := bot.Paragraph{{Text: "/" + d.Did, Style: bot.Command}}
	if d.About != "" {
		what = append(what, bot.Span{Text: " " + m.undated(d.About)})
	}
	was, became := m.undated(d.Was), m.undated(d.Became)
	switch {
	case was != "" && became != "":
		what = append(what, m.line("audit.change", facts{"Was": was, "Became": became})...)
	case became != "":
		what = append(what, m.line("audit.new", facts{"Became": became})...)
	}
	f := facts{"When": m.when(d.At), "Who": m.doer(d.By), "What": what}
	line := m.line("audit."+string(d.Result), f)
	if !d.Whom.IsZero() {
		line = append(line, m.line("audit.whom", facts{"Whom": m.self(d.Whom, "who.you.by")})...)
	}
	return line
}

// deedInstant is an instant in the conference's zone, as deeds have it.
var deedInstant = regexp.MustCompile(`\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d\b`)

// undated is what a deed says with instants as people say them: "15:15", "Thu 15:15".
func (m Moment) undated(said string) string {
	return deedInstant.ReplaceAllStringFunc(said, func(instant string) string {
		t, err := time.ParseInLocation("2006-01-02 15:04", strings.Replace(instant, "T", " ", 1), m.schedule.Zone())
		if err != nil {
			return instant
		}
		return m.when(t)
	})
}

// AuditFile goes along with all that was done as a file.
func (v Voice) AuditFile(total int) bot.Message { return v.one("audit.csv", facts{"Count": total}) }

// AuditElsewhere says how to have all that was done where no file can be sent.
func (v Voice) AuditElsewhere() bot.Message { return v.one("audit.elsewhere", nil) }
