package format

import (
	"bytes"
	"encoding/json"
	"strings"
)

var textBreaks = strings.NewReplacer("\r", `\r`, "\n", `\n`, "\t", `\t`)

// escapeBreaks escapes the line breaks and tabs that stand in the texts of a JSON
// document as they are: frab once wrote its schedule.json by a template (until 2014),
// as little programs still do, and JSON forbids them. The lines that a text loses so
// are given back behind it. What is broken in other ways stays as it is.
func escapeBreaks(data []byte, breaks *tally) []byte {
	start := bytes.TrimLeft(data, " \t\r\n")
	if len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return data
	}
	var clean []byte
	var found tally
	done := 0 // up to where data is in clean
	for i := 0; i < len(data); i++ {
		if data[i] != '"' {
			continue
		}
		end := afterString(data, i)
		if text := data[i:end]; bytes.ContainsAny(text, "\n\r\t") {
			found.addAt(data, i)
			clean = append(clean, data[done:i]...)
			clean = append(clean, textBreaks.Replace(string(text))...)
			clean = append(clean, bytes.Repeat([]byte("\n"), bytes.Count(text, []byte("\n")))...)
			done = end
		}
		i = end - 1
	}
	if found.count == 0 {
		return data
	}
	if clean = append(clean, data[done:]...); !json.Valid(clean) {
		return data
	}
	*breaks = found
	return clean
}
