package bot

import (
	"context"
	"errors"
	"time"
)

const (
	// Here is the notice, for a channel, that a talk is about to start in its room.
	Here NoticeKind = "here"
	// Board is the notice that what stands in a channel is to be looked over: the one
	// message there that is edited as the day goes on. Its Start is as of when.
	Board NoticeKind = "board"
	// Pin is the notice that a channel's board is to be pinned. Its Notice.Talk is the
	// board's message.
	Pin NoticeKind = "pin"
	// Unpin is the notice that it need not be any more, as nothing is to come that it could
	// say. Its Notice.Talk is the board's message.
	Unpin NoticeKind = "unpin"
	// Unpinned tells who has set up a channel that Usher may not pin anything there.
	// Its Notice.Talk is the channel's rooms, their keys with blanks between.
	Unpinned NoticeKind = "unpinned"
)

// HereLead is how long before a talk its room's channel says that it is next: long
// enough to find a seat, and too short to go elsewhere first.
const HereLead = 5 * time.Minute

// AllRooms stands, in place of a room's key, for the whole conference.
const AllRooms = ""

// ChannelCodeLife is how long an organiser has to post in a channel the code that
// makes it one: the hour of every one-time code.
const ChannelCodeLife = time.Hour

// ErrNoCode says that a code makes nothing a channel: it was used, is too old, or
// never was one.
var ErrNoCode = errors.New("no such code")

// Channel is a chat in which a room's doings are announced to whoever reads it.
type Channel struct {
	Chat Chat
	// Number is the same for as long as the chat is known, so that a button can name
	// it.
	Number int64
	// Rooms are the rooms' keys, AllRooms among them, in no order that means
	// anything.
	Rooms []string
}

// boardDeadline puts a channel's board behind whoever is rung meanwhile, boardExpiry is
// how long it is worth looking over: it is worded as of when that is done.
const boardDeadline, boardExpiry = time.Hour, 24 * time.Hour

// BoardNotice is that a channel's board is to be looked over as of an instant.
func BoardNotice(at time.Time) Notice {
	return Notice{Kind: Board, Start: at, Due: at, Deadline: at.Add(boardDeadline), Expires: at.Add(boardExpiry)}
}

// Posting is a notice for the channels of some rooms.
type Posting struct {
	Notice
	// Rooms are the rooms' keys, AllRooms among them; nil is every channel there is.
	Rooms []string
}

// Pinner is a Platform that can keep one message in sight of all who open its chat.
type Pinner interface {
	// Pin makes one attempt to pin a message, without a sound and beside what others
	// have pinned. Its error is a *SendError, Rejected where Usher may not.
	Pin(ctx context.Context, ref Ref) error
	// Unpin makes one attempt to take that back; what is not pinned stays so. Its error is
	// as Pin's.
	Unpin(ctx context.Context, ref Ref) error
}

// Beholder is a Platform that takes edits of messages that are not there any more.
type Beholder interface {
	// Stands reports whether a message still stands in its chat. Its error is a
	// *SendError.
	Stands(ctx context.Context, ref Ref) (bool, error)
}
