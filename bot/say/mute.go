package say

import (
	"time"

	"usher/bot"
)

// allMuted says that nothing rings because all is muted, and until when, with a
// button to end that which leads back; nothing where all is not muted.
func (m Moment) allMuted(w bot.Wishes, back string) ([]bot.Paragraph, []bot.Button) {
	mute, ok := w.Muted("", m.now)
	if !ok {
		return nil, nil
	}
	return []bot.Paragraph{m.line("mute.all", facts{"Until": m.until(mute.Until)})},
		press(m.label("button.unmute", nil), cameFrom("/unmute", back))
}

// until is " until 15:00", or nothing where that is left open.
func (m Moment) until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return m.label("mute.until", facts{"Time": m.when(t)})
}
