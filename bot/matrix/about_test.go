package matrix_test

import (
	"testing"

	"usher/bot/matrix/matrixtest"
)

// TestWhomAMessageIsAbout is whom it mentions, or else whom it is a reply to, and never
// Usher.
func TestWhomAMessageIsAbout(t *testing.T) {
	s := newStage(t)
	in, _ := s.receive()
	room := s.crowd()
	bob := s.server.Person("bob")
	bob.Join(room)
	said := bob.Type(room, "!now")
	s.next(in)
	answer := s.send(text("Now"))
	reply := func(event string, mentions ...string) map[string]any {
		content := map[string]any{"msgtype": "m.text", "body": "!now here"}
		if event != "" {
			content["m.relates_to"] = map[string]any{"m.in_reply_to": map[string]any{"event_id": event}}
		}
		if mentions != nil {
			content["m.mentions"] = map[string]any{"user_ids": mentions}
		}
		return content
	}
	for name, test := range map[string]struct {
		content map[string]any
		want    string
	}{
		"nobody":                     {reply(""), ""},
		"a mention":                  {reply("", bob.ID), bob.ID},
		"two mentions":               {reply("", bob.ID, "@eve:test"), ""},
		"Usher and somebody":         {reply("", matrixtest.Bot, bob.ID), bob.ID},
		"a reply that mentions":      {reply(said, bob.ID), bob.ID},
		"a reply of an older client": {reply(said), bob.ID},
		"a reply that mentions two":  {reply(said, "@eve:test", "@zoe:test"), bob.ID},
		"a reply to Usher":           {reply(answer.ID, matrixtest.Bot), ""},
		"a reply to what is gone":    {reply("$gone"), ""},
	} {
		s.ada.Send(room, "m.room.message", test.content)
		if got := s.next(in); got.About != test.want || got.Text != "/now here" {
			t.Errorf("%s: %q is about %q, want %q", name, got.Text, got.About, test.want)
		}
	}
}
