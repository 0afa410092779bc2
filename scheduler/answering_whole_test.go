package scheduler_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"usher/bot"
	"usher/bot/bottest"
	"usher/scheduler"
)

// TestAnsweringHidesNothing reads in the source of bot what it asks of a platform that
// not each one can do: a wrapped one that hides it loses it without a sign.
func TestAnsweringHidesNothing(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	wrapped := reflect.TypeOf(h.Answering()["test"])
	declared, asked := optional(t)
	for name := range asked {
		for _, method := range declared[name] {
			if _, ok := wrapped.MethodByName(method); !ok {
				t.Errorf("bot asks whether a platform is a %s: answering has no %s", name, method)
			}
		}
	}
	if len(asked) < 3 {
		t.Errorf("bot asks for %v alone", asked)
	}
}

// optional reads which interfaces bot has, by their methods, and for which it asks a value.
func optional(t *testing.T) (declared map[string][]string, asked map[string]bool) {
	t.Helper()
	files, err := filepath.Glob("../bot/*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared, asked = map[string][]string{}, map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if i, ok := n.Type.(*ast.InterfaceType); ok {
					for _, method := range i.Methods.List {
						for _, called := range method.Names {
							declared[n.Name.Name] = append(declared[n.Name.Name], called.Name)
						}
					}
				}
			case *ast.TypeAssertExpr:
				if to, ok := n.Type.(*ast.Ident); ok {
					asked[to.Name] = true
				}
			}
			return true
		})
	}
	return declared, asked
}

// apt is a network that can do all that few can.
type apt struct {
	*bottest.Fake
	typed []string
}

func (*apt) Parts(bot.Message) int { return 3 }

func (a *apt) Typing(_ context.Context, chat bot.Chat, thread string) {
	a.typed = append(a.typed, chat.ID+" "+thread)
}

// TestAnsweringHandsOn what a network can do, and does without what it cannot.
func TestAnsweringHandsOn(t *testing.T) {
	h := newHouse(t, 14, 0, bot.Traits{})
	plain := h.Answering()["test"]
	plain.(bot.Typist).Typing(t.Context(), h.fake.Chat("ada"), "")
	if n := plain.(bot.Splitter).Parts(bot.Message{}); n != 1 {
		t.Errorf("a network that splits nothing makes %d of a message", n)
	}
	able := &apt{Fake: h.fake}
	wrapped := scheduler.New(scheduler.Config{
		Store: h.db, Schedule: h.live.Get, Now: h.now, Platforms: map[string]bot.Platform{"test": able},
	}).Answering()["test"]
	wrapped.(bot.Typist).Typing(t.Context(), h.fake.Chat("ada"), "7")
	if len(able.typed) != 1 || able.typed[0] != "ada 7" {
		t.Errorf("typing is shown in %q", able.typed)
	}
	if n := wrapped.(bot.Splitter).Parts(bot.Message{}); n != 3 {
		t.Errorf("a network that makes three of a message makes %d", n)
	}
}
