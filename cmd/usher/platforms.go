package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/matrix"
	"usher/bot/say"
	"usher/bot/telegram"
	"usher/storage"
)

// platforms are the networks that the settings name, on Matrix by a device.
func (c *serveCommand) platforms(ctx context.Context, store *storage.DB, on device, of rumours, log *slog.Logger) ([]bot.Platform, error) {
	var all []bot.Platform
	if c.TelegramToken != "" {
		p, err := telegram.New(telegram.Options{
			Token: string(c.TelegramToken), API: c.TelegramAPI, Webhook: c.TelegramWebhook, Inbox: store, Files: store, Log: log.With("platform", "telegram"),
		})
		if err != nil {
			return nil, fmt.Errorf("USHER_TELEGRAM_TOKEN: %w", err)
		}
		all = append(all, p)
	}
	if on.keys != nil {
		p, err := matrix.New(ctx, matrix.Options{
			Account: on.account, Cipher: on.cipher, Inbox: store, Files: store, Commands: commandNames(), Aliases: aliases(),
			Invitations: store, Invites: c.MatrixInvites, Organisers: c.Organisers.on("matrix"),
			Organises: func(ctx context.Context, person string) bool {
				team, err := store.Team(ctx)
				return err == nil && team.Authority(bot.Chat{Platform: "matrix", ID: person}).Organises()
			},
			Declined: say.In(string(c.Language)).Declined(), Encrypted: of.encrypted, LockedOut: of.lockedOut, Log: log.With("platform", "matrix"),
		})
		if errors.Is(err, matrix.ErrRefused) {
			return nil, misconfigured{fmt.Errorf("USHER_MATRIX_HOMESERVER: %s is logged out there: use usher matrix login", on.account.User)}
		}
		if keysLost(err) {
			return nil, misconfigured{fmt.Errorf("USHER_MATRIX_KEYS: %w", err)}
		}
		if err != nil {
			return nil, fmt.Errorf("USHER_MATRIX_HOMESERVER: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

func commandNames() []string {
	var names []string
	for _, c := range command.Commands() {
		names = append(names, c.Name)
	}
	return names
}

// aliases are what commands are called besides, in each language.
func aliases() []string {
	var names []string
	for _, c := range command.Commands() {
		names = append(names, say.AllAliases(c.Name)...)
	}
	return names
}
