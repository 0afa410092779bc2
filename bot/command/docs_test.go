package command_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot/command"
	"usher/bot/say"
)

var update = flag.Bool("update", false, "rewrite docs/commands.md")

// TestDocumentation holds docs/commands.md against the table it is made from.
func TestDocumentation(t *testing.T) {
	const file = "../../docs/commands.md"
	var b strings.Builder
	b.WriteString("# What people can ask\n\n")
	b.WriteString("Made from the table of commands by `go test ./bot/command -update`; a test fails when it is stale.\n")
	b.WriteString("In a terminal and on Telegram a command begins with `/`, on Matrix with `!`, which a direct chat can do without for a command's own name, the first in its row. Words without one are the answer to what was asked last, the name of a command, a time, a room, or a search; one of the team can leave it out before words, too.\n")
	b.WriteString("All names are understood whatever language is spoken.\n")
	b.WriteString("What a chat of several people wants is changed by those who run it, by typing; a button there is for whoever presses it, and answered to them alone.\n\n")
	b.WriteString("| command | also | in German | who | what for |\n|---|---|---|---|---|\n")
	voice := say.In("en")
	slashed := func(names []string) string {
		for i, name := range names {
			names[i] = "`/" + name + "`"
		}
		return strings.Join(names, ", ")
	}
	for _, c := range command.Commands() {
		who := c.For.String()
		if c.Changes {
			who += "; in a shared chat those who run it"
		}
		typed := strings.TrimSpace("/" + c.Name + " " + strings.ReplaceAll(c.Args, "|", "\\|"))
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", typed, slashed(voice.Aliases(c.Name)), slashed(say.In("de").Aliases(c.Name)), who, voice.For(c.Name))
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(old), b.String()); diff != "" {
		t.Errorf("docs/commands.md is stale (-old +new):\n%s", diff)
	}
}
