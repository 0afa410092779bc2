package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
)

// menuRetry is how long to wait before a menu is published again that a network
// did not take.
const menuRetry = time.Minute

// menu is what a network shows to those who speak a language.
type menu struct {
	network  string
	on       bot.MenuPublisher
	language string // "" is everybody else
	items    []bot.MenuItem
}

// publishMenus shows people which commands there are, on the networks that have
// menus: in each language that Usher speaks, and in the conference's to all
// others. What a network does not take yet is tried again, and keeps nothing else
// waiting.
func publishMenus(ctx context.Context, platforms map[string]bot.Platform, language string, log *slog.Logger) {
	var waiting []menu
	for name, p := range platforms {
		if publisher, ok := p.(bot.MenuPublisher); ok {
			waiting = append(waiting, menu{name, publisher, "", menuItems(language)})
			for _, spoken := range say.Languages() {
				waiting = append(waiting, menu{name, publisher, spoken, menuItems(spoken)})
			}
		}
	}
	for len(waiting) > 0 {
		pause := menuRetry
		waiting = slices.DeleteFunc(waiting, func(m menu) bool {
			err := m.on.PublishMenu(ctx, m.language, m.items)
			if err == nil || ctx.Err() != nil {
				return true
			}
			failed := bot.AsSendError(err)
			log.Warn("cannot publish the menu of commands", "platform", m.network, "language", m.language, "error", err)
			pause = max(pause, failed.After)
			return failed.Failure == bot.Rejected
		})
		if len(waiting) == 0 {
			return
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// menuItems are the commands that are for everybody.
func menuItems(language string) []bot.MenuItem {
	voice := say.In(language)
	var items []bot.MenuItem
	for _, c := range command.Commands() {
		if c.For == command.Everyone {
			items = append(items, bot.MenuItem{Command: c.Name, What: voice.For(c.Name)})
		}
	}
	return items
}
