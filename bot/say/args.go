package say

import "regexp"

// args are what can follow a command, in the voice's language: "[Raum|Zahl]". The
// words stand in the catalogue under "arg.".
func (v Voice) args(shown string) string {
	return argument.ReplaceAllStringFunc(shown, func(word string) string { return v.label("arg."+word, nil) })
}

var argument = regexp.MustCompile(`\b[a-z]{2,}`)
