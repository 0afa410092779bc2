package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
)

// TestAFaultyRunTellsNothing has all go wrong on Telegram that can, while people talk and
// an organiser tells everybody something, and logs all of it: the token is in nothing that
// anybody can read, and what people write is in no log.
func TestAFaultyRunTellsNothing(t *testing.T) {
	t.Parallel()
	server := telegramtest.New(t)
	address, database := freeAddress(t), filepath.Join(t.TempDir(), "usher.db")
	boss := server.Person("Grace", "en")
	server.Disturb(faults(rand.New(rand.NewPCG(8, 8))))
	var out, logged bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run([]string{"serve", "--schedule", seed, "--database", database, "--clock", "2023-09-13 14:21", "--listen", address,
			"--log-level", "debug", "--telegram-token", telegramtest.Token, "--telegram-api", server.URL,
			"--organisers", "telegram:" + boss.ID()}, strings.NewReader(""), &out, &logged)
	}()
	words := chatter(server, boss)
	shrinks(t, "what is not answered", func() int { // each word, star and ring once at least
		return max(0, len(words)+24-server.Requests("sendMessage"))
	})
	server.Disturb(nil)
	boss.Type("/status")
	eventually(t, "an organiser is told how it stands", func() bool { return strings.Contains(read(boss), "telegram") })
	seen := read(boss) + succeedsAt(t, "http://"+address+"/metrics")

	gone := telegramtest.Refused(401, "Unauthorized: "+telegramtest.Token)
	server.Fail("getUpdates", gone)
	boss.Type("/now") // ends the poll that waits
	if code := <-ended; code != exitFailed {
		t.Errorf("with a token that is not known any more it ends with exit %d", code)
	}
	var shown bytes.Buffer
	if code := run([]string{"deliveries", "--database", database}, strings.NewReader(""), &shown, &shown); code != exitOK {
		t.Errorf("deliveries: exit %d, %s", code, shown.String())
	}
	for _, word := range words {
		if strings.Contains(logged.String(), word) {
			t.Errorf("what somebody wrote, %s, is logged", word)
		}
	}
	_, secret, _ := strings.Cut(telegramtest.Token, ":")
	for what, text := range map[string]string{
		"the log": logged.String(), "what is printed": out.String() + shown.String(), "what people see": seen, "the database": contents(t, database+"*"),
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows the token", what) // and this line should not
		}
	}
	if n := strings.Count(logged.String(), "telegram"); n < 20 {
		t.Errorf("only %d lines are logged of Telegram: was there nothing to tell?", n)
	}
}

// chatter has people say all kinds of things, and returns words of theirs that nothing
// else has.
func chatter(server *telegramtest.Server, boss *telegramtest.Person) []string {
	var words []string
	say := func(p *telegramtest.Person, format string) {
		word := fmt.Sprintf("Qxjzv%dk", len(words))
		words = append(words, word)
		p.Type(fmt.Sprintf(format, word))
	}
	for i := range 12 {
		p := server.Person(fmt.Sprintf("Person %d", i), "en")
		for _, format := range []string{"%s", "/star %s", "/search %s", "/remind %s", "/%s", "/mute %s", "/next@" + telegramtest.UserName + " %s"} {
			say(p, format)
		}
		p.Type("/star New Mount API")
		say(boss, "/broadcast Lunch is ready, says %s.")
	}
	return words
}

// faults are all that can happen to a request, to one in three.
func faults(chance *rand.Rand) func(method string) telegramtest.Fault {
	all := []telegramtest.Fault{
		telegramtest.Reset(), telegramtest.LostAnswer(), telegramtest.BadGateway(), telegramtest.Slow(30 * time.Millisecond), telegramtest.TooMany(1),
		telegramtest.Foreign(200, telegramtest.Token), telegramtest.Foreign(302, ""), telegramtest.Refused(409, "Conflict: "+telegramtest.Token),
		telegramtest.Refused(500, "Internal Server Error: /bot"+telegramtest.Token), telegramtest.Blocked(), telegramtest.Migrated(-1007),
		telegramtest.Refused(400, "Bad Request: /bot"+telegramtest.Token+"/x is no path"),
	}
	var mu sync.Mutex
	polls := 0
	return func(method string) telegramtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if method == "getUpdates" { // of which each costs a second
			polls++
			if polls%2 == 0 || polls > 4 {
				return telegramtest.Fault{}
			}
		}
		return append(all, make([]telegramtest.Fault, 2*len(all))...)[chance.IntN(3*len(all))]
	}
}

// read is all that somebody has been told.
func read(p *telegramtest.Person) string {
	var all strings.Builder
	for _, m := range p.Messages() {
		fmt.Fprintln(&all, m.Text)
	}
	return all.String()
}

// contents are the bytes of files.
func contents(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	return all.String()
}

// TestNoGoldenHoldsAToken looks through what tests expect, and what is embedded.
func TestNoGoldenHoldsAToken(t *testing.T) {
	_, secret, _ := strings.Cut(telegramtest.Token, ":")
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "testdata") {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		data, err := io.ReadAll(file)
		if err == nil && bytes.Contains(data, []byte(secret)) {
			t.Errorf("%s holds the token", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
