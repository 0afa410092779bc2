package telegramtest

import (
	"encoding/json"
	"regexp"
	"slices"
)

// menuCommand is what a command in a menu may be (Bot API, BotCommand).
var menuCommand = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// menuLanguage is a language_code, an ISO 639-1 one (Bot API, setMyCommands).
var menuLanguage = regexp.MustCompile(`^[a-z]{2}$`)

// MenuItem is a command as setMyCommands was told.
type MenuItem struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Menu is what setMyCommands was told last for a language_code: "" is for
// everybody who has no menu of their own.
func (s *Server) Menu(language string) []MenuItem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.menus[language])
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
	language := p["language_code"]
	if language != "" && !menuLanguage.MatchString(language) {
		return nil, bad("invalid language code specified")
	}
	if s.menus == nil {
		s.menus = map[string][]MenuItem{}
	}
	s.menus[language] = menu
	return true, nil
}
