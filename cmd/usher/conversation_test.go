package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what the conversations expect")

// TestConversations plays the conversations under testdata/conversations. They
// are plain text:
//
//	# A remark.
//	schedule edges.xml       first, for another schedule than the demo's, with
//	                         the flags of usher demo; later, what the source
//	                         has from then on
//	organiser                if the person is one by the settings; with a name,
//	                         somebody else is
//	language de              what the person's network hints at; where it hints
//	                         at nothing, the conference's language
//	at 2023-09-13 11:04      the clock is walked there; the first one starts it
//	> /now                   the person types
//	> [★ 1]                  the person presses a button of the last message
//	change Tour: 101 to 102, 14:00 to 15:00
//	                         the source has another place or time for a talk
//	    Now, Wed 11:04       what they read, indented
//	    [★ 1] [★ 2]          and its buttons
//
// Where there are others they have names, the one without being ada. All of them share
// a chat, the hall, which ada runs; what they say there is a command.
//
//	bob> /now                Bob types, in his own chat with Usher
//	in hall> /now            the person types in the hall
//	bob in hall> [★ 1]       Bob presses a button there
//	> (plan.pdf) /now        the person types it under a file
//	in hall, to bob> /team   the person says it in reply to what Bob has said there
//	    to bob:              what somebody else reads, or is read elsewhere, follows
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			steps := parseConversation(t, string(data))
			if *update {
				first := atTerminal
				if len(speakers(steps)) > 1 {
					first = onTelegram
				}
				if err := os.WriteFile(file, []byte(converse(t, string(data), first)), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for network, stage := range stages {
				want := elsewhere[network].Replace(string(data))
				t.Run(network, func(t *testing.T) {
					t.Parallel()
					if diff := cmp.Diff(want, converse(t, want, stage)); diff != "" {
						t.Errorf("the conversation goes otherwise (-want +got; go test ./cmd/usher -update accepts it):\n%s", diff)
					}
				})
			}
		})
	}
}

// typedLinks are links that say something, where no link can: what they say is typed.
var typedLinks = []string{
	"    https://t.me/usher_test_bot?start=role_SESAME1\n    Or they", "    They",
	"    https://t.me/usher_test_bot?start=role_SESAME1\n    Oder sie", "    Sie",
	"    https://t.me/usher_test_bot?start=role_SESAME2\n    Or they", "    They",
	"    https://t.me/usher_test_bot?start=role_SESAME2\n    Oder sie", "    Sie",
}

// elsewhere is what a network does not say as the conversations have it.
var elsewhere = map[string]*strings.Replacer{
	"terminal": strings.NewReplacer(append([]string{
		"    [Write to me]\n", "", "    [Schreib mir]\n", "",
		// Where a link leads has to be read.
		"    The lights are out. Bring a torch, or see the map.", "    The lights are out. Bring a torch, or see the map (https://example.org/map).",
		"Sprache: Deutsch, laut deinem Netzwerk.", "Sprache: keine. Ich spreche die der Konferenz.",
	}, typedLinks...)...),
	// Only Telegram hints at what its people speak.
	"telegram": strings.NewReplacer("Sprache: keine. Ich spreche die der Konferenz.", "Sprache: Deutsch, laut deinem Netzwerk.",
		"Sprachen: 1 ohne Angabe.", "Sprachen: 1 Deutsch."),
	// There a page is a link in the line that names the buttons, and each chat a
	// room with a name of its own.
	"matrix": strings.NewReplacer(append([]string{
		" [Page]", "", " [Webseite]", "", "[Write to me]", "Write to me", "[Schreib mir]", "Schreib mir",
		"Its name on the network: terminal:cleo.", "Its name on the network: terminal:!room-4:test.",
		"Sein Name im Netzwerk: terminal:cleo.", "Sein Name im Netzwerk: terminal:!room-4:test.",
		"Sprache: Deutsch, laut deinem Netzwerk.", "Sprache: keine. Ich spreche die der Konferenz.",
		"Its name on the network: terminal:here.", "Its name on the network: terminal:!room-1:test.",
		"Sein Name im Netzwerk: terminal:here.", "Sein Name im Netzwerk: terminal:!room-1:test.",
	}, typedLinks...)...),
}

// presses is what /mydata says of reactions, which Matrix alone can take back.
var presses = regexp.MustCompile(`(?m)^    (What \d+ reactions?|Was \d+ Reaktion(en)?) .*\n`)

// converse plays a conversation and writes down how it goes.
func converse(t *testing.T, text string, enter stage) string {
	t.Helper()
	steps := parseConversation(t, text)
	var got strings.Builder
	play(t, steps, enter, func(s step, read string) {
		got.WriteString(s.before + s.line + "\n" + presses.ReplaceAllString(indent(read), ""))
	})
	return got.String() + steps[len(steps)-1].after
}

// isHeader reports whether a line tells of the person or the conference.
func isHeader(line string) bool {
	return line == "organiser" || line == "approve" || strings.HasPrefix(line, "organiser ") || strings.HasPrefix(line, "schedule ") || strings.HasPrefix(line, "language ")
}

// step is a line of a conversation that makes something happen.
type step struct {
	line          string // as it stands in the file
	before, after string // remarks and blank lines around it
}

// parseConversation leaves out what is expected: the whole file is compared.
func parseConversation(t *testing.T, text string) []step {
	t.Helper()
	var steps []step
	between := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		_, said := spoken(line)
		switch {
		case said, strings.HasPrefix(line, "at "), strings.HasPrefix(line, "change "), isHeader(line):
			steps = append(steps, step{line: line, before: between})
			between = ""
		case strings.HasPrefix(line, "    "):
			between = ""
		case line == "", strings.HasPrefix(line, "#"):
			between += line + "\n"
		default:
			t.Fatalf("what does %q mean?", line)
		}
	}
	first := slices.IndexFunc(steps, func(s step) bool { return !isHeader(s.line) })
	if first < 0 || !strings.HasPrefix(steps[first].line, "at ") {
		t.Fatal("a conversation begins with: at 2023-09-13 11:04")
	}
	// A blank line inside a message was taken for one between steps.
	for i := range steps {
		if i > first && !strings.Contains(steps[i].before, "#") {
			steps[i].before = "\n"
		}
	}
	steps[len(steps)-1].after = between
	return steps
}

func indent(read string) string {
	var b strings.Builder
	for line := range strings.Lines(read) {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}
