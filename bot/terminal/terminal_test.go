package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/terminal"
)

// paper is what a terminal prints on, safe to read meanwhile.
type paper struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
	torn   int // which write fails
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writes++
	if p.writes == p.torn {
		return 0, errors.New("the paper has run out")
	}
	return p.text.Write(b)
}

// tear lets a write fail, after as many more as are given.
func (p *paper) tear(after int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.torn = p.writes + after + 1
}

func (p *paper) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *paper) Writes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.writes
}

func TestTerminalIsAPlatform(t *testing.T) {
	bottest.Suite{New: subject}.Run(t)
}

func subject(t *testing.T) bottest.Subject {
	in, typing, err := os.Pipe() // holds what is typed before it is read
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { typing.Close() })
	out := &paper{}
	say := func(line string) { io.WriteString(typing, line+"\n") }
	return bottest.Subject{
		Platform: terminal.New(in, out, terminal.Options{}),
		Chat:     terminal.Here,
		Say:      say,
		Seen:     func() []bottest.Seen { return seen(out.String()) },
		Press: func(label string) {
			number := regexp.MustCompile(`\[(\d+)\] `+regexp.QuoteMeta(label)).FindAllStringSubmatch(out.String(), -1)
			say(number[len(number)-1][1])
		},
		Requests: out.Writes,
		Fail: func(kind bot.Failure) bool {
			if kind == bot.Temporary {
				out.tear(0)
			}
			return kind == bot.Temporary
		},
	}
}

var button = regexp.MustCompile(`\[\d+\] (.*?)(?:  |$)`)

// seen reads what was printed back: messages stand apart by a blank line, their
// buttons in the last.
func seen(printed string) []bottest.Seen {
	var all []bottest.Seen
	for _, m := range strings.Split(strings.TrimSuffix(printed, "\n"), "\n\n") {
		if m == "" {
			continue
		}
		s := bottest.Seen{Text: m}
		if i := strings.LastIndex("\n"+m, "\n[1] "); i >= 0 {
			s.Text = strings.TrimSuffix(m[:i], "\n")
			for _, b := range button.FindAllStringSubmatch(m[i:], -1) {
				s.Buttons = append(s.Buttons, b[1])
			}
		}
		all = append(all, s)
	}
	return all
}

// talk runs a script through a terminal and gives what is printed.
func talk(t *testing.T, script string, o terminal.Options, handle bot.Handler) string {
	t.Helper()
	out := &paper{}
	term := terminal.New(strings.NewReader(script), out, o)
	in := make(chan bot.Incoming)
	var received error
	go func() {
		defer close(in)
		received = term.Receive(t.Context(), in)
	}()
	err := bot.Serve(t.Context(), in, map[string]bot.Platform{term.Name(): term}, handle, slog.New(slog.DiscardHandler))
	if err != nil || received != nil {
		t.Fatalf("Serve: %v, Receive: %v", err, received)
	}
	return out.String()
}

// echo answers with what was said and two buttons, after a moment in which a
// careless terminal would go on reading.
func echo(_ context.Context, in bot.Incoming) bot.Message {
	time.Sleep(time.Millisecond)
	if in.Text == "nothing" {
		return bot.Message{}
	}
	m := text(strconv.Quote(in.Text))
	m.Buttons = [][]bot.Button{{{Label: "★ Star", Command: "/star " + in.Text}, {Label: "Page", URL: "https://example.org/" + in.Text}}}
	return m
}

func text(lines ...string) bot.Message {
	m := bot.Message{Chat: terminal.Here}
	for _, l := range lines {
		m.Body = append(m.Body, bot.Paragraph{{Text: l}})
	}
	return m
}

func TestScript(t *testing.T) {
	tests := map[string]struct{ script, want string }{
		"a number presses a button of the answer before": {
			"a\n1\n",
			"\"a\"\n[1] ★ Star  [2] Page\n\n\"/star a\"\n[1] ★ Star  [2] Page\n",
		},
		"a page is named": {
			"a\n2\n",
			"\"a\"\n[1] ★ Star  [2] Page\n\nPage: https://example.org/a\n",
		},
		"a number without a button is text":   {"3\n", "\"3\"\n[1] ★ Star  [2] Page\n"},
		"no answer does not stop it":          {"nothing\nnothing\nb", "\"b\"\n[1] ★ Star  [2] Page\n"},
		"blank lines and line ends are noise": {"\r\n  \n  b \r\n", "\"b\"\n[1] ★ Star  [2] Page\n"},
		"a label in brackets presses, too": {
			"a\n[★ star]\n[Unstar]\n",
			"\"a\"\n[1] ★ Star  [2] Page\n\n\"/star a\"\n[1] ★ Star  [2] Page\n\n\"[Unstar]\"\n[1] ★ Star  [2] Page\n",
		},
		"quit ends it":                 {"/quit\nb\n", ""},
		"so it does when shouted":      {"/QUIT\nb\n", ""},
		"and when in a hurry":          {"/quit\tnow, please\nb\n", ""},
		"what begins like it does not": {"/quitter", "\"/quitter\"\n[1] ★ Star  [2] Page\n"},
		"the end of the input ends it": {"", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, talk(t, test.script, terminal.Options{}, echo)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEndlessLineIsCut(t *testing.T) {
	var got []int
	talk(t, strings.Repeat("x", 1<<20)+"\nnext\n", terminal.Options{}, func(_ context.Context, in bot.Incoming) bot.Message {
		got = append(got, len(in.Text))
		return bot.Message{}
	})
	if diff := cmp.Diff([]int{64 << 10, 4}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenInputIsReported(t *testing.T) {
	in, typing := io.Pipe()
	typing.CloseWithError(errors.New("unplugged"))
	err := terminal.New(in, io.Discard, terminal.Options{}).Receive(t.Context(), make(chan bot.Incoming))
	if err == nil || !strings.Contains(err.Error(), "unplugged") {
		t.Errorf("Receive returned %v", err)
	}
}

// TestBrokenOutputIsReported holds that nobody is left talking to a terminal that
// does not answer, whether it is an answer that is not printed or a ring.
func TestBrokenOutputIsReported(t *testing.T) {
	for name, test := range map[string]struct {
		script         string
		printed, heard int
	}{
		"an answer": {"a\nb\n", 0, 1},
		"a page":    {"a\n2\nb\n", 1, 1},
		"a ring":    {"", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in, typing := io.Pipe() // stays open: only the fault can end it
			defer in.Close()
			go io.WriteString(typing, test.script)
			out := &paper{}
			out.tear(test.printed)
			usher := terminal.New(in, out, terminal.Options{})
			to := make(chan bot.Incoming)
			var err error
			go func() {
				defer close(to)
				err = usher.Receive(t.Context(), to)
			}()
			if name == "a ring" {
				usher.Send(t.Context(), ring())
			}
			heard := 0
			for said := range to {
				heard++
				usher.Send(t.Context(), echo(t.Context(), said))
				said.Done()
			}
			if err == nil || !strings.Contains(err.Error(), "the paper has run out") || usher.Err() == nil {
				t.Errorf("Receive returned %v", err)
			}
			if heard != test.heard {
				t.Errorf("it heard %d lines, want %d", heard, test.heard)
			}
		})
	}
}

// TestANoticeIsPrintedAnew, with when it said something else, unless it says the same, and
// so is an answer to a press, without.
func TestANoticeIsPrintedAnew(t *testing.T) {
	out := &paper{}
	now := time.Date(2023, time.September, 13, 11, 4, 0, 0, time.UTC)
	usher := terminal.New(strings.NewReader(""), out, terminal.Options{Now: func() time.Time { return now }})
	notice := func(said string) bot.Message {
		m := text(said)
		m.Key = said
		return m
	}
	ref, err := usher.Send(t.Context(), notice("Starting in 10 min"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []bot.Message{notice("Moved to 15:15"), notice("Moved to 15:15"), notice("Cancelled"), text("Details"), text("Details")} {
		now = now.Add(time.Minute)
		if err := usher.Edit(t.Context(), ref, m); err != nil {
			t.Fatal(err)
		}
	}
	const want = "11:04 · Starting in 10 min\n\n~~11:04~~ 11:05 · Moved to 15:15\n\n~~11:05~~ 11:07 · Cancelled\n\nDetails\n\nDetails\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("it prints (-want +got):\n%s", diff)
	}
}
