package say

import (
	"strconv"

	"usher/bot"
	"usher/schedule"
)

// Overrides lists what organisers say over the published schedule.
func (m Moment) Overrides(all []schedule.Override, published *schedule.Schedule, skip int) bot.Message {
	if len(all) == 0 {
		return m.one("overrides.none", nil)
	}
	return m.overrides(m.line("overrides.head", facts{"Count": len(all)}), all, published, skip)
}

// OverrideGone says that an override that was to be ended is not in force any more.
func (m Moment) OverrideGone(all []schedule.Override, published *schedule.Schedule) bot.Message {
	if len(all) == 0 {
		return m.one("overrides.none", nil)
	}
	return m.overrides(m.line("overrides.gone", nil), all, published, 0)
}

func (m Moment) overrides(head bot.Paragraph, all []schedule.Override, published *schedule.Schedule, skip int) bot.Message {
	body := []bot.Paragraph{head}
	page, skip, more := paged(all, skip, foundSize)
	var row []bot.Button
	for i, o := range page {
		n := skip + i + 1
		body = append(body, m.line("overrides.entry", facts{"N": n, "What": m.override(o, published)}))
		author, _ := bot.ParseChat(o.By) // nobody once they are forgotten
		by := m.line("overrides.by", facts{"At": m.when(o.At), "By": m.doer(author)})
		by[0].Tied = true
		body = append(body, by)
		row = append(row, press(m.label("overrides.end", facts{"N": n}), "/overrides end "+strconv.FormatInt(o.Number, 10))...)
	}
	return bot.Message{Body: body, Buttons: flow(row, m.morePages("/overrides", skip+foundSize, more))}
}

// override is what one says, in a line.
func (m Moment) override(o schedule.Override, published *schedule.Schedule) bot.Paragraph {
	if o.Kind == schedule.Delay {
		id := "overrides.delay"
		if o.Late == 0 {
			id = "overrides.delay.over"
		}
		return m.line(id, facts{"Room": m.called(published, o.Room), "Length": m.length(o.Late), "When": m.when(o.From)})
	}
	if o.Kind == schedule.Add && o.Added != nil {
		return m.line("overrides.add", facts{"Title": m.title(o.Added), "When": m.dayTime(o.Added.Start), "Room": m.called(published, o.Added.Room.Key)})
	}
	talk := schedule.Topic{Kind: schedule.TopicTalk, Key: o.Talk}
	title, known := published.Name(talk)
	if !known {
		title, known = m.schedule.Name(talk) // organisers have added it
	}
	f := facts{"Title": m.named(title), "Was": m.dayTime(o.Slot), "WasRoom": m.called(published, o.Room),
		"When": m.when(o.ToStart), "Room": m.called(published, o.ToRoom)}
	id := "overrides." + string(o.Kind)
	if o.Kind == schedule.Move && o.ToStart.IsZero() {
		id = "overrides.move.room"
	} else if o.Kind == schedule.Move && o.ToRoom == "" {
		id = "overrides.move.time"
	}
	line := m.line(id, f)
	if !known {
		line = append(line, m.line("overrides.hidden", nil)...)
	}
	return line
}

// called is a room's name by its key.
func (v Voice) called(s *schedule.Schedule, key string) string {
	name, _ := s.Name(schedule.Topic{Kind: schedule.TopicRoom, Key: key})
	return v.roomName(schedule.Room{Name: name})
}
