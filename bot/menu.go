package bot

import "context"

// MenuPublisher is a Platform that can show people which commands there are, and who
// Usher is before they have said anything. It changes only what is shown otherwise.
// Errors are *SendErrors.
type MenuPublisher interface {
	// PublishMenu shows commands in place of those shown before; none takes a chat's own
	// menu away.
	PublishMenu(ctx context.Context, m Menu) error
	// Introduce says who Usher is to those who speak a language, a BCP 47 tag; "" is
	// everybody for whose language nothing is said: at length where a chat begins, and
	// in short on its page.
	Introduce(ctx context.Context, language, long, short string) error
}

// Menu is the commands that some are shown.
type Menu struct {
	For Audience
	// Chat is the one chat that has this menu in place of what others have; the zero
	// Chat is all of them. For has to be Alone.
	Chat Chat
	// Language is of those who are shown it, a BCP 47 tag; "" is everybody for whose
	// language there is no menu.
	Language string
	Items    []MenuItem
}

// Audience is where a menu is shown.
type Audience int

// Where a menu is shown.
const (
	Alone  Audience = iota // to people alone with Usher
	Shared                 // in shared chats
	Rulers                 // in shared chats, to those who run them
)

// MenuItem is a command in a menu.
type MenuItem struct {
	// Command is its name, without a slash.
	Command string
	// What says what it is for, in a few words.
	What string
}
