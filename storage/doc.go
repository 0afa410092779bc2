// Package storage is what outlives the process: chats, what they follow, and
// the outbox, in SQLite.
package storage
