package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/matrix"
	"usher/bot/say"
	"usher/bot/telegram"
	"usher/storage"
)

// platforms are the networks that the settings name. Encrypted is told of rooms
// in which Usher cannot read.
func (c *serveCommand) platforms(ctx context.Context, store *storage.DB, encrypted func(bot.Chat), log *slog.Logger) ([]bot.Platform, error) {
	var all []bot.Platform
	if c.TelegramToken != "" {
		p, err := telegram.New(telegram.Options{
			Token: string(c.TelegramToken), API: c.TelegramAPI, Inbox: store, Log: log.With("platform", "telegram"),
		})
		if err != nil {
			return nil, fmt.Errorf("USHER_TELEGRAM_TOKEN: %w", err)
		}
		all = append(all, p)
	}
	if c.MatrixHomeserver != "" {
		p, err := matrix.New(ctx, matrix.Options{
			Homeserver: c.MatrixHomeserver, User: c.MatrixUser, Token: string(c.MatrixToken), Password: string(c.MatrixPassword),
			Inbox: store, Commands: commandNames(command.Commands()), Encrypted: encrypted, Log: log.With("platform", "matrix"),
		})
		if err != nil {
			return nil, fmt.Errorf("USHER_MATRIX_HOMESERVER: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

func commandNames(commands []command.Command) []string {
	var names []string
	for _, c := range commands {
		names = append(append(names, c.Name), c.Aliases...)
	}
	return names
}

// menuRetry is how long to wait before a menu is published again that a network
// did not take.
const menuRetry = time.Minute

// publishMenus shows people which commands there are, on the networks that have
// menus. A network that cannot be reached yet is asked again.
func publishMenus(ctx context.Context, platforms map[string]bot.Platform, language string, log *slog.Logger) {
	voice := say.In(language)
	var menu []bot.MenuItem
	for _, c := range command.Commands() {
		if c.For == command.Everyone {
			menu = append(menu, bot.MenuItem{Command: c.Name, What: voice.For(c.Name)})
		}
	}
	for _, p := range platforms {
		publisher, ok := p.(bot.MenuPublisher)
		if !ok {
			continue
		}
		for ctx.Err() == nil {
			err := publisher.PublishMenu(ctx, menu)
			if err == nil || ctx.Err() != nil {
				break
			}
			failed := bot.AsSendError(err)
			log.Warn("cannot publish the menu of commands", "platform", p.Name(), "error", err)
			if failed.Failure == bot.Rejected {
				break
			}
			select {
			case <-time.After(max(menuRetry, failed.After)):
			case <-ctx.Done():
			}
		}
	}
}
