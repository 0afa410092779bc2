// Package command is what people can ask: one file and one row of a table per
// command. Commands answer; they cannot send.
package command
