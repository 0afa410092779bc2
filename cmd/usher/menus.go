package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"usher/bot"
	"usher/bot/command"
	"usher/bot/say"
	"usher/schedule"
)

// menuRetry is how long to wait before something is published again that a network
// did not take.
const menuRetry = time.Minute

// publication is something that a network is to show to people before they say anything.
type publication struct {
	network, what, language string
	publish                 func(context.Context) error
}

// errNoSchedule is that there is no conference yet to speak of.
var errNoSchedule = errors.New("there is no schedule yet")

// publishMenus shows people which commands there are, and whose bot this is, on the
// networks that have such: in each language that Usher speaks, and in the conference's
// to all others. What a network does not take yet is tried again, and keeps nothing else
// waiting. Where roles may change it goes on, and follows these and the conference's name.
func publishMenus(ctx context.Context, platforms map[string]bot.Platform, language string, current func() *schedule.Schedule, who roster, log *slog.Logger) {
	var waiting []publication
	own := func(person bot.Chat) {
		if publisher, ok := platforms[person.Platform].(bot.MenuPublisher); ok {
			waiting = append(waiting, ownMenus(publisher, language, person, who, log)...)
		}
	}
	everywhere := func(what func(network string, on bot.MenuPublisher, language, words string) []publication) {
		for name, p := range platforms {
			if publisher, ok := p.(bot.MenuPublisher); ok {
				for _, spoken := range append(say.Languages(), "") {
					waiting = append(waiting, what(name, publisher, spoken, cmp.Or(spoken, language))...)
				}
			}
		}
	}
	introduce := func(network string, on bot.MenuPublisher, language, words string) []publication {
		return []publication{introduction(network, on, language, words, current)}
	}
	for _, person := range who.people(ctx, log) {
		own(person)
	}
	everywhere(menus)
	everywhere(introduce)
	introduced := current().Conference().Title
	for len(waiting) > 0 || who.regranted != nil {
		var pause time.Duration
		waiting, pause = publish(ctx, waiting, log)
		if len(waiting) == 0 && who.regranted == nil {
			return
		}
		select {
		case <-time.After(pause):
		case person := <-who.regranted:
			own(person)
		case <-ctx.Done():
			return
		}
		if title := current().Conference().Title; title != introduced {
			introduced = title
			everywhere(introduce)
		}
	}
}

// publish returns what is still to be published, and after what pause.
func publish(ctx context.Context, waiting []publication, log *slog.Logger) (left []publication, pause time.Duration) {
	pause = menuRetry
	left = slices.DeleteFunc(waiting, func(p publication) bool {
		err := p.publish(ctx)
		if err == nil || ctx.Err() != nil {
			return true
		}
		if errors.Is(err, errNoSchedule) {
			return false
		}
		failed := bot.AsSendError(err)
		log.Warn("cannot publish what people see first", "what", p.what, "platform", p.network, "language", p.language, "error", err)
		pause = max(pause, failed.After)
		return failed.Failure == bot.Rejected || failed.Failure == bot.Gone
	})
	return left, pause
}

// menus are those of a network for all who are shown one: people alone with Usher,
// shared chats, and those who run these.
func menus(network string, on bot.MenuPublisher, language, words string) []publication {
	everyone := func(c command.Command) bool { return c.For == command.Everyone }
	all := []bot.Menu{
		{For: bot.Alone, Items: menuItems(words, everyone)},
		{For: bot.Shared, Items: menuItems(words, func(c command.Command) bool { return everyone(c) && !c.Changes })},
		{For: bot.Rulers, Items: menuItems(words, everyone)},
	}
	var publications []publication
	for _, m := range all {
		m.Language = language
		publications = append(publications, publication{network, "a menu of commands", language, func(ctx context.Context) error {
			return on.PublishMenu(ctx, m)
		}})
	}
	return publications
}

// ownMenus are those of somebody of the team in their chat, in each language; none any
// more, if they are not of it when that is published.
func ownMenus(on bot.MenuPublisher, language string, person bot.Chat, who roster, log *slog.Logger) []publication {
	var publications []publication
	for _, spoken := range append(say.Languages(), "") {
		words := cmp.Or(spoken, language)
		publications = append(publications, publication{person.Platform, "an organiser's menu of commands", spoken, func(ctx context.Context) error {
			m := bot.Menu{Chat: person, Language: spoken}
			if may := who.mayUse(person, who.granted(ctx, log)); may != command.Everyone {
				m.Items = menuItems(words, func(c command.Command) bool { return c.For <= may })
			}
			return on.PublishMenu(ctx, m)
		}})
	}
	return publications
}

// introduction is whose bot this is.
func introduction(network string, on bot.MenuPublisher, language, words string, current func() *schedule.Schedule) publication {
	return publication{network, "who Usher is", language, func(ctx context.Context) error {
		s := current()
		if s.Conference().Title == "" && len(s.Slots()) == 0 {
			return errNoSchedule
		}
		long, short := say.In(words).At(s, time.Time{}, nil).About()
		if err := on.Introduce(ctx, language, long, short); err != nil {
			return fmt.Errorf("introducing Usher: %w", err)
		}
		return nil
	}}
}

// menuItems are the commands of a menu.
func menuItems(language string, shown func(command.Command) bool) []bot.MenuItem {
	voice := say.In(language)
	var items []bot.MenuItem
	for _, c := range command.Commands() {
		if shown(c) {
			items = append(items, bot.MenuItem{Command: c.Name, What: voice.For(c.Name)})
		}
	}
	return items
}
