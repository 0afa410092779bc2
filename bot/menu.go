package bot

import "context"

// MenuPublisher is a Platform that can show people which commands there are.
type MenuPublisher interface {
	// PublishMenu shows the commands in place of those shown before. Its error
	// is a *SendError.
	PublishMenu(ctx context.Context, items []MenuItem) error
}

// MenuItem is a command in a menu.
type MenuItem struct {
	// Command is its name, without a slash.
	Command string
	// What says what it is for, in a few words.
	What string
}
