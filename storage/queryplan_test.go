package storage

import (
	"context"
	"regexp"
	"strings"
	"testing"
)

// fullScan matches a step of a query plan that reads a whole table or index of
// ours: "SCAN follows", "SCAN c USING INDEX …". A scan of a subquery or of the
// CTE's own rows is none.
var fullScan = regexp.MustCompile(`SCAN (follows|leads|chats|outbox|[flco])\b`)

// TestNoFullScans holds that what runs each minute, and for each message, costs
// in proportion to what is due and not to how many people there are.
func TestNoFullScans(t *testing.T) {
	db, err := OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	queries := map[string]string{
		"announce": announceQuery,
		"queue":    queueQuery,
		"leads":    leadsQuery,
		"next":     nextQuery,
		"wait":     waitQuery,
		"next due": nextDueQuery,
		"claim":    claimQuery,
		"recover":  recoverQuery,
		"merge":    mergeQuery,
		"change":   changeQuery,
		"slice":    sliceQuery,
		"spread":   spreadQuery,
		"settled":  settledQuery,
	}
	for name, query := range queries {
		t.Run(name, func(t *testing.T) {
			if plan := queryPlan(t, db, query); fullScan.MatchString(plan) {
				t.Errorf("full scan:\n%s", plan)
			}
		})
	}
	t.Run("stale", func(t *testing.T) {
		// It reads all of the partial index, which holds only the stale ones.
		if plan := queryPlan(t, db, staleQuery); !strings.Contains(plan, "INDEX chats_stale") {
			t.Errorf("full scan:\n%s", plan)
		}
	})
	// These read all of an index that holds only what they are about.
	for name, partial := range map[string]struct{ query, index string }{
		"spreading": {spreadingQuery, "INDEX broadcasts_spreading"},
		"waiting":   {waitingQuery, "COVERING INDEX outbox_due"},
		"people":    {peopleQuery, "COVERING INDEX chats_here"},
	} {
		t.Run(name, func(t *testing.T) {
			if plan := queryPlan(t, db, partial.query); !strings.Contains(plan, partial.index) {
				t.Errorf("full scan:\n%s", plan)
			}
		})
	}
	t.Run("this test can fail", func(t *testing.T) {
		if plan := queryPlan(t, db, `SELECT * FROM follows f WHERE f.key = 'x'`); !fullScan.MatchString(plan) {
			t.Errorf("a full scan was not recognised:\n%s", plan)
		}
	})
}

func queryPlan(t *testing.T, db *DB, query string) string {
	t.Helper()
	steps, err := planSteps(t.Context(), db, query)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

func planSteps(ctx context.Context, db *DB, query string) ([]string, error) {
	// A parameter may stand in a query more than once: these are enough.
	args := make([]any, strings.Count(query, "?"))
	rows, err := db.read.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, rows.Err()
}
