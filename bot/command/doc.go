// Package command is what people can ask: one file and one row of a table per
// command. Commands look at the schedule in force, read and write the Store,
// and answer with a message; they have no way to send one.
package command
