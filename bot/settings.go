package bot

import "time"

// ConferenceLead stands, in place of a lead, for the conference's own.
const ConferenceLead time.Duration = -1

// Settings are what a chat has chosen.
type Settings struct {
	// Leads are how long before a talk the chat is rung, longest first; none
	// means the conference's own.
	Leads []time.Duration
}
