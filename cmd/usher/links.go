package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"usher/bot/command"
	"usher/bot/telegram"
	"usher/schedule"
)

// linksCommand lists the links by which a poster or a badge leads into a chat with
// Usher.
type linksCommand struct {
	Format   string     `enum:"text,csv,qr" default:"text" placeholder:"text|csv|qr" help:"How: text, csv for spreadsheets, or qr, a picture for each."`
	Out      string     `default:"usher-links" placeholder:"DIR" help:"The folder for the pictures."`
	Bot      string     `placeholder:"NAME" help:"The bot's username. Without it Telegram is asked, by the token."`
	Config   configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"The running Usher's TOML file."`
	Schedule string     `env:"USHER_SCHEDULE" placeholder:"FILE|URL" help:"The conference's schedule; or several, each with a name, as for serve."`
	telegramFlags
	sourceFlags
}

// Help is what else usher links --help says.
func (linksCommand) Help() string {
	return "Who follows such a link begins a chat with Usher on Telegram, and is shown a talk, a room, a track or a speaker. " +
		"They stay good when the schedule changes. On Matrix a link can name Usher's account alone, as in https://matrix.to/#/@usher:example.org."
}

// Validate says what is missing or wrong, a line each.
func (c *linksCommand) Validate() error {
	wrong := c.telegramFlags.wrong()
	if c.Schedule == "" {
		wrong = append(wrong, errors.New("USHER_SCHEDULE: say where the conference's schedule is, a file or a URL"))
	}
	c.Bot = strings.TrimPrefix(c.Bot, "@")
	switch {
	case c.Bot == "" && c.TelegramToken == "":
		wrong = append(wrong, errors.New("--bot or USHER_TELEGRAM_TOKEN: say which bot the links lead to"))
	case c.Bot != "" && !userName.MatchString(c.Bot):
		wrong = append(wrong, fmt.Errorf("--bot: %q is not a username like all_systems_go_bot", schedule.Cut(c.Bot, 40)))
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// userName is the form of a username (core.telegram.org/method/account.checkUsername).
var userName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{3,31}$`)

// Run prints the links, or draws them.
func (c *linksCommand) Run(ctx context.Context, std streams) error {
	s, err := c.load(ctx, c.Schedule)
	if err != nil {
		return err
	}
	if c.Bot == "" {
		o := telegram.Options{Token: string(c.TelegramToken), API: c.TelegramAPI}
		if c.Bot, err = telegram.UserName(ctx, o); err != nil {
			return fmt.Errorf("asking Telegram what the bot is called: %w", err)
		}
	}
	warnZoneless(std.Err, s)
	all := links(s, c.Bot)
	switch c.Format {
	case "qr":
		if err := drawLinks(c.Out, all); err != nil {
			return err
		}
		return tell(std.Out, "%s in %s: talks, rooms, tracks and speakers have a folder each.\n", count(len(all), "QR code"), c.Out)
	case "csv":
		return write(std.Out, func(w io.Writer) error { return listLinks(w, all) })
	}
	return write(std.Out, func(w io.Writer) error {
		showLinks(w, all)
		return nil
	})
}

// deepLink leads to something of the schedule.
type deepLink struct {
	topic schedule.Topic
	// name is the talk's title, or what the room, track or speaker is called.
	name string
	// start is when a talk is held first, in the conference's zone, and room where.
	start time.Time
	room  string
	url   string
}

// links lead to all talks, by start, and then to all rooms, tracks and speakers.
func links(s *schedule.Schedule, bot string) []deepLink {
	var all []deepLink
	add := func(l deepLink) {
		l.url = telegram.Link(bot, command.Payload(l.topic))
		all = append(all, l)
	}
	linked := map[string]bool{}
	for _, slot := range s.Slots() {
		if linked[slot.Key] {
			continue
		}
		linked[slot.Key] = true
		add(deepLink{topic: slot.Topics()[0], name: titled(slot), start: slot.Start.In(s.Zone()), room: slot.Room.Name})
	}
	for _, r := range s.Rooms() {
		add(deepLink{topic: r.Topic(), name: r.Name})
	}
	for _, t := range s.Tracks() {
		add(deepLink{topic: t.Topic(), name: t.Name})
	}
	for _, p := range s.Speakers() {
		add(deepLink{topic: p.Topic(), name: p.Name})
	}
	return all
}

// longestName is how much of a name is shown beside a link, in characters.
const longestName = 60

// showLinks prints links for people, by kind.
func showLinks(out io.Writer, all []deepLink) {
	var kind schedule.TopicKind
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range all {
		if l.topic.Kind != kind {
			if kind != "" {
				fmt.Fprintln(table)
			}
			kind = l.topic.Kind
			fmt.Fprintln(table, strings.ToUpper(string(kind[:1]))+string(kind[1:])+"s")
		}
		name := schedule.Cut(l.name, longestName)
		if !l.start.IsZero() {
			name = l.start.Format("Mon 2 Jan 15:04") + "  " + name
		}
		fmt.Fprintf(table, "%s\t%s\n", name, l.url)
	}
	table.Flush()
}

// listLinks writes links as CSV (RFC 4180).
func listLinks(out io.Writer, all []deepLink) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"kind", "name", "start", "room", "link"}}
	for _, l := range all {
		start := ""
		if !l.start.IsZero() {
			start = l.start.Format(time.RFC3339)
		}
		rows = append(rows, []string{string(l.topic.Kind), l.name, start, l.room, l.url})
	}
	return w.WriteAll(rows)
}
