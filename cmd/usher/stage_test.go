package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"usher/bot"
	"usher/bot/terminal"
)

// atTerminal puts a person in front of a terminal's two pipes, who speaks for the others,
// too, as in usher demo: "bob> /now", "bob in hall> /now".
func atTerminal(t *testing.T, place scene) (bot.Platform, company) {
	t.Helper()
	d := &desk{t: t, lines: make(chan string), files: place.files, sheets: map[bot.Chat][]sheet{}, newest: map[bot.Chat]map[string]string{}}
	d.Terminal = terminal.New(d, d, terminal.Options{Now: place.now, Name: plain})
	t.Cleanup(func() { close(d.lines) })
	network := newPhone(d, place)
	all := company{}
	for _, name := range append(slices.Clone(place.people), plain) {
		person, called := bot.Chat{Platform: d.Name(), ID: name}, name
		if name == plain {
			person, called = terminal.Here, ""
		}
		all[name] = d.seat(network, person, person, called)
		shared := bot.Chat{Platform: d.Name(), ID: strings.TrimSpace(inHall)}
		all[name+inHall] = d.seat(network, person, shared, strings.TrimSpace(called+inHall))
	}
	return d, all
}

// desk is a terminal with the far end of its pipes. What is printed is laid out message by
// message, an edited one on the one before, so that it is read as from a phone.
type desk struct {
	*terminal.Terminal
	t     *testing.T
	lines chan string
	files bool

	saying sync.Mutex // held while a message is printed

	mu      sync.Mutex
	printed bytes.Buffer
	sheets  map[bot.Chat][]sheet
	newest  map[bot.Chat]map[string]string // the numbers that press labels
}

// sheet is what one of the messages of a chat says.
type sheet struct {
	message bot.Ref
	shown   []shown
}

// Read gives the terminal the next line.
func (d *desk) Read(p []byte) (int, error) {
	line, ok := <-d.lines
	if !ok {
		return 0, io.EOF
	}
	return copy(p, line+"\n"), nil
}

// Write takes what the terminal prints.
func (d *desk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.printed.Write(p)
}

// Traits is as that of the networks' phones.
func (d *desk) Traits() bot.Traits { return bot.Traits{Files: d.files} }

// Send prints a message.
func (d *desk) Send(ctx context.Context, m bot.Message) (bot.Ref, error) {
	d.saying.Lock()
	defer d.saying.Unlock()
	ref, err := d.Terminal.Send(ctx, m)
	d.lay(ref)
	return ref, err
}

// Edit prints what a message says now.
func (d *desk) Edit(ctx context.Context, ref bot.Ref, m bot.Message) error {
	d.saying.Lock()
	defer d.saying.Unlock()
	err := d.Terminal.Edit(ctx, ref, m)
	d.lay(ref)
	return err
}

// lay lays what has been printed where its message is.
func (d *desk) lay(message bot.Ref) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text := strings.Trim(d.printed.String(), "\n")
	d.printed.Reset()
	if text == "" {
		return // it reads so already
	}
	if message.Chat != terminal.Here {
		var headed bool
		if text, headed = strings.CutPrefix(text, message.Chat.ID+":\n"); !headed {
			d.t.Errorf("no word of where this is said, in %s:\n%s", message.Chat, text)
		}
	}
	said := d.read(message, text)
	all := d.sheets[message.Chat]
	if i := slices.IndexFunc(all, func(s sheet) bool { return s.message == message }); i >= 0 {
		all[i].shown = said
		return
	}
	d.sheets[message.Chat] = append(all, sheet{message, said})
}

var (
	fileAbove = regexp.MustCompile(`^\([\w.]+\)\n`)
	editedOf  = regexp.MustCompile(`(?m)^~~\d\d:\d\d~~ `)
	button    = regexp.MustCompile(`^\[(\d+)\](?: (\S.*))?$`)
)

// read takes a message apart: the file above it, and what it says with its buttons. When it
// said something else, and what is struck out, no phone's text says.
func (d *desk) read(message bot.Ref, text string) (said []shown) {
	if name := fileAbove.FindString(text); name != "" {
		said = append(said, shown{id: "file of " + message.ID, text: name})
		text = strings.TrimPrefix(text, name)
	}
	one := shown{id: message.ID}
	lines := strings.Split(strings.ReplaceAll(editedOf.ReplaceAllString(text, ""), "~~", ""), "\n")
	last := len(lines) - 1
	if numbers, labels := row(lines[last]); labels != nil {
		lines, one.labels = lines[:last], labels
		d.newest[message.Chat] = numbers
	}
	one.text = strings.Join(lines, "\n")
	return append(said, one)
}

// row are the labels of a line of buttons with their numbers, nil if it is none. It reads
// "[1] ★ Star  [2] More".
func row(line string) (numbers map[string]string, labels []string) {
	numbers = map[string]string{}
	for part := range strings.SplitSeq(strings.ReplaceAll(line, "] [", "]  ["), "  ") {
		m := button.FindStringSubmatch(part)
		if m == nil {
			return nil, nil
		}
		label := cmp.Or(m[2], m[1])
		numbers[label] = m[1]
		labels = append(labels, label)
	}
	return numbers, labels
}

// seat is where a person sits who is in a chat, as which they are called there.
func (d *desk) seat(network *phone, person, chat bot.Chat, called string) *phone {
	say := func(whom, line string) {
		if called != "" {
			line = called + whom + "> " + line
		}
		d.lines <- line
	}
	device := network.at(chat.ID, person)
	device.say = func(line string) { say("", line) }
	device.answer = func(to, line string) {
		if to == plain {
			to = terminal.Here.ID
		}
		say(", to "+to, line)
	}
	device.show = func(name, caption string) { say("", "("+name+") "+caption) }
	device.press = func(label string) { say("", d.pressing(chat, label)) }
	device.screen = func() (all []shown) {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, s := range d.sheets[chat] {
			all = append(all, s.shown...)
		}
		return all
	}
	return device
}

// pressing is what presses a button: its number, or its label under an older message.
func (d *desk) pressing(chat bot.Chat, label string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if number, ok := d.newest[chat][label]; ok {
		return number
	}
	for _, s := range d.sheets[chat] {
		for _, one := range s.shown {
			if slices.Contains(one.labels, label) {
				return "[" + label + "]"
			}
		}
	}
	d.t.Errorf("there is no button %q, only %v", label, d.newest[chat])
	return label
}
