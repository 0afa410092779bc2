package format

import "usher/schedule"

// languageTag writes the language of a talk as BCP 47 does: "de", "en-US"; of
// one that is held in several, as a list: "de, en". What names no language is "".
func languageTag(s string) string {
	return schedule.Line(s)
}
