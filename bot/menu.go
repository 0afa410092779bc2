package bot

import "context"

// MenuPublisher is a Platform that can show people which commands there are.
type MenuPublisher interface {
	// PublishMenu shows the commands to those who speak a language, a BCP 47
	// tag, in place of those shown to them before; "" is everybody for whose
	// language there is no menu. Its error is a *SendError.
	PublishMenu(ctx context.Context, language string, items []MenuItem) error
}

// MenuItem is a command in a menu.
type MenuItem struct {
	// Command is its name, without a slash.
	Command string
	// What says what it is for, in a few words.
	What string
}
