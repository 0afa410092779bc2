package format

import (
	"cmp"
	"fmt"
	"slices"

	"usher/schedule"
)

// maxAlike is how many warnings of one kind are given in full: a merged export can
// have the same doubt about each of its events.
const maxAlike = 10

// drafting is a draft in the making.
type drafting struct {
	draft schedule.Draft
	alike map[string]*alike // by what all warnings of a kind have in common
}

type alike struct{ count, last int }

func (d *drafting) warn(line int, format string, args ...any) {
	if d.alike == nil {
		d.alike = map[string]*alike{}
	}
	kind := d.alike[format]
	if kind == nil {
		kind = &alike{}
		d.alike[format] = kind
	}
	if kind.count++; kind.count > maxAlike {
		return
	}
	kind.last = len(d.draft.Warnings)
	d.draft.Warnings = append(d.draft.Warnings, schedule.Warning{Line: line, Text: fmt.Sprintf(format, args...)})
}

// finish is the draft, with its warnings in the order of the lines.
func (d *drafting) finish() schedule.Draft {
	for _, kind := range d.alike {
		if kind.count > maxAlike {
			d.draft.Warnings[kind.last].Text += fmt.Sprintf(" (and %d more like this)", kind.count-maxAlike)
		}
	}
	slices.SortStableFunc(d.draft.Warnings, func(a, b schedule.Warning) int { return cmp.Compare(a.Line, b.Line) })
	return d.draft
}
