package format

import "usher/schedule"

// talkID is what names the talk of a slot in its source; value is "" where nothing
// does.
type talkID struct {
	kind, value string
	line        int
}

// giveKeys gives the talk of every slot its key. One that talks with different
// titles share is made longer by the title: the Congress wiki gives the same guid to
// whatever is entered on one page, in an order that changes.
func giveKeys(d *schedule.Draft, scope string, ids []talkID) {
	type name struct{ kind, value string }
	titles := map[name]string{}
	shared := map[name]bool{}
	for s, id := range ids {
		n := name{id.kind, id.value}
		title := schedule.Fold(d.Slots[s].Title)
		if known, ok := titles[n]; ok && known != title && id.value != "" {
			if !shared[n] {
				d.Warnings = append(d.Warnings, schedule.Warning{
					Line: id.line,
					Text: "it has the same id as another talk, " + schedule.Cut(schedule.Line(id.value), 40) + ": I tell them apart by their titles",
				})
			}
			shared[n] = true
		}
		titles[n] = title
	}
	for s, id := range ids {
		slot := &d.Slots[s]
		switch {
		case id.value == "":
			slot.Key = schedule.TalkKey(scope, slot.Title, speakerNames(slot.Speakers))
		case shared[name{id.kind, id.value}]:
			slot.Key = schedule.Key(scope, id.kind, id.value+"\x00"+schedule.Fold(slot.Title))
		default:
			slot.Key = schedule.Key(scope, id.kind, id.value)
		}
	}
}
