//go:build e2e && goolm

package main

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/matrix"
	"usher/bot/matrix/dendritetest"
	"usher/bot/matrix/matrixtest"
	"usher/storage"
)

var allConversations = flag.Bool("all-conversations", false, "play all conversations on the real homeserver, not a choice of them")

// chosen conversations have between them what is special to a network: rings,
// buttons, edits in place, pages, changes, organisers, another language.
var chosen = []string{"starring", "finding", "hostile", "organisers", "deutsch-vormerken", "following"}

// TestRealHomeserverConversations plays the conversations of TestConversations on a
// real homeserver, where the person has a client of their own, in a direct chat
// with encryption and in one without.
func TestRealHomeserverConversations(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	server := dendritetest.New(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if !*allConversations && !slices.Contains(chosen, name) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := elsewhere["matrix"].Replace(string(data))
		for kind, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				if diff := cmp.Diff(want, converse(t, want, onDendrite(server, encrypted))); diff != "" {
					t.Errorf("the conversation goes otherwise (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// pairs counts the people that were given an account, each with an Usher.
var pairs atomic.Int64

// onDendrite gives a person a phone with a client of their own, and Usher an account.
func onDendrite(server *dendritetest.Server, encrypted bool) stage {
	return func(t *testing.T, place scene) (bot.Platform, actor) {
		t.Helper()
		n := strconv.FormatInt(pairs.Add(1), 10)
		account, cipher := ushersAccount(t, server, "usher-"+n, encrypted)
		ada := server.Person(t, "ada-"+n)
		chat := server.Chat(t, ada, account.User, account.Token, encrypted)
		p, err := matrix.New(t.Context(), matrix.Options{
			Account: account, Cipher: cipher, Inbox: place.inbox, Commands: commandNames(), Aliases: aliases(),
		})
		if err != nil {
			t.Fatal(err)
		}
		device := newPhone(p, place)
		device.person = bot.Chat{Platform: "matrix", ID: ada.ID.String()}
		device.type_ = chat.Type
		device.press_ = func(label string) { chat.Press(t, label) }
		// Rooms are called something else each time, and Usher is.
		names := strings.NewReplacer(chat.Room.String(), "!room-1:test", account.User, matrixtest.Bot)
		device.screen = func() []shown {
			var all []shown
			for _, m := range chat.Messages(t) {
				all = append(all, shown{m.ID, names.Replace(spelt.ReplaceAllString(m.Text, "$1/$2")), m.Buttons})
			}
			return all
		}
		return device.platform, device
	}
}

// ushersAccount logs Usher in, with keys where it is to need them.
func ushersAccount(t *testing.T, server *dendritetest.Server, name string, encrypted bool) (matrix.Account, matrix.OpenCipher) {
	t.Helper()
	account, err := matrix.Login(t.Context(), matrix.LoginOptions{
		Homeserver: server.URL, User: server.Account(t, name), Password: dendritetest.Password,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !encrypted {
		return account, nil
	}
	keys, err := storage.OpenKeys(t.Context(), filepath.Join(t.TempDir(), "keys.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	err = matrix.Speak(t.Context(), account, func(ctx context.Context, client *matrix.Client) error {
		_, err := setUpKeys(ctx, keys, client, dendritetest.Password)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return account, openCipher(keys, slog.New(slog.NewTextHandler(t.Output(), nil)))
}
