package matrixtest

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
)

// keyring is what a homeserver keeps of people's devices and their keys: what one
// uploads the other asks for. It verifies nothing; that is what clients do.
type keyring struct {
	tokens  map[string]owner // of devices of other accounts than the bot's
	devices map[owner]map[string]any
	oneTime map[owner]map[string]any
	spare   map[owner]map[string]any // fallback keys
	// identities are accounts' cross-signing keys, by user and by what keys/query
	// calls them.
	identities map[string]map[string]map[string]any
	inbox      map[owner][]json.RawMessage
	account    map[string]json.RawMessage // account data of others, by user and type
}

// owner is one device of an account.
type owner struct{ user, device string }

func newKeyring() keyring {
	return keyring{
		tokens: map[string]owner{}, devices: map[owner]map[string]any{}, oneTime: map[owner]map[string]any{},
		spare:      map[owner]map[string]any{},
		identities: map[string]map[string]map[string]any{}, inbox: map[owner][]json.RawMessage{}, account: map[string]json.RawMessage{},
	}
}

// keyRoutes are those of the specification's module "End-to-End Encryption".
func (s *Server) keyRoutes(v3 string, handle func(string, func(*http.Request) (any, *problem))) {
	locked := func(pattern string, answer func(owner, map[string]any, *http.Request) (any, *problem)) {
		handle(pattern, func(r *http.Request) (any, *problem) {
			var body map[string]any
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				return nil, &problem{http.StatusBadRequest, "M_NOT_JSON"}
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			return answer(s.owner(r), body, r)
		})
	}
	locked("POST "+v3+"keys/upload", s.uploadKeys)
	locked("POST "+v3+"keys/query", s.queryKeys)
	locked("POST "+v3+"keys/claim", s.claimKeys)
	locked("POST "+v3+"keys/device_signing/upload", s.uploadIdentity)
	locked("POST "+v3+"keys/signatures/upload", s.uploadSignatures)
	locked("PUT "+v3+"sendToDevice/{type}/{txn}", s.sendToDevice)
	handle("GET "+v3+"rooms/{room}/members", s.allMembers)
}

// Device logs another device of the person in, and returns its token.
func (p *Person) Device(name string) string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	token := "syt_" + rand.Text()
	p.server.keys.tokens[token] = owner{p.ID, name}
	return token
}

// Claim takes so many of a device's one-time keys, as those do who write to it.
func (p *Person) Claim(user, device string, count int) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for range count {
		p.server.claimKey(owner{user, device})
	}
}

// Logout takes a device of the person away, and its keys with it.
func (p *Person) Logout(name string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	delete(p.server.keys.devices, owner{p.ID, name})
	delete(p.server.keys.oneTime, owner{p.ID, name})
}

// ToDevice is what was sent to a device since it was last asked for.
func (s *Server) ToDevice(user, device string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.keys.inbox[owner{user, device}]
	delete(s.keys.inbox, owner{user, device})
	return all
}

// WhisperRaw sends a device an event that may be none.
func (s *Server) WhisperRaw(user, device, raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := owner{user, device}
	s.keys.inbox[who] = append(s.keys.inbox[who], []byte(raw))
}

// OneTimeKeys is how many of them the server has of a device.
func (s *Server) OneTimeKeys(user, device string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.keys.oneTime[owner{user, device}])
}

// owner is whose request it is. The caller holds mu.
func (s *Server) owner(r *http.Request) owner {
	if who, ok := s.keys.tokens[token(r)]; ok {
		return who
	}
	return owner{Bot, s.tokens[token(r)]}
}

func (s *Server) uploadKeys(who owner, body map[string]any, _ *http.Request) (any, *problem) {
	if device := object(body["device_keys"]); len(device) > 0 {
		s.keys.devices[who] = device
	}
	if s.keys.oneTime[who] == nil {
		s.keys.oneTime[who] = map[string]any{}
	}
	maps.Copy(s.keys.oneTime[who], object(body["one_time_keys"]))
	if spare := object(body["fallback_keys"]); len(spare) > 0 {
		s.keys.spare[who] = spare
	}
	return map[string]any{"one_time_key_counts": map[string]any{"signed_curve25519": len(s.keys.oneTime[who])}}, nil
}

func (s *Server) queryKeys(asks owner, body map[string]any, _ *http.Request) (any, *problem) {
	devices, answer := map[string]any{}, map[string]any{}
	for user := range object(body["device_keys"]) {
		if !strings.HasPrefix(user, "@") || !strings.Contains(user, ":") {
			return nil, &problem{http.StatusBadRequest, "M_INVALID_PARAM"}
		}
		of := map[string]any{}
		for who, keys := range s.keys.devices {
			if who.user == user {
				of[who.device] = keys
			}
		}
		devices[user] = of
		for kind, key := range s.keys.identities[user] {
			if kind == "user_signing_keys" && user != asks.user {
				continue // that one is nobody else's business (spec, "keys/query")
			}
			if answer[kind] == nil {
				answer[kind] = map[string]any{}
			}
			object(answer[kind])[user] = key
		}
	}
	answer["device_keys"] = devices
	return answer, nil
}

func (s *Server) claimKeys(_ owner, body map[string]any, _ *http.Request) (any, *problem) {
	claimed := map[string]any{}
	for user, devices := range object(body["one_time_keys"]) {
		of := map[string]any{}
		for device := range object(devices) {
			of[device] = s.claimKey(owner{user, device})
		}
		claimed[user] = of
	}
	return map[string]any{"one_time_keys": claimed}, nil
}

// claimKey is a one-time key of a device by its name, which nobody else gets, or its
// fallback key.
func (s *Server) claimKey(of owner) map[string]any {
	left := s.keys.oneTime[of]
	for name, key := range left {
		delete(left, name)
		return map[string]any{name: key}
	}
	return s.keys.spare[of]
}

// uploadIdentity wants the password, as homeservers do.
func (s *Server) uploadIdentity(who owner, body map[string]any, _ *http.Request) (any, *problem) {
	auth := object(body["auth"])
	if len(auth) == 0 {
		return map[string]any{"session": "of-the-test", "flows": []any{map[string]any{"stages": []string{"m.login.password"}}}},
			&problem{http.StatusUnauthorized, ""}
	}
	if auth["password"] != Password {
		return nil, forbidden
	}
	s.keys.identities[who.user] = map[string]map[string]any{
		"master_keys":       object(body["master_key"]),
		"self_signing_keys": object(body["self_signing_key"]),
		"user_signing_keys": object(body["user_signing_key"]),
	}
	return map[string]any{}, nil
}

func (s *Server) uploadSignatures(who owner, body map[string]any, _ *http.Request) (any, *problem) {
	for name, signed := range object(body[who.user]) {
		of := s.keys.devices[owner{who.user, name}]
		if of == nil {
			of = s.keys.identities[who.user]["master_keys"]
		}
		for by, signatures := range object(object(signed)["signatures"]) {
			if of["signatures"] == nil {
				of["signatures"] = map[string]any{}
			}
			all := object(of["signatures"])
			if all[by] == nil {
				all[by] = map[string]any{}
			}
			maps.Copy(object(all[by]), object(signatures))
		}
	}
	return map[string]any{"failures": map[string]any{}}, nil
}

func (s *Server) sendToDevice(who owner, body map[string]any, r *http.Request) (any, *problem) {
	for user, devices := range object(body["messages"]) {
		for device, content := range object(devices) {
			for to := range s.keys.devices {
				if to.user != user || device != "*" && to.device != device || to == who {
					continue
				}
				s.put(to, r.PathValue("type"), who.user, object(content))
			}
		}
	}
	return map[string]any{}, nil
}

// put sends an event to a device; the bot's sync gives it its own, too.
func (s *Server) put(to owner, kind, by string, content map[string]any) {
	raw, err := json.Marshal(map[string]any{"type": kind, "sender": by, "content": content})
	if err != nil {
		s.t.Error(err)
		return
	}
	s.keys.inbox[to] = append(s.keys.inbox[to], raw)
	if to.user == Bot {
		s.add(&event{Type: kind, Sender: by, Content: content})
	}
}

// allMembers are a room's members but those who have left.
func (s *Server) allMembers(r *http.Request) (any, *problem) {
	name, wrong := s.in(r)
	if wrong != nil {
		return nil, wrong
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	chunk := []any{}
	query := r.URL.Query()
	for user, is := range s.rooms[name].members {
		if only := query.Get("membership"); is != query.Get("not_membership") && (only == "" || only == is) {
			chunk = append(chunk, membership(name, user, user, is))
		}
	}
	return map[string]any{"chunk": chunk}, nil
}

// ownAccount is where account data of who asks is kept. The caller holds mu.
func (s *Server) ownAccount(r *http.Request) (data map[string]json.RawMessage, kind string) {
	if user := r.PathValue("user"); user != Bot {
		return s.keys.account, strings.Join([]string{user, r.PathValue("type")}, " ")
	}
	return s.account, r.PathValue("type")
}

// object is value as a JSON object; what is none is empty.
func object(value any) map[string]any {
	got, _ := value.(map[string]any)
	return got
}
