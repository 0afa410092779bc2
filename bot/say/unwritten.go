package say

import (
	"time"

	"usher/bot"
)

// Unwritten says that what was asked for cannot be written down now.
func (v Voice) Unwritten() bot.Message { return v.one("unwritten", nil) }

// Unreadable says that something was said whose key has not come.
func (v Voice) Unreadable() bot.Message { return v.one("unreadable", nil) }

// CannotWrite tells organisers that nothing can be written down.
func (m Moment) CannotWrite(t bot.Trouble) bot.Message {
	return bot.Message{Rings: true, Body: []bot.Paragraph{
		m.line("unwritten.begun", facts{"At": m.when(t.Since), "Why": t.Why}),
		m.line("unwritten.how", nil),
	}}
}

// WritesAgain tells organisers that such trouble has ended.
func (m Moment) WritesAgain(t bot.Trouble, until time.Time) bot.Message {
	return bot.Message{Rings: true, Body: []bot.Paragraph{
		m.line("unwritten.over", facts{"From": m.when(t.Since), "To": m.when(until), "Why": t.Why}),
		m.line("unwritten.after", nil),
	}}
}
