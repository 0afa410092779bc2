package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"usher/bot"
)

// pending is the condition under which mergeQuery would have notice o follow change t.
// Knows is how its chat knows the slot once what is on its way has arrived, and mayKnown
// what it may know as well, where an attempt may have arrived.
const (
	pending = `o.kind = 'change' AND o.talk = t.talk AND o.state IN ('queued', 'claimed')
		AND o.start = t.start AND (o.slot ->> '$.key' = t.key OR o.slot ->> '$.room' = t.room)`
	knows    = `iif(o.state = 'claimed', o.said, o.told)`
	mayKnown = `iif(o.batch IS NULL, o.told, o.said)`
	// newsAgain is the condition under which it is told as it stands after that: where the
	// change is none to tell, another has to be, and where only what nobody was to be told of
	// is left, nothing is.
	newsAgain = `(NOT t.hushed OR o.due <= o.expires AND (o.state = 'queued' OR o.slot <> o.said AND NOT o.quietly))
		AND (o.state = 'claimed' OR o.batch IS NOT NULL OR o.quiet IS NOT t.after)`
)

// revised are the changes ?1 (revisedRow) of a revision.
const revised = `change (n, talk, only, start, key, room, news, hushed, after) AS MATERIALIZED (
	SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8 FROM json_each(?1))`

// follower is the condition under which a chat follows with f what change t is about,
// and told that under which chat c, if it does, is told of it: as changeQuery has it,
// or because it has a notice that follows the change and is news still, which ?2 has by
// what the chat knows. ?3 is whether there is any such notice.
const (
	follower = `f.kind = 'talk' AND f.key = t.talk AND f.only IS t.only`
	told     = `c.gone_at IS NULL AND CASE
		WHEN ?3 AND EXISTS (SELECT 1 FROM outbox o INDEXED BY outbox_change WHERE ` + pending + ` AND o.chat = c.id) THEN EXISTS (
			SELECT 1 FROM outbox o INDEXED BY outbox_change CROSS JOIN json_each(?2) k
			WHERE ` + pending + ` AND o.chat = c.id AND ` + newsAgain + ` AND k.value ->> 0 = t.n AND k.value ->> 1 IN (` + knows + `, ` + mayKnown + `))
		ELSE t.news END`
)

// eachQuery counts those who are told of each change, by network and language.
const eachQuery = `WITH ` + revised + `
	SELECT t.n, c.platform, iif(c.language = '', c.hint, c.language) AS language, count(*)
	FROM change t CROSS JOIN follows f ON ` + follower + ` CROSS JOIN chats c ON c.id = f.chat
	WHERE ` + told + ` GROUP BY t.n, c.platform, language`

// reachQuery counts each of them once, whatever they are told of.
const reachQuery = `WITH ` + revised + `
	SELECT 0, platform, language, count(*) FROM (
		SELECT DISTINCT c.id, c.platform, iif(c.language = '', c.hint, c.language) AS language
		FROM change t CROSS JOIN follows f ON ` + follower + ` CROSS JOIN chats c ON c.id = f.chat WHERE ` + told + `)
	GROUP BY platform, language`

// rungBeforeQuery counts those among them who were rung for what changes.
const rungBeforeQuery = `WITH ` + revised + `
	SELECT count(DISTINCT c.id) FROM change t
	CROSS JOIN outbox r INDEXED BY outbox_rung ON r.kind = 'ring' AND r.batch IS NOT NULL AND coalesce(r.slot ->> '$.start', r.start) = t.start
	CROSS JOIN follows f ON f.chat = r.chat AND ` + follower + ` CROSS JOIN chats c ON c.id = r.chat
	WHERE r.talk = t.talk AND r.state = 'sent' AND ` + told

// clashQuery counts those who follow both, for each of the other talks of ?4 (its talk and
// start by the number of the change that it meets), and all of them as "": of those who are
// told, or of all where nobody is to be.
const clashQuery = `WITH ` + revised + `, clash (chat, other) AS MATERIALIZED (
		SELECT DISTINCT c.id, x.value ->> 1 FROM json_each(?4) x
		CROSS JOIN follows b ON b.kind = 'talk' AND b.key = x.value ->> 1 AND (b.only IS NULL OR b.only = x.value ->> 2)
		CROSS JOIN change t ON t.n = x.value ->> 0 CROSS JOIN follows f ON f.chat = b.chat AND ` + follower + `
		CROSS JOIN chats c ON c.id = b.chat WHERE t.hushed AND c.gone_at IS NULL OR ` + told + `)
	SELECT other, count(*) FROM clash GROUP BY other
	UNION ALL SELECT '', count(DISTINCT chat) FROM clash`

// Concern counts whom a revision would be told to, and the new clashes that meetings
// would be for them. Talks keep their keys in it (Rekeyed is not looked at): organisers
// change slots, and sources alone change keys.
func (db *DB) Concern(ctx context.Context, r bot.Revision, meetings []bot.Meeting) (c bot.Concern, err error) {
	err = db.read.together(ctx, func(q querier) error {
		rows, changes, err := revisedRows(ctx, q, r)
		if err != nil {
			return err
		}
		known, err := knowledgeOf(ctx, q, rows)
		if err != nil {
			return err
		}
		args, err := toldArgs(rows, changes, known, r.Now)
		if err != nil {
			return err
		}
		c.Each, c.Known = make([]int, len(r.Changes)), make([]bot.Standing, len(r.Changes))
		if err := countTold(ctx, q, &c, args); err != nil {
			return err
		}
		for _, k := range known {
			if 2*k.chats > c.Each[k.n] {
				c.Known[k.n] = k.standing
			}
		}
		if err := countStarred(ctx, q, &c, rows, changes, known, r.Now); err != nil {
			return err
		}
		if err := countClashes(ctx, q, &c, args, meetings); err != nil {
			return err
		}
		return countAhead(ctx, q, &c, r)
	})
	if err != nil {
		return bot.Concern{}, fmt.Errorf("whom a change concerns: %w", err)
	}
	return c, nil
}

// revisedRow is a change for those who follow its talk in one way: its number, talk,
// the start that is kept of it alone or nil, how it stood, whether it is news to those who
// have no notice of it yet, whether those who have one that waits are not told either, and
// how it stands then.
type revisedRow [9]any

// revisedRows are the rows of a revision's changes, and the changes by number, as they
// will be told: what is back stood as it did when it went.
func revisedRows(ctx context.Context, q querier, r bot.Revision) ([]revisedRow, map[int]bot.SlotChange, error) {
	news, returned, err := returns(r.Changes, func(talk string) ([]bot.Standing, error) { return vanishedOf(ctx, q, talk) })
	if err != nil {
		return nil, nil, err
	}
	keeping, err := all(ctx, q, scanKept, keepingQuery)
	if err != nil {
		return nil, nil, err
	}
	moves := keptMoves(keeping, slices.Concat(r.Kept, returned))
	var rows []revisedRow
	changes := map[int]bot.SlotChange{}
	for _, c := range news {
		n := slices.IndexFunc(r.Changes, func(o bot.SlotChange) bool {
			return o.Talk == c.Talk && o.After == c.After && (o.Returned || o.Before == c.Before)
		})
		changes[n] = c
		hushed := r.Quiet || c.Quiet || unheardOf(c)
		isNews := !c.Before.Same(c.After) && c.Expires.After(r.Now) && !hushed
		after, err := writeStanding(c.After)
		if err != nil {
			return nil, nil, err
		}
		for _, only := range keepers(c, keeping, moves) {
			rows = append(rows, revisedRow{n, c.Talk, only, stamp(c.Before.Start), c.Before.Room.Key, c.Before.Room.Name, isNews, hushed, after})
		}
	}
	return rows, changes, nil
}

// unheardOf reports whether a change is one of what does not take place in any case.
func unheardOf(c bot.SlotChange) bool { return c.Before.Same(c.After) && !c.Before.Alike(c.After) }

// keepers are the ways to follow a talk, as in revisedRow, of those who are to be
// told of a change as putChange would have it: by how it was kept before keptMoves.
func keepers(c bot.SlotChange, keeping []keptSlot, moves [][3]any) []any {
	ways := []any{nil}
	if !c.Before.Off {
		return append(ways, stamp(c.Before.Start))
	}
	for _, k := range keeping {
		if k.talk != c.Talk {
			continue
		}
		var now any = k.start
		if i := slices.IndexFunc(moves, func(m [3]any) bool { return m[0] == k.talk && m[1] == k.start }); i >= 0 {
			now = moves[i][2]
		}
		if now == nil || now == stamp(c.After.Start) {
			ways = append(ways, k.start)
		}
	}
	return ways
}

// toldArgs are the arguments of the queries above.
func toldArgs(rows []revisedRow, changes map[int]bot.SlotChange, waiting []knowledge, now time.Time) ([]any, error) {
	table, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	news := [][2]any{}
	for _, k := range waiting {
		if c := changes[k.n]; !k.standing.Same(c.After) && lasting(c, k.standing, now) {
			news = append(news, [2]any{k.n, k.text})
		}
	}
	known, err := json.Marshal(news)
	return []any{string(table), string(known), len(waiting) > 0}, err
}

// countTold counts those whom args tell of.
func countTold(ctx context.Context, q querier, c *bot.Concern, args []any) error {
	type told struct {
		n int
		bot.Reached
	}
	scan := func(rows *sql.Rows) (t told, err error) {
		err = rows.Scan(&t.n, &t.Platform, &t.Language, &t.People)
		return t, err
	}
	found, err := all(ctx, q, scan, eachQuery, args...)
	if err != nil {
		return err
	}
	for _, t := range found {
		c.Each[t.n] += t.People
	}
	if len(c.Each) > 1 { // somebody may be told of several
		if found, err = all(ctx, q, scan, reachQuery, args...); err != nil {
			return err
		}
	}
	for _, t := range found {
		c.Reach = append(c.Reach, t.Reached)
	}
	return each(ctx, q, func(rows *sql.Rows) error { return rows.Scan(&c.Rung) }, rungBeforeQuery, args...)
}

// countClashes counts those who would have two talks at the same time.
func countClashes(ctx context.Context, q querier, c *bot.Concern, args []any, meetings []bot.Meeting) error {
	if len(meetings) == 0 {
		return nil
	}
	rows := make([][3]any, len(meetings))
	for i, m := range meetings {
		rows[i] = [3]any{m.Change, m.Talk, stamp(m.Kept)}
	}
	table, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var one bot.Clash
		err := rows.Scan(&one.Talk, &one.People)
		if one.Talk == "" {
			c.Clashing = one.People
		} else {
			c.Clashes = append(c.Clashes, one)
		}
		return err
	}, clashQuery, append(slices.Clone(args), string(table))...)
	slices.SortFunc(c.Clashes, func(a, b bot.Clash) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Talk, b.Talk))
	})
	return err
}

// aheadQuery counts what is due on a platform and goes first.
const aheadQuery = `
	SELECT count(*) FROM outbox INDEXED BY outbox_ready
	WHERE platform = ?1 AND state = 'queued' AND not_before = 0 AND untold = 0 AND deadline < ?2 AND due <= ?3`

// countAhead counts what goes before the last of a revision's notices.
func countAhead(ctx context.Context, q querier, c *bot.Concern, r bot.Revision) error {
	var deadline time.Time
	for _, change := range r.Changes {
		if change.Deadline.After(deadline) {
			deadline = change.Deadline
		}
	}
	c.Ahead = map[string]int{}
	for _, reached := range c.Reach {
		if _, counted := c.Ahead[reached.Platform]; counted {
			continue
		}
		n, err := all(ctx, q, scanID, aheadQuery, reached.Platform, stamp(deadline), stamp(r.Now))
		if err != nil {
			return err
		}
		c.Ahead[reached.Platform] = int(n[0])
	}
	return nil
}
