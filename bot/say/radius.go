package say

import "usher/bot"

// radius says whom an act concerns.
func (m Moment) radius(p bot.Proposal) []bot.Paragraph {
	return []bot.Paragraph{m.line("radius.starred", facts{"Count": p.Radius.Starred})}
}
