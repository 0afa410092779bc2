package telegramtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
)

// menuCommand is what a command in a menu may be (Bot API, BotCommand).
var menuCommand = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// menuLanguage is a language_code, an ISO 639-1 one (Bot API, setMyCommands).
var menuLanguage = regexp.MustCompile(`^[a-z]{2}$`)

// menus is what people are shown before they say anything.
type menus struct {
	commands map[audience][]MenuItem
	texts    map[about]string
}

// audience is who is shown a menu: in a scope, as in "all_private_chats" or
// "chat 1001", whose app speaks a language.
type audience struct{ scope, language string }

// about is a text of the bot's about itself.
type about struct{ field, language string }

// MenuItem is a command as setMyCommands was told.
type MenuItem struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Menu is what setMyCommands was told last for a scope and a language_code: "" is for
// everybody who has no menu of their own.
func (s *Server) Menu(scope, language string) []MenuItem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.menus.commands[audience{scope, language}])
}

// About is what the bot says of itself, at length or in short, for a language_code.
func (s *Server) About(language string) (long, short string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menus.texts[about{"description", language}], s.menus.texts[about{"short_description", language}]
}

// scoped reads whom a menu is for.
func (s *Server) scoped(p params) (audience, *refusal) {
	var scope struct {
		Type string `json:"type"`
		Chat string `json:"chat_id"`
	}
	if err := json.Unmarshal([]byte(p["scope"]), &scope); err != nil {
		return audience{}, bad("can't parse BotCommandScope: %v", err)
	}
	switch scope.Type {
	case "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat":
		id, err := strconv.ParseInt(scope.Chat, 10, 64)
		if _, known := s.chats[id]; err != nil || !known {
			return audience{}, bad("chat not found")
		}
		scope.Type += " " + scope.Chat
	default:
		return audience{}, bad("can't parse BotCommandScope: unsupported type specified")
	}
	language, refused := languageCode(p)
	return audience{scope.Type, language}, refused
}

func languageCode(p params) (string, *refusal) {
	language := p["language_code"]
	if language != "" && !menuLanguage.MatchString(language) {
		return "", bad("invalid language code specified")
	}
	return language, nil
}

func (s *Server) setMyCommands(p params) (any, *refusal) {
	var menu []MenuItem
	if err := json.Unmarshal([]byte(p["commands"]), &menu); err != nil {
		return nil, bad("can't parse BotCommand: %v", err)
	}
	if len(menu) > 100 {
		return nil, bad("too many commands specified")
	}
	for _, item := range menu {
		if !menuCommand.MatchString(item.Command) {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		if n := characters(item.Description); n < 1 || n > 256 {
			return nil, bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	whose, refused := s.scoped(p)
	if refused != nil {
		return nil, refused
	}
	if s.menus.commands == nil {
		s.menus.commands = map[audience][]MenuItem{}
	}
	s.menus.commands[whose] = menu
	return true, nil
}

func (s *Server) deleteMyCommands(p params) (any, *refusal) {
	whose, refused := s.scoped(p)
	if refused != nil {
		return nil, refused
	}
	delete(s.menus.commands, whose)
	return true, nil
}

func (s *Server) getMyCommands(p params) (any, *refusal) {
	whose, refused := s.scoped(p)
	if refused != nil {
		return nil, refused
	}
	return append([]MenuItem{}, s.menus.commands[whose]...), nil
}

// describe serves the setting of a text of at most so many characters.
func describe(field string, most int) func(*Server, params) (any, *refusal) {
	return func(s *Server, p params) (any, *refusal) {
		language, refused := languageCode(p)
		if refused != nil {
			return nil, refused
		}
		if characters(p[field]) > most {
			return nil, bad("MESSAGE_TOO_LONG")
		}
		if s.menus.texts == nil {
			s.menus.texts = map[about]string{}
		}
		s.menus.texts[about{field, language}] = p[field]
		return true, nil
	}
}

// described serves the asking for it.
func described(field string) func(*Server, params) (any, *refusal) {
	return func(s *Server, p params) (any, *refusal) {
		language, refused := languageCode(p)
		if refused != nil {
			return nil, refused
		}
		return map[string]string{field: s.menus.texts[about{field, language}]}, nil
	}
}
