package main

import (
	"errors"
	"regexp"
)

// telegramFlags say which bot on Telegram is Usher.
type telegramFlags struct {
	TelegramToken     secret `env:"USHER_TELEGRAM_TOKEN" placeholder:"TOKEN" help:"What @BotFather gave you."`
	TelegramTokenFile string `env:"USHER_TELEGRAM_TOKEN_FILE" placeholder:"FILE" help:"A file that holds it."`
	TelegramAPI       string `name:"telegram-api" env:"USHER_TELEGRAM_API" placeholder:"URL" help:"Another Bot API server than Telegram's own."`
}

// telegramToken is the form of a bot's token: its account's id and a secret.
var telegramToken = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// wrong reads the token from its file, if it stands in one, and is what of the settings
// cannot be.
func (f *telegramFlags) wrong() complaints {
	var wrong complaints
	file := secretFile{"USHER_TELEGRAM_TOKEN", &f.TelegramToken, f.TelegramTokenFile}
	if err := file.read(); err != nil {
		wrong = append(wrong, err)
	}
	if f.TelegramAPI != "" && !isAddress(f.TelegramAPI) {
		wrong = append(wrong, errors.New("USHER_TELEGRAM_API: that is not an address like https://example.org"))
	}
	if f.TelegramToken != "" && !telegramToken.MatchString(string(f.TelegramToken)) {
		wrong = append(wrong, errors.New("USHER_TELEGRAM_TOKEN: it is not of the form that @BotFather gives, 123456:AAF…"))
	}
	return wrong
}
