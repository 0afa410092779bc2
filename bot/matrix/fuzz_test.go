package matrix_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"maunium.net/go/mautrix"

	"usher/bot/bottest"
	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

// FuzzSync lets the homeserver answer with anything: nothing of it makes Usher
// panic, stop or ask for the same again, and what is said after it is heard.
func FuzzSync(f *testing.F) {
	for _, answer := range []string{
		`{}`, `null`, `7`, `[]`,
		`{"rooms":7,"to_device":[],"device_lists":null,"device_one_time_keys_count":{"signed_curve25519":"many"}}`,
		`{"rooms":{"join":{"!r:test":{"timeline":{"limited":true,"prev_batch":"x","events":[null,7,{}]},"summary":{"m.joined_member_count":"two"}}}}}`,
		`{"rooms":{"join":{"":null,"!s:test":{"state":7,"timeline":{"events":[{"type":8},{"type":"m.room.member","state_key":"@usher:test"}]}}}}}`,
		`{"rooms":{"join":{"!r:test":{"timeline":{"events":[{"type":"m.room.encrypted","event_id":"$e","sender":"@ada:test","content":{"ciphertext":7}}]}}}}}`,
		`{"rooms":{"join":{"!r:test":{"timeline":{"events":[{"type":"m.room.encrypted","event_id":"$e","sender":"@ada:test","origin_server_ts":1e15,
			"content":{"ciphertext":"eyJ0eXBlIjoicGFuaWMifQ==","session_id":"one"}}]}}}},"to_device":{"events":[{"type":"m.room_key","content":{"session_id":"one"}}]}}`,
		`{"rooms":{"join":{"!r:test":{"timeline":{"events":[{"type":"m.reaction","event_id":"$q","sender":"@ada:test","origin_server_ts":1e15,
			"content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"../../x","key":"⭐"}},"unsigned":{"age":-1e300}}]}}}}}`,
		`{"rooms":{"invite":{"!i:test":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@usher:test","content":{"membership":"invite"}}]}}},"leave":{"!l:test":[]}}}`,
		`{"account_data":{"events":[{"type":"m.direct","content":{"@ada:test":["!r:test",null,7]}}]},"to_device":{"events":[null,{"type":7}]}}`,
	} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		var parts map[string]json.RawMessage
		if json.Unmarshal(answer, &parts) != nil || parts == nil {
			parts = map[string]json.RawMessage{}
			if json.Valid(answer) {
				parts["rooms"] = answer
			}
		}
		parts["next_batch"] = json.RawMessage(`"0"`)
		body, err := json.Marshal(parts)
		if err != nil {
			t.Skip(err)
		}
		s := unconnected(t)
		s.server.Fail(matrixtest.Fault{Path: "/sync", Status: http.StatusOK, Body: string(body)})
		in, stop := s.receive()
		s.ada.Type(s.room, "!next and no other")
		for s.next(in).Text != "/next and no other" {
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if log := s.log.String(); strings.Contains(log, "cannot receive") {
			t.Error("the same was asked for again: " + log)
		}
	})
}

// unconnected is a stage whose bot reaches the homeserver without a connection.
func unconnected(t *testing.T) *stage {
	s := &stage{t: t, server: matrixtest.New(t), inbox: &bottest.Inbox{}, log: &logged{}, cipher: &matrixtest.Cipher{}}
	s.ada = s.server.Person("ada")
	s.room = s.ada.Direct()
	s.server.Stop()
	o := s.options()
	o.Cipher = func(_ context.Context, client *mautrix.Client) (matrix.Cipher, error) {
		client.Client.Transport = s.server
		return s.cipher, nil
	}
	m, err := matrix.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s.matrix = m
	return s
}
