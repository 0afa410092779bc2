package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"

	"usher/schedule"
)

// followDrafts has what acts add that are not done yet follow its talks and rooms to other
// keys: where a slot is published by then is found out when it is done.
func followDrafts(ctx context.Context, tx *transaction, keys map[string]string, topics map[schedule.Topic]string) error {
	if len(keys)+len(topics) == 0 {
		return nil
	}
	type draft struct {
		act  int64
		adds string
	}
	drafts, err := all(ctx, tx, func(rows *sql.Rows) (d draft, err error) {
		err = rows.Scan(&d.act, &d.adds)
		return d, err
	}, `SELECT id, adds FROM acts WHERE state = 'draft'`)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		adds, err := followAdds(d.adds, keys, topics)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE acts SET adds = ? WHERE id = ?`, adds, d.act); err != nil {
			return err
		}
	}
	return nil
}

// followAdds is what an act adds, as in its row, under other keys.
func followAdds(text string, keys map[string]string, topics map[schedule.Topic]string) (string, error) {
	var rows []numbered
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return "", err
	}
	room := func(key string) string {
		return cmp.Or(topics[schedule.Topic{Kind: schedule.TopicRoom, Key: key}], key)
	}
	var adds []schedule.Override
	for _, row := range rows {
		o, err := readOverride(string(row.Says))
		if err != nil {
			return "", err
		}
		o.Number, o.Talk = row.Number, cmp.Or(keys[o.Talk], o.Talk)
		o.Room, o.ToRoom, o.Was.Room = room(o.Room), room(o.ToRoom), room(o.Was.Room)
		if o.Added != nil {
			o.Added.Room.Key = room(o.Added.Room.Key)
		}
		adds = append(adds, o)
	}
	return writeAdds(adds)
}
