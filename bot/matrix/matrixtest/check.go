package matrixtest

import (
	"bytes"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
)

// check complains of what the bot must never send: anything in clear into an
// encrypted room, text that servers search for mentions, a reaction or an edit of
// nothing. The caller holds mu.
func (s *Server) check(name, kind string, content map[string]any) {
	on, relation, key := (&event{Content: content}).relation()
	if kind == typeEncrypted {
		inner, opened, ok := unseal(content)
		if !ok || inner != "m.room.message" {
			s.t.Errorf("the bot encrypts %q", inner)
			return
		}
		if opened["url"] != nil {
			s.t.Error("a file lies in clear for an encrypted room")
		}
		s.checkMessage(opened)
		return
	}
	for _, e := range s.events {
		// Reactions have no encryption: clients could not count them.
		if e.Room == name && e.Type == "m.room.encryption" && kind != "m.reaction" {
			s.t.Errorf("%s goes in clear into an encrypted room", kind)
		}
	}
	switch kind {
	case "m.room.message":
		s.checkMessage(content)
	case "m.reaction":
		if on == "" || key == "" || relation != "m.annotation" {
			s.t.Errorf("a broken reaction: %v", content)
		}
	default:
		s.t.Errorf("the bot sends %s", kind)
	}
}

// reacted reports whether the bot has put such a reaction there already: Synapse takes
// none twice. The caller holds mu.
func (s *Server) reacted(name, kind string, content map[string]any) bool {
	on, relation, key := (&event{Content: content}).relation()
	return kind == "m.reaction" && slices.ContainsFunc(s.events, func(e *event) bool {
		isOn, is, with := e.relation()
		return e.Room == name && e.Sender == Bot && e.Type == kind && !e.redacted && isOn == on && is == relation && with == key
	})
}

func (s *Server) checkMessage(content map[string]any) {
	if _, ok := content["m.mentions"].(map[string]any); !ok {
		s.t.Error("a message has no m.mentions")
	}
	_, relation, _ := (&event{Content: content}).relation()
	edited, ok := content["m.new_content"].(map[string]any)
	// An edit says nothing about where a message is (spec, "Event replacements").
	if ok != (relation == "m.replace") || ok && (edited["body"] == "" || edited["m.relates_to"] != nil) {
		s.t.Errorf("a broken edit: %v", content)
	}
}

// canonical is how many bytes content takes as canonical JSON.
func canonical(content any) int {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(content) // it was decoded from JSON
	return b.Len()
}

// markup are the elements and attributes that a message may have here.
var markup = regexp.MustCompile(`</?(?:strong|em|del|code)>|<a href="(?:https?|mailto):[^"<>]*">|</a>`)

// shown is what a client shows for HTML. What looks like markup and is none of
// the above is a mistake.
func (s *Server) shown(formatted string) string {
	s.t.Helper()
	text := markup.ReplaceAllString(strings.ReplaceAll(formatted, "<br>", "\n"), "")
	if strings.ContainsAny(text, "<>") {
		s.t.Errorf("foreign markup in %.200q", formatted)
	}
	return html.UnescapeString(text)
}
