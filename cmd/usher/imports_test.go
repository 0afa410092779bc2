package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// law is what a package may import beside the standard library. Test files are
// free.
type law struct {
	ours      []string // packages of ours, without "usher/"
	libraries []string // modules, or packages of them
	// pure packages touch no network, file, database or clock.
	pure bool
}

// laws has a row for each package: imports run one way, and each library has one
// home (docs/architecture.md).
var laws = map[string]law{
	"schedule": {libraries: []string{"golang.org/x/text"}, pure: true},
	"schedule/format": {
		ours:      []string{"schedule"},
		libraries: []string{"golang.org/x/text", "golang.org/x/net/html", "github.com/yuin/goldmark", "github.com/teambition/rrule-go"},
		pure:      true,
	},
	"schedule/loader": {ours: []string{"schedule", "schedule/format"}},

	"bot":         {ours: []string{"schedule"}, pure: true},
	"bot/bottest": {ours: []string{"bot"}},
	"bot/say": {
		ours:      []string{"bot", "schedule"},
		libraries: []string{"github.com/nicksnyder/go-i18n/v2", "github.com/BurntSushi/toml", "golang.org/x/text"},
		pure:      true,
	},
	"bot/command": {ours: []string{"bot", "bot/say", "schedule"}, pure: true},
	// One place decides which characters act unseen: schedule.Visible.
	"bot/terminal": {ours: []string{"bot", "schedule"}, libraries: []string{"golang.org/x/term", "golang.org/x/text"}},
	"bot/telegram": {
		ours:      []string{"bot"},
		libraries: []string{"github.com/go-telegram-bot-api/telegram-bot-api/v5"},
	},
	"bot/telegram/telegramtest": {},
	"bot/matrix":                {ours: []string{"bot", "schedule"}, libraries: []string{"maunium.net/go/mautrix"}},
	"bot/matrix/dendritetest":   {ours: []string{"bot/matrix/matrixtest"}, libraries: []string{"maunium.net/go/mautrix", "github.com/rs/zerolog"}},
	"bot/matrix/matrixtest":     {ours: []string{"bot/matrix"}, libraries: []string{"maunium.net/go/mautrix"}},
	"bot/matrix/e2ee": {
		ours:      []string{"bot/matrix"},
		libraries: []string{"maunium.net/go/mautrix", "go.mau.fi/util/dbutil", "github.com/rs/zerolog"},
	},

	"scheduler":           {ours: []string{"bot", "bot/say", "schedule"}, libraries: []string{"github.com/robfig/cron/v3", "golang.org/x/time/rate"}},
	"storage":             {ours: []string{"bot", "schedule"}, libraries: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3"}},
	"storage/storagetest": {ours: []string{"bot", "schedule"}, libraries: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3"}},
	"testdata":            {},
	"cmd/usher": {
		ours: []string{
			"bot", "bot/command", "bot/matrix", "bot/matrix/e2ee", "bot/say", "bot/telegram", "bot/terminal",
			"schedule", "schedule/format", "schedule/loader", "scheduler", "storage", "testdata",
		},
		libraries: []string{"github.com/alecthomas/kong", "github.com/BurntSushi/toml", "github.com/prometheus/client_golang", "golang.org/x/sync/errgroup", "golang.org/x/time/rate", "github.com/boombuler/barcode"},
	},
}

// impure are the standard packages by which a pure one would reach the world.
var impure = []string{"os", "net", "net/http", "database/sql", "path/filepath", "syscall"}

// clocks are the functions of package time that ask or wait for the real time.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// networks are named by their own folders alone; to all others they are data.
var networks = []string{"telegram", "matrix", "terminal"}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

func (p listed) name() string { return strings.TrimPrefix(p.ImportPath, "usher/") }

func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-tags=goolm", "-json=ImportPath,Dir,Imports,GoFiles", "./...", "./testdata")
	list.Dir = filepath.Join("..", "..")
	out, err := list.Output()
	if err != nil {
		failed, _ := errors.AsType[*exec.ExitError](err)
		t.Fatalf("go list: %v: %s", err, failed.Stderr)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportLaws(t *testing.T) {
	found := map[string]bool{}
	for _, p := range packages(t) {
		found[p.name()] = true
		law, ok := laws[p.name()]
		if !ok {
			t.Errorf("%s has no law: give it a row", p.name())
			continue
		}
		for _, path := range p.Imports {
			if !law.allows(path) {
				t.Errorf("%s may not import %s", p.name(), path)
			}
		}
	}
	for name := range laws {
		if !found[name] {
			t.Errorf("%s has a law and does not exist", name)
		}
	}
}

func (l law) allows(path string) bool {
	if own, ok := strings.CutPrefix(path, "usher/"); ok {
		return slices.Contains(l.ours, own)
	}
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
		return slices.ContainsFunc(l.libraries, func(library string) bool {
			return path == library || strings.HasPrefix(path, library+"/")
		})
	}
	return !l.pure || !slices.Contains(impure, path)
}

func TestPurePackagesHaveNoClock(t *testing.T) {
	for _, p := range packages(t) {
		if !laws[p.name()].pure {
			continue
		}
		inspect(t, p, func(n ast.Node) string {
			if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(clocks, s.Sel.Name) {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "time" {
					return "time." + s.Sel.Name + ": let the caller pass the time in"
				}
			}
			return ""
		})
	}
}

func TestNetworksAreNamedAtHome(t *testing.T) {
	for _, p := range packages(t) {
		inspect(t, p, func(n ast.Node) string {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return ""
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil || !slices.Contains(networks, text) {
				return ""
			}
			if p.name() == "bot/"+text || p.name() == "cmd/usher" {
				return ""
			}
			return literal.Value + ": ask the platform's Traits instead of its name"
		})
	}
}

// inspect reports what wrong says of each piece of a package's own files.
func inspect(t *testing.T, p listed, wrong func(ast.Node) string) {
	t.Helper()
	files := token.NewFileSet()
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if complaint := wrong(n); complaint != "" {
				t.Errorf("%s/%s:%d: %s", p.name(), name, files.Position(n.Pos()).Line, complaint)
			}
			return true
		})
	}
}

// TestLawsBite makes sure that the laws forbid what they are for.
func TestLawsBite(t *testing.T) {
	for _, test := range []struct {
		from, path string
		allowed    bool
	}{
		{"schedule", "strings", true},
		{"schedule", "usher/bot", false},
		{"schedule", "net/http", false},
		{"bot/command", "usher/storage", false},
		{"bot/terminal", "usher/bot/say", false},
		{"bot/terminal", "os", true},
		{"scheduler", "modernc.org/sqlite", false},
		{"storage", "modernc.org/sqlite/lib", true},
		{"storage", "modernc.org/sqlitefork", false},
		{"cmd/usher", "usher/bot/bottest", false},
	} {
		if got := laws[test.from].allows(test.path); got != test.allowed {
			t.Errorf("%s importing %s: allowed %v, want %v", test.from, test.path, got, test.allowed)
		}
	}
}
