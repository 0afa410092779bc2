//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/telegram"
	"usher/bot/telegram/telegramtest"
)

// TestSecondOpinion plays a conversation on a Bot API server that others wrote (npm's
// telegram-test-api), so that telegramtest and the adapter cannot both be wrong alike.
// That server refuses nothing, knows neither offsets nor long polls, and lets an edited
// message keep its buttons: it is asked about the format on the wire alone.
func TestSecondOpinion(t *testing.T) {
	for _, needed := range []string{"node", "npm"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skipf("the server needs %s", needed)
		}
	}
	url := otherServer(t)
	data, err := os.ReadFile("../../testdata/conversations/starring.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := elsewhere["telegram"].Replace(string(data))
	if diff := gocmp.Diff(want, converse(t, want, onOther(url))); diff != "" {
		t.Errorf("the conversation goes otherwise (-want +got):\n%s", diff)
	}
}

// otherServer installs the server and runs it until the test is over.
func otherServer(t *testing.T) (url string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "bot", "telegram", "e2e", "test-api"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), "node", "server.cjs")
	server.Dir, server.Env = dir, append(os.Environ(), "PORT="+port)
	server.Stderr = t.Output()
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait() // it was killed
	})
	if lines := bufio.NewScanner(out); !lines.Scan() || lines.Text() != "up" {
		t.Fatalf("the server says %q, not that it is up", lines.Text())
	}
	return "http://" + address
}

// onOther gives a person a phone with that server behind it.
func onOther(url string) stage {
	return func(t *testing.T, place scene) (bot.Platform, company) {
		t.Helper()
		p, err := telegram.New(telegram.Options{Token: telegramtest.Token, API: url, Inbox: place.inbox})
		if err != nil {
			t.Fatal(err)
		}
		ada := stranger{t, url, place.language}
		device := newPhone(p, place)
		device.person = bot.Chat{Platform: "telegram", ID: strconv.Itoa(strangersID)}
		device.say, device.press = ada.say, ada.press
		device.screen = func() []shown {
			var all []shown
			for _, m := range ada.messages() {
				text, _, err := telegramtest.ParseHTML(m.Content.Text)
				if err != nil {
					t.Error(err)
				}
				s := shown{id: strconv.Itoa(m.ID), text: strings.TrimSpace(text)}
				for _, k := range slices.Concat(m.Content.Markup.Rows...) {
					s.labels = append(s.labels, k.Text)
				}
				all = append(all, s)
			}
			return all
		}
		device.chat = device.person.ID
		people := company{}
		people[plain] = device
		return device.platform, people
	}
}

const strangersID = 4711

// stranger is somebody on the other server, which has ways in for tests.
type stranger struct {
	t        *testing.T
	url      string
	language string
}

// sent is a message of Usher's as the other server keeps it: with the parameters that
// it was sent with.
type sent struct {
	ID      int   `json:"messageId"`
	Time    int64 `json:"time"`
	Content struct {
		Chat   string `json:"chat_id"`
		Text   string `json:"text"`
		Markup struct {
			Rows [][]telegramtest.Key `json:"inline_keyboard"`
		} `json:"reply_markup"`
	} `json:"message"`
}

func (s stranger) say(line string) {
	update := s.update()
	update["text"] = line
	if word, _, _ := strings.Cut(line, " "); strings.HasPrefix(word, "/") {
		update["entities"] = []any{map[string]any{"type": "bot_command", "offset": 0, "length": len(word)}}
		s.ask("sendCommand", update, nil)
		return
	}
	s.ask("sendMessage", update, nil)
}

func (s stranger) press(label string) {
	for _, m := range slices.Backward(s.messages()) {
		for _, k := range slices.Concat(m.Content.Markup.Rows...) {
			if k.Text == label && k.Data != nil {
				update := s.update()
				update["data"], update["message"] = *k.Data, map[string]any{"message_id": m.ID, "chat": update["chat"], "date": update["date"]}
				s.ask("sendCallback", update, nil)
				return
			}
		}
	}
	s.t.Errorf("there is no button %q to press", label)
}

// update is what is in all that the person sends.
func (s stranger) update() map[string]any {
	return map[string]any{
		"botToken": telegramtest.Token, "date": time.Now().Unix(),
		"from": map[string]any{"id": strangersID, "is_bot": false, "first_name": "Ada", "language_code": s.language},
		"chat": map[string]any{"id": strangersID, "type": "private", "first_name": "Ada"},
	}
}

// messages are Usher's, oldest first.
func (s stranger) messages() []sent {
	var all []sent
	s.ask("getUpdatesHistory", map[string]any{"token": telegramtest.Token}, &all)
	all = slices.DeleteFunc(all, func(m sent) bool { return m.Content.Chat == "" }) // the person's own
	slices.SortFunc(all, func(a, b sent) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func (s stranger) ask(path string, body, result any) {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := http.Post(s.url+"/"+path, "application/json", bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := struct {
		OK     bool `json:"ok"`
		Result any  `json:"result"`
	}{Result: result}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || !answer.OK {
		s.t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
}
