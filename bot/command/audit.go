package command

import (
	"bytes"
	"context"
	"encoding/csv"
	"time"

	"usher/bot"
)

// deedsShown is how many deeds are on a page.
const deedsShown = 10

// auditLog answers /audit: what was done lately and by whom; as a file of all of it where
// that is asked for.
func auditLog(ctx context.Context, e *Env, r *Request) (bot.Message, error) {
	if r.Args == "csv" {
		return e.auditFile(ctx, r)
	}
	deeds, total, err := e.Store.Deeds(ctx, r.Skip, deedsShown)
	if err != nil {
		return bot.Message{}, err
	}
	return r.Voice.At(r.Schedule, r.Now, nil).Audit(deeds, r.Skip, total, e.takesFiles(r.Chat.Platform)), nil
}

func (e *Env) takesFiles(platform string) bool {
	return e.Traits != nil && e.Traits(platform).Files
}

func (e *Env) auditFile(ctx context.Context, r *Request) (bot.Message, error) {
	if !e.takesFiles(r.Chat.Platform) {
		return r.Voice.AuditElsewhere(), nil
	}
	deeds, total, err := e.Store.Deeds(ctx, 0, -1)
	if err != nil {
		return bot.Message{}, err
	}
	data, err := AuditCSV(deeds, r.Schedule.Zone())
	if err != nil {
		return bot.Message{}, err
	}
	answer := r.Voice.AuditFile(total)
	answer.Apart = true // a message does not become a file
	answer.File = &bot.File{Name: "audit.csv", MIME: "text/csv", Data: data, Else: r.Voice.AuditElsewhere().Body}
	return answer, nil
}

// AuditCSV writes deeds as a table with a head, the newest first (RFC 4180). Instants are
// in the conference's zone with its offset, which spreadsheets read, and people are whom
// their networks call so, whatever they call themselves. Whoever reads it by a program can
// rely on its columns: a new one stands after the others.
func AuditCSV(deeds []bot.Deed, zone *time.Location) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"at", "who", "did", "about", "whom", "result", "was", "became"}}
	for _, d := range deeds {
		rows = append(rows, []string{
			d.At.In(zone).Format(time.RFC3339), called(d.By), d.Did, inert(d.About), called(d.Whom), string(d.Result), inert(d.Was), inert(d.Became),
		})
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// called is a person's name, "" for nobody.
func called(person bot.Chat) string {
	if person.IsZero() {
		return ""
	}
	return person.String()
}

// inert is text that no spreadsheet takes for a formula (OWASP, "CSV Injection"): some
// of it is what somebody typed.
func inert(text string) string {
	if text != "" && bytes.IndexByte([]byte("=+-@\t\r"), text[0]) >= 0 {
		return "'" + text
	}
	return text
}
