package storage

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fullScan matches a step of a query plan that reads a whole table or index of
// ours: "SCAN follows", "SCAN c USING INDEX …". A scan of a subquery or of the
// CTE's own rows is none, and broadcasts and copies are ever only a few.
var fullScan = regexp.MustCompile(`SCAN (follows|leads|chats|mutes|outbox|inbox|vanished|invitations|pressed|[flcop])\b.*`)

// scansAllowed are the scans that are meant: of what, in which statements.
var scansAllowed = []struct{ step, statement string }{
	// These indexes hold only what the statement is about.
	{"INDEX chats_stale", "WHERE stale = 1"},
	{"COVERING INDEX follows_only", "WHERE only IS NOT NULL"},
	{"INDEX outbox_retold", "batch IS NOT NULL AND slot <> said"},
	{"COVERING INDEX invitations_replaces", "replaces <> ''"},
	{"INDEX inbox_pending", "effects IS NOT NULL"}, // and once, when the database is opened
	// To count is to look at all.
	{"COVERING INDEX chats_here", "count(*) FROM chats"},
	{"INDEX chats_here", chatsQuery},
	{"INDEX chats_here", followsQuery},
	{"INDEX chats_here", starsQuery},
	{"SCAN chats", goneQuery},
	{"COVERING INDEX chats_shares", "count(*) FROM chats"},
	{"INDEX outbox_ready", "count(*) AS waiting"},
	{"COVERING INDEX outbox_failed", "count(*) AS waiting"},
	// One row is enough.
	{"COVERING INDEX invitations_due", "FROM invitations LIMIT 1"},
	{"COVERING INDEX pressed_on", "SELECT 1 FROM pressed"},
	// Once an hour, and for who wants to be forgotten everywhere.
	{"SCAN pressed", "DELETE FROM pressed"},
	{"SCAN pressed", "count(*) FROM pressed"},
	// Of a copy that nobody else uses.
	{"SCAN outbox", "DELETE FROM outbox WHERE true"},
	// Once in a conference's life.
	{"SCAN invitations", "DELETE FROM invitations"},
	{"SCAN outbox", "UPDATE OR IGNORE outbox SET talk"},
	{"SCAN mutes", "UPDATE OR REPLACE mutes SET talk"},
}

// TestNoFullScans holds of every statement in this package that it costs in
// proportion to what it is about and not to how many people there are.
func TestNoFullScans(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tell(t, db, accounts) // which is in a file of its own
	all := statements(t)
	if len(all) < 50 {
		t.Fatalf("only %d statements were found", len(all))
	}
	for _, at := range slices.Sorted(maps.Keys(all)) {
		t.Run(at, func(t *testing.T) {
			plan := queryPlan(t, db, all[at])
			for _, step := range fullScan.FindAllString(plan, -1) {
				if !scanAllowed(all[at], step) {
					t.Errorf("%s\n%s", step, all[at])
				}
			}
		})
	}
	t.Run("this test can fail", func(t *testing.T) {
		if plan := queryPlan(t, db, `SELECT * FROM follows f WHERE f.key = 'x'`); !fullScan.MatchString(plan) {
			t.Errorf("a full scan was not recognised:\n%s", plan)
		}
	})
}

func scanAllowed(query, step string) bool {
	for _, allowed := range scansAllowed {
		if strings.Contains(step, allowed.step) && strings.Contains(query, allowed.statement) {
			return true
		}
	}
	return false
}

var statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// statements are all constant strings of this package that are SQL, by where they
// stand.
func statements(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	// Constants are put together without knowing what is imported.
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: nowhere{}, Error: func(error) {}}
	_, _ = config.Check("storage", set, files, info)
	found := map[string]string{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			expr, ok := n.(ast.Expr)
			if _, isName := n.(*ast.Ident); !ok || isName {
				return true
			}
			value := info.Types[expr].Value
			if value == nil || value.Kind() != constant.String {
				return true
			}
			if text := constant.StringVal(value); statement.MatchString(text) {
				found[set.Position(expr.Pos()).String()] = text
			}
			return false
		})
	}
	return found
}

// nowhere imports nothing.
type nowhere struct{}

func (nowhere) Import(string) (*types.Package, error) { return nil, errors.New("not needed") }

func queryPlan(t *testing.T, db *DB, query string) string {
	t.Helper()
	args := make([]any, 20) // no statement has as many
	rows, err := db.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
