package main

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"

	"usher/bot"
)

// hooked is a platform whose network may bring over HTTP what comes in, instead of
// being asked for it: at a path of its own. The handler is nil if it does not.
type hooked interface {
	Webhook() (at string, handler http.Handler)
}

// webhooks are where networks bring what comes in, by path.
func webhooks(platforms []bot.Platform) map[string]http.Handler {
	all := map[string]http.Handler{}
	for _, p := range platforms {
		b, ok := p.(hooked)
		if !ok {
			continue
		}
		if at, handler := b.Webhook(); handler != nil {
			all[at] = handler
		}
	}
	return all
}

// webhookPorts are those that Telegram comes to (core.telegram.org/bots/webhooks).
var webhookPorts = []string{"", "443", "80", "88", "8443"}

// webhookPath is the form of a path that means the same to every proxy.
var webhookPath = regexp.MustCompile(`^/[A-Za-z0-9_./~-]+$`)

// wrongWebhook says what of the webhook cannot be; nil is nothing. A Bot API server
// of one's own comes to any port, also without TLS.
func (c *serveCommand) wrongWebhook() error {
	if c.TelegramWebhook == "" {
		return nil
	}
	u, err := url.Parse(c.TelegramWebhook)
	own := c.TelegramAPI != ""
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !own):
		return errors.New("USHER_TELEGRAM_WEBHOOK: that is not an address like https://usher.example.org/telegram")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("USHER_TELEGRAM_WEBHOOK: it is an address and a path, no more: Usher makes its own secret")
	case !own && !slices.Contains(webhookPorts, u.Port()):
		return errors.New("USHER_TELEGRAM_WEBHOOK: Telegram comes to the ports 443, 80, 88 and 8443 alone")
	case !webhookPath.MatchString(u.Path) || path.Clean(u.Path) != u.Path || slices.Contains(healthPaths, u.Path):
		return errors.New("USHER_TELEGRAM_WEBHOOK: give it a plain path of its own, as in https://usher.example.org/telegram")
	case c.Listen == "":
		return errors.New("USHER_TELEGRAM_WEBHOOK: say by USHER_LISTEN where to answer what is brought there")
	case c.TelegramToken == "" && c.TelegramTokenFile == "":
		return errors.New("USHER_TELEGRAM_WEBHOOK: Telegram is not set up")
	}
	return nil
}
