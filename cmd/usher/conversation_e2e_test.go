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

// inTheHall are those that are played in a room of several, too. What somebody is told
// who presses a star there is not for all to read, so nobody does in these.
var inTheHall = []string{"hostile", "around-the-days"}

// shared is what Usher does not say to several as it does to one: what is theirs is for
// those who run the room to say, by typing, and bare words are for each other.
var shared = strings.NewReplacer(
	"I ring before the talks you star.\n    Try /now, /next, or type what interests you: tpm, luca, main hall 14:30.",
	"I ring here before the talks that are starred here. Those who run this chat do that, by typing: /star.\n"+
		"    Try /now, /next, or /search with what interests you. For stars of your own, write to me in private.",
	"Or type any words:", "Or /search and any words:",
	"[Unstar] [Details]", "[★ Star] [Details]",
	"    [Reminders: 10 min]\n", "",
	"    [Mute]\n", "",
)

// TestRealHomeserverConversations plays the conversations of TestConversations on a
// real homeserver, where the person has a client of their own, in a direct chat and in
// a room, with encryption and without.
func TestRealHomeserverConversations(t *testing.T) {
	files, err := filepath.Glob("../../testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	server := dendritetest.New(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := elsewhere["matrix"].Replace(string(data))
		for kind, encrypted := range map[string]bool{"plain": false, "encrypted": true} {
			play := func(where, want string, at place) {
				t.Run(name+"/"+where+kind, func(t *testing.T) {
					t.Parallel()
					if diff := cmp.Diff(want, converse(t, want, onDendrite(server, at, encrypted))); diff != "" {
						t.Errorf("the conversation goes otherwise (-want +got):\n%s", diff)
					}
				})
			}
			if *allConversations || slices.Contains(chosen, name) {
				play("", want, alone)
			}
			if slices.Contains(inTheHall, name) {
				play("in a room, ", shared.Replace(want), amongThree)
			}
		}
	}
}

// place is where a person talks with Usher, whose account it is: how they say a line,
// and what the one who reads it has before them.
type place func(t *testing.T, server *dendritetest.Server, n string, usher matrix.Account, encrypted bool) (ada, reader *dendritetest.Chat, say func(line string))

// alone is a direct chat.
func alone(t *testing.T, server *dendritetest.Server, n string, usher matrix.Account, encrypted bool) (ada, reader *dendritetest.Chat, say func(string)) {
	t.Helper()
	chat := server.Chat(t, server.Person(t, "ada-"+n), usher.User, usher.Token, encrypted)
	return chat, chat, chat.Type
}

// amongThree is a room that Ada has made, and in which Bob reads. A command is one
// there, and what else is for Usher has its name before it.
func amongThree(t *testing.T, server *dendritetest.Server, n string, usher matrix.Account, encrypted bool) (ada, reader *dendritetest.Chat, say func(string)) {
	t.Helper()
	bob, cleo := server.Person(t, "bob-"+n), server.Person(t, "cleo-"+n)
	bob.Sign() // Ada's client gives no keys to others
	cleo.Sign()
	hall := server.Hall(t, server.Person(t, "ada-"+n), usher.User, usher.Token, encrypted, bob, cleo)
	known := slices.Concat(commandNames(), aliases())
	return hall, hall.As(bob), func(line string) {
		if command, ok := strings.CutPrefix(line, "/"); ok && slices.Contains(known, strings.Fields(command + " -")[0]) {
			hall.Type("!" + command)
			return
		}
		hall.Mention(line)
	}
}

// pairs counts the people that were given an account, each with an Usher.
var pairs atomic.Int64

// onDendrite gives a person a phone with a client of their own, and Usher an account.
func onDendrite(server *dendritetest.Server, at place, encrypted bool) stage {
	return func(t *testing.T, place scene) (bot.Platform, company) {
		t.Helper()
		n := strconv.FormatInt(pairs.Add(1), 10)
		account, cipher := ushersAccount(t, server, "usher-"+n, encrypted)
		ada, reader, say := at(t, server, n, account, encrypted)
		p, err := matrix.New(t.Context(), matrix.Options{
			Account: account, Cipher: cipher, Inbox: place.inbox, Commands: commandNames(), Aliases: aliases(),
		})
		if err != nil {
			t.Fatal(err)
		}
		device := newPhone(p, place)
		device.person = bot.Chat{Platform: "matrix", ID: ada.ID.String()}
		device.say = say
		device.press = func(label string) { ada.Press(t, label) }
		// Rooms are called something else each time, and Usher is.
		names := strings.NewReplacer(ada.Room.String(), "!room-1:test", account.User, matrixtest.Bot)
		device.screen = func() []shown {
			var all []shown
			for _, m := range reader.Messages(t) {
				all = append(all, shown{m.ID, names.Replace(spelt.ReplaceAllString(m.Text, "$1/$2")), m.Buttons})
			}
			return all
		}
		device.chat = ada.Room.String()
		all := company{}
		all[plain] = device
		return hosting{device.platform, p}, all
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
