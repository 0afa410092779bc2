package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"usher/bot"
	"usher/schedule"
)

// scripted is what an organiser does at an instant of a rehearsal, and what came of it.
type scripted struct {
	at     time.Time
	typed  string
	number int // of the line in its file
	answer string
}

// readScript reads a file of lines like "11:00 /delay dome 20" or "2023-09-14 10:00
// /cancel talos". What begins with # is a remark. Without a file there is none.
func readScript(path string, s *schedule.Schedule) ([]*scripted, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--override: %w", err)
	}
	var all []*scripted
	number := 0
	for typed := range strings.Lines(string(text)) {
		number++
		typed = strings.TrimSpace(typed)
		if typed == "" || strings.HasPrefix(typed, "#") {
			continue
		}
		when, command, ok := strings.Cut(typed, "/")
		var at moment
		if !ok || at.UnmarshalText([]byte(strings.TrimSpace(when))) != nil {
			return nil, fmt.Errorf("--override: line %d: %q is not like 11:00 /delay dome 20", number, schedule.Cut(typed, 60))
		}
		all = append(all, &scripted{at: at.on(s), typed: "/" + command, number: number})
	}
	slices.SortStableFunc(all, func(a, b *scripted) int { return a.at.Compare(b.at) })
	return all, nil
}

// tells are the commands of the buttons by which a preview is carried out: people are
// told, or there is nobody to tell.
var tells = []*regexp.Regexp{regexp.MustCompile(`^/\w+ (tell|send) [\d.]+$`), regexp.MustCompile(`^/\w+ quiet \d+$`)}

// say types the line and presses what carries it out, as an organiser would who has
// looked at the preview.
func (l *scripted) say(ctx context.Context, app *app) error {
	in := bot.Incoming{Chat: director, Sender: director.ID, Text: l.typed, At: l.at}
	answer := app.commands.Handle(ctx, in)
	button, ok := carriesOut(answer)
	if !ok {
		return fmt.Errorf("--override: line %d: %s: %s", l.number, l.typed, schedule.Line(answer.Text()))
	}
	in.Text = button
	l.answer = schedule.Line(app.commands.Handle(ctx, in).Text())
	app.scheduler.Wake()
	return nil
}

// carriesOut is the command of the button that does what a preview shows; false if
// that is a question, or a refusal.
func carriesOut(preview bot.Message) (command string, ok bool) {
	for _, tell := range tells {
		for _, row := range preview.Buttons {
			for _, b := range row {
				if tell.MatchString(b.Command) {
					return b.Command, true
				}
			}
		}
	}
	return "", false
}
