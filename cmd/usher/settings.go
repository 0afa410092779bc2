package main

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/say"
)

// serveCommand is everything that can be set of a running Usher: by a flag, by
// the environment variable beside it, or by the flag's name in a TOML file, in
// this order.
type serveCommand struct {
	Config   configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"A TOML file with any of these settings, by their names here without the dashes."`
	Schedule string     `env:"USHER_SCHEDULE" placeholder:"FILE|URL" help:"The conference's schedule; or several, the most trustworthy first, each with a name: main=URL workshops=URL."`
	Database string     `env:"USHER_DATABASE" default:"usher.db" placeholder:"FILE" help:"Where Usher keeps what it knows."`

	telegramFlags
	TelegramWebhook string `env:"USHER_TELEGRAM_WEBHOOK" placeholder:"URL" help:"Where Telegram reaches the address of --listen, with a path of its own: it brings there what people say. Without it, Usher asks for that."`

	matrixFlags
	MatrixInvites matrix.Rule `env:"USHER_MATRIX_INVITES" default:"anyone" placeholder:"WHO…" help:"Who may invite Usher to a direct chat: anyone; server, the people of its own; or a list of people and servers, @ada:example.org example.net. Into rooms only organisers bring it, and who is on that list by name."`

	Organisers people        `env:"USHER_ORGANISERS" placeholder:"WHO…" help:"The owners, who can do all and make others organisers: telegram:12345 matrix:@ada:example.org. /whoami tells people their own."`
	Lead       time.Duration `env:"USHER_LEAD" default:"10m" placeholder:"10m" help:"How long before a talk people are rung who chose nothing else."`
	Refresh    time.Duration `env:"USHER_REFRESH" default:"1m" placeholder:"1m" help:"How often to look for a new schedule."`
	Settle     time.Duration `env:"USHER_SETTLE" default:"3m" placeholder:"3m" help:"How long a change may still change before people are told, unless it is within the hour."`
	Approve    string        `env:"USHER_APPROVE" default:"off" placeholder:"on|off" help:"on: people are told of what changes in the published schedule once an organiser has approved that."`
	Retain     span          `env:"USHER_RETAIN" default:"30d" placeholder:"30d" help:"For how long after the conference to keep people's stars and what they were told; then only counts stay."`
	Pace       int           `name:"commands-per-minute" env:"USHER_COMMANDS_PER_MINUTE" default:"20" placeholder:"20" help:"How much a person who is not of the team may ask a minute, and one and a half times that at once; 0 is as much as they like."`
	Language   language      `env:"USHER_LANGUAGE" default:"en" placeholder:"LANG" help:"The language for people whose network does not say theirs, or one that Usher does not speak: ${languages}."`
	Listen     string        `env:"USHER_LISTEN" placeholder:"HOST:PORT" help:"Where to answer /healthz, /readyz and /metrics, and what Telegram brings."`
	LogLevel   slog.Level    `env:"USHER_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"What to log: debug, info, warn or error."`
	Clock      moment        `placeholder:"TIME" help:"Pretend that it is this time at start: 2023-09-13 11:04, or 11:04 on the first day."`
	sourceFlags
}

// Validate says what is missing or wrong, a line each.
func (c *serveCommand) Validate() error {
	var wrong complaints
	wrong = append(wrong, c.telegramFlags.wrong()...)
	if err := c.wrongWebhook(); err != nil {
		wrong = append(wrong, err)
	}
	if c.Schedule == "" {
		wrong.add("USHER_SCHEDULE: say where the conference's schedule is, a file or a URL")
	} else if _, err := c.requests(c.Schedule); err != nil {
		wrong.add("USHER_SCHEDULE: %w", err)
	}
	if c.TelegramToken == "" && c.TelegramTokenFile == "" && c.MatrixHomeserver == "" {
		wrong.add("USHER_TELEGRAM_TOKEN or USHER_MATRIX_HOMESERVER: say which network to talk on")
	}
	wrong = append(wrong, c.matrixFlags.wrong()...)
	wrong = append(wrong, c.wrongOrganisers()...)
	wrong = append(wrong, c.wrongFigures()...)
	if c.Listen != "" {
		if _, _, err := net.SplitHostPort(c.Listen); err != nil {
			wrong.add("USHER_LISTEN: %q is not an address like 127.0.0.1:8080", c.Listen)
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// wrongOrganisers says what is wrong with who is in charge, and what is left to them.
func (c *serveCommand) wrongOrganisers() (wrong complaints) {
	for _, who := range c.Organisers {
		if why := c.unreachable(who); why != "" {
			wrong.add("USHER_ORGANISERS: %s: %s", who, why)
		}
	}
	switch {
	case c.Approve != "on" && c.Approve != "off":
		wrong.add("USHER_APPROVE: %q is neither on nor off", c.Approve)
	case c.Approve == "on" && len(c.Organisers) == 0:
		wrong.add("USHER_APPROVE: nobody could approve anything; say in USHER_ORGANISERS who may")
	}
	return wrong
}

// wrongFigures says which lengths and numbers are out of bounds.
func (c *serveCommand) wrongFigures() (wrong complaints) {
	for _, d := range []struct {
		name        string
		value       time.Duration
		least, most time.Duration
	}{
		{"USHER_LEAD", c.Lead, time.Minute, 24 * time.Hour},
		{"USHER_REFRESH", c.Refresh, time.Second, 24 * time.Hour},
		{"USHER_SETTLE", c.Settle, 0, time.Hour},
		{"USHER_RETAIN", time.Duration(c.Retain), 24 * time.Hour, 3650 * 24 * time.Hour},
	} {
		if d.value < d.least || d.value > d.most {
			wrong.add("%s: %s is not between %s and %s", d.name, d.value, d.least, d.most)
		}
	}
	if c.Pace < 0 || c.Pace > 1000 {
		wrong.add("USHER_COMMANDS_PER_MINUTE: %d is not between 0 and 1000", c.Pace)
	}
	return wrong
}

// unreachable says why an organiser cannot be one: there is no such account, or
// Usher does not talk on that network. "" means that nothing is wrong.
func (c *serveCommand) unreachable(who bot.Chat) string {
	switch who.Platform {
	case "telegram":
		if _, err := strconv.ParseInt(who.ID, 10, 64); err != nil {
			return "on Telegram that is a number; /whoami tells it"
		}
		if c.TelegramToken == "" {
			return "Telegram is not set up"
		}
	case "matrix":
		if !strings.HasPrefix(who.ID, "@") || !strings.Contains(who.ID, ":") {
			return "on Matrix that is like @ada:example.org; /whoami tells it"
		}
		if c.MatrixHomeserver == "" {
			return "Matrix is not set up"
		}
	default:
		return "there is no such network, only telegram and matrix"
	}
	return ""
}

// people are chats by which persons are known, as /whoami shows them.
type people []bot.Chat

// UnmarshalText reads names that are separated by blanks or commas.
func (p *people) UnmarshalText(text []byte) error {
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return r == ' ' || r == ',' || r == '\n' }) {
		chat, err := bot.ParseChat(word)
		if err != nil {
			return err
		}
		*p = append(*p, chat)
	}
	return nil
}

// on are the names of those on a network.
func (p people) on(platform string) []string {
	var names []string
	for _, who := range p {
		if who.Platform == platform {
			names = append(names, who.ID)
		}
	}
	return names
}

// language is a flag's BCP 47 tag of a language that Usher speaks.
type language string

// UnmarshalText refuses languages that Usher does not speak.
func (l *language) UnmarshalText(text []byte) error {
	if !say.Speaks(string(text)) {
		return fmt.Errorf("I don't speak %q, only: %s", string(text), strings.Join(say.Languages(), ", "))
	}
	*l = language(text)
	return nil
}
