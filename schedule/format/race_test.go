//go:build race

package format_test

func init() { underRace = true }
