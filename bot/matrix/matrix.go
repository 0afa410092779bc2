package matrix

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"slices"
	"strings"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"

	"usher/bot"
)

const name = "matrix"

// Options say whose account it is, and who wants to know what.
type Options struct {
	// Account is what Login has given.
	Account Account
	// Cipher opens what reads and writes in encrypted rooms. Without it, nil, Usher
	// is mute in those.
	Cipher OpenCipher
	// Inbox keeps what came in until it is answered.
	Inbox bot.Inbox
	// Files remembers what has been uploaded; nil is nobody.
	Files Files
	// Invitations keep the rooms that Usher is to enter; without them, nil, it goes
	// nowhere.
	Invitations Invitations
	// Invites says who may invite Usher to direct chats; into rooms that organisers
	// may, whose Matrix ids these are, or whoever may do the one where there are none.
	Invites    Rule
	Organisers []string
	// Organises reports whether somebody has been made an organiser since, by their
	// Matrix id; nil is nobody.
	Organises func(ctx context.Context, person string) bool
	// Declined says why Usher does not come to a room to those who may write to it in
	// private; "" is nothing.
	Declined string
	// LockedOut is told of each room that has been replaced by one that Usher is not
	// let into, and its name, "" if it has none. It must not wait for Receive; nil is
	// nobody.
	LockedOut func(room bot.Chat, called string)
	// Commands are the names, without a sign before them, that begin a command:
	// in a room other bots are spoken to by "!", too.
	Commands []string
	// Aliases are other names of commands. They begin one after a sign only: many
	// are words with which any question may begin.
	Aliases []string
	// Encrypted is told of each encrypted room in which Usher is spoken to or
	// should speak, once. It must not wait for Receive or Send; nil is nobody.
	Encrypted func(room bot.Chat)
	// Now is the real clock; nil is time.Now.
	Now func() time.Time
	// Log is told what nobody else is; nil is nobody.
	Log *slog.Logger
}

// Matrix is the bot.Platform for one account on one homeserver.
type Matrix struct {
	Rules
	client      *mautrix.Client
	cipher      Cipher // nil without encryption
	inbox       bot.Inbox
	files       Files         // nil remembers none
	uploading   chan struct{} // held by who uploads a file
	invitations Invitations   // nil where Usher goes nowhere
	rule        Rule
	organisers  []id.UserID
	organises   func(ctx context.Context, person string) bool // nil is nobody
	declined    string
	lockedOut   func(room bot.Chat, called string) // nil is nobody
	commands    map[string]bool                    // that need no sign before them
	signed      map[string]bool                    // that begin a command after one, too
	encrypted   func(bot.Chat)
	now         func() time.Time
	log         *slog.Logger
	secrets     []string // never to be seen in an error or the log

	rooms    rooms
	shown    shown
	unread   *unread
	echoes   echoes
	reading  reading
	refusals refusals
	knocked  chan struct{} // that there may be something to do at the doors
	// redo are the messages whose reactions are to be put right, for each reactor.
	redo [reactors]chan id.EventID
	seed maphash.Seed // shares them out
}

// New speaks for an account. Its error holds no secret, and is ErrRefused if the
// account's device is logged out. It succeeds while the homeserver is away.
func New(ctx context.Context, o Options) (*Matrix, error) {
	m, err := speakFor(o.Account, o.Log)
	if err != nil {
		return nil, err
	}
	m.inbox, m.encrypted = o.Inbox, o.Encrypted
	m.files, m.uploading = o.Files, make(chan struct{}, 1)
	m.commands, m.signed = map[string]bool{}, map[string]bool{}
	m.unread = newUnread()
	m.invitations, m.rule, m.lockedOut = o.Invitations, o.Invites, o.LockedOut
	m.declined, m.organises = o.Declined, o.Organises
	for _, who := range o.Organisers {
		m.organisers = append(m.organisers, id.UserID(who))
	}
	m.knocked, m.seed = make(chan struct{}, 1), maphash.MakeSeed()
	for i := range m.redo {
		m.redo[i] = make(chan id.EventID, maxRedo)
	}
	if o.Now != nil {
		m.now = o.Now
	}
	for _, c := range o.Commands {
		m.commands[strings.ToLower(c)] = true
	}
	for _, c := range slices.Concat(o.Commands, o.Aliases) {
		m.signed[strings.ToLower(c)] = true
	}
	if err := m.check(ctx); errors.Is(err, ErrRefused) {
		return nil, err
	} else if err != nil {
		// The homeserver is away: that is no reason not to talk elsewhere.
		m.log.Warn("cannot ask whether the account is in order", "user", o.Account.User, "error", err)
	}
	if o.Cipher != nil {
		if m.cipher, err = o.Cipher(ctx, m.client); err != nil {
			return nil, fmt.Errorf("encryption: %w", m.clean(err))
		}
	}
	return m, nil
}

// User is Usher's own Matrix id.
func (m *Matrix) User() string { return m.client.UserID.String() }

func (m *Matrix) chat(room id.RoomID) bot.Chat { return bot.Chat{Platform: name, ID: room.String()} }
