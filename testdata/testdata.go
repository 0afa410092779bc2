// Package testdata holds real schedules, for the demo and for tests. It is a
// package because a file can only be embedded from beside it.
package testdata

import _ "embed" // for the schedule

// AllSystemsGo2023 is the schedule of All Systems Go! 2023 as pretalx
// 2024.2.0.dev0 exported it: 48 talks in two rooms on 13 and 14 September, in
// Berlin. The demo runs on it.
//
//go:embed schedules/all-systems-go-2023.xml
var AllSystemsGo2023 []byte

// LucaBoccassi2023 is the page that pretalx showed about a speaker of All Systems
// Go! 2023, as plain text.
//
//go:embed schedules/luca-boccassi-2023.txt
var LucaBoccassi2023 []byte
