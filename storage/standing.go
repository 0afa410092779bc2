package storage

import (
	"database/sql"
	"encoding/json"

	"usher/bot"
	"usher/schedule"
)

// standing is a bot.Standing in JSON. Two that are equal are written alike.
type standing struct {
	Start int64  `json:"start"`
	Key   string `json:"key"` // the room's
	Room  string `json:"room"`
	Title string `json:"title"`
	Off   bool   `json:"off"`
}

func standingOf(s bot.Standing) standing {
	return standing{stamp(s.Start), s.Room.Key, s.Room.Name, s.Title, s.Off}
}

func writeStanding(s bot.Standing) (string, error) {
	text, err := json.Marshal(standingOf(s))
	return string(text), err
}

func readStanding(text string) (bot.Standing, error) {
	if text == "" {
		return bot.Standing{}, nil
	}
	var s standing
	err := json.Unmarshal([]byte(text), &s)
	return bot.Standing{
		Start: instant(s.Start), Room: schedule.Room{Key: s.Key, Name: s.Room}, Title: s.Title, Off: s.Off,
	}, err
}

// changedOf is what a change changes of a standing, in JSON.
func changedOf(c bot.SlotChange) (string, error) {
	before, after := standingOf(c.Before), standingOf(c.After)
	changed := map[string]any{}
	if after.Start != before.Start {
		changed["start"] = after.Start
	}
	if after.Key != before.Key || after.Room != before.Room {
		changed["key"], changed["room"] = after.Key, after.Room
	}
	if after.Title != before.Title {
		changed["title"] = after.Title
	}
	if after.Off != before.Off {
		changed["off"] = after.Off
	}
	text, err := json.Marshal(changed)
	return string(text), err
}

func scanStanding(rows *sql.Rows) (bot.Standing, error) {
	var text string
	if err := rows.Scan(&text); err != nil {
		return bot.Standing{}, err
	}
	return readStanding(text)
}
