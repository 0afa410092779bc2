package storage

import (
	"encoding/json"
	"time"

	"usher/schedule"
)

// override is a schedule.Override in JSON, without its number and who made it.
type override struct {
	Kind    schedule.OverrideKind `json:"kind"`
	Talk    string                `json:"talk,omitempty"`
	Slot    int64                 `json:"slot,omitempty"`
	Room    string                `json:"room,omitempty"`
	ToRoom  string                `json:"to_room,omitempty"`
	ToStart int64                 `json:"to_start,omitempty"`
	Was     *spot                 `json:"was,omitempty"`
	Asked   *spot                 `json:"asked,omitempty"`
	Added   *added                `json:"added,omitempty"`
	Late    int64                 `json:"late,omitempty"` // milliseconds
	From    int64                 `json:"from,omitempty"`
	Except  []exception           `json:"except,omitempty"`
}

type spot struct {
	Start int64  `json:"start"`
	Room  string `json:"room"`
	Off   bool   `json:"off,omitempty"`
}

type exception struct {
	Talk  string `json:"talk"`
	Start int64  `json:"start"`
}

// added is the talk of an override that adds one.
type added struct {
	Title    string    `json:"title"`
	Speakers []speaker `json:"speakers,omitempty"`
	Room     string    `json:"room"`
	Start    int64     `json:"start"`
	End      int64     `json:"end,omitempty"`
	Abstract string    `json:"abstract,omitempty"`
	Language string    `json:"language,omitempty"`
}

type speaker struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

func writeOverride(o schedule.Override) (string, error) {
	row := override{
		Kind: o.Kind, Talk: o.Talk, Slot: optional(o.Slot), Room: o.Room, ToRoom: o.ToRoom, ToStart: optional(o.ToStart),
		Late: o.Late.Milliseconds(), From: optional(o.From),
	}
	if o.Was != (schedule.Spot{}) {
		row.Was = &spot{stamp(o.Was.Start), o.Was.Room, o.Was.Off}
	}
	if o.Asked != nil {
		row.Asked = &spot{stamp(o.Asked.Start), o.Asked.Room, o.Asked.Off}
	}
	for _, e := range o.Except {
		row.Except = append(row.Except, exception{e.Talk, stamp(e.Start)})
	}
	if a := o.Added; a != nil {
		row.Added = &added{Title: a.Title, Room: a.Room.Key, Start: stamp(a.Start), End: optional(a.End), Abstract: a.Abstract, Language: a.Language}
		for _, p := range a.Speakers {
			row.Added.Speakers = append(row.Added.Speakers, speaker{p.Key, p.Name})
		}
	}
	text, err := json.Marshal(row)
	return string(text), err
}

func readOverride(text string) (schedule.Override, error) {
	var row override
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return schedule.Override{}, err
	}
	o := schedule.Override{
		Kind: row.Kind, Talk: row.Talk, Slot: present(row.Slot), Room: row.Room, ToRoom: row.ToRoom, ToStart: present(row.ToStart),
		Late: time.Duration(row.Late) * time.Millisecond, From: present(row.From),
	}
	if s := row.Was; s != nil {
		o.Was = schedule.Spot{Start: instant(s.Start), Room: s.Room, Off: s.Off}
	}
	if s := row.Asked; s != nil {
		o.Asked = &schedule.Spot{Start: instant(s.Start), Room: s.Room, Off: s.Off}
	}
	for _, e := range row.Except {
		o.Except = append(o.Except, schedule.Exception{Talk: e.Talk, Start: instant(e.Start)})
	}
	if a := row.Added; a != nil {
		o.Added = &schedule.Slot{
			Talk: schedule.Talk{Key: o.Talk, Title: a.Title, Abstract: a.Abstract, Language: a.Language},
			Room: schedule.Room{Key: a.Room}, Start: instant(a.Start), End: present(a.End),
		}
		for _, p := range a.Speakers {
			o.Added.Speakers = append(o.Added.Speakers, schedule.Speaker{Key: p.Key, Name: p.Name})
		}
	}
	return o, nil
}

// optional is a time in JSON, of which 0 is none.
func optional(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return stamp(t)
}

func present(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return instant(ms)
}
