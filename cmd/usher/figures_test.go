//go:build e2e

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/telegram/telegramtest"
	"usher/schedule"
	"usher/schedule/format"
	"usher/storage"
	"usher/storage/storagetest"
	"usher/testdata"
)

const (
	// figurePeople are known, figureStars what each has starred, and figureQueue
	// how many of them have one star more, for which a ring is queued and due.
	figurePeople, figureStars, figureQueue = 100_000, 8, 10_000
	// figureTalk is what these starred: it starts on Wednesday at 14:30.
	figureTalk = "main-c-NYLYDK"
	// figureDrain is for how long a drain is watched.
	figureDrain = 10 * time.Second
)

// TestFigures reports what a real Usher costs with 100,000 people and a queue of
// 10,000: how long after its start it answers, how much of that it worked, and the
// memory it has then and while it rings. It holds none of that, as it depends on
// the machine and on what else runs there.
func TestFigures(t *testing.T) {
	tg := telegramtest.New(t)
	ada := tg.Person("Ada", "en")
	for i := range figureQueue - 1 {
		tg.Person(fmt.Sprintf("Guest %d", i), "en")
	}
	u := furnish(t, tg)
	u.stop(u.ask(ada)) // it has a copy of the schedule from now on
	for range 3 {
		seen := len(tg.Arrivals(0))
		began := time.Now()
		running := u.ask(ada)
		answered := answer(tg.Arrivals(seen))
		then, worked := memory(t, running), worked(t, running)
		time.Sleep(figureDrain)
		t.Logf("the first answer comes after %v, of which it worked %v, with %s; %v later %d are rung, with %s",
			answered.Sub(began).Round(time.Millisecond), worked, then, figureDrain, len(tg.Arrivals(seen))-1, memory(t, running))
		u.stop(running)
	}
}

// ask starts Usher at 14:20 on Wednesday, for somebody whose question waits, and
// returns when that is answered.
func (u *furnished) ask(who *telegramtest.Person) *exec.Cmd {
	u.t.Helper()
	seen := len(u.tg.Arrivals(0))
	who.Type("/next")
	running := exec.CommandContext(u.t.Context(), u.binary, "serve", "--clock", "2023-09-13 14:20")
	running.Env, running.Stderr = u.env, u.t.Output()
	if err := running.Start(); err != nil {
		u.t.Fatal(err)
	}
	for answer(u.tg.Arrivals(seen)).IsZero() {
		time.Sleep(5 * time.Millisecond)
	}
	return running
}

// answer is when a question was answered; zero if it is not.
func answer(arrivals []telegramtest.Arrival) time.Time {
	for _, a := range arrivals {
		if strings.HasPrefix(a.Text, "Next, in") {
			return a.At
		}
	}
	return time.Time{}
}

// furnished is a binary and what it is to run with.
type furnished struct {
	t      *testing.T
	tg     *telegramtest.Server
	binary string
	env    []string
}

// furnish builds Usher and makes its database.
func furnish(t *testing.T, tg *telegramtest.Server) *furnished {
	t.Helper()
	dir := t.TempDir()
	u := &furnished{t: t, tg: tg, binary: filepath.Join(dir, "usher")}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", u.binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
	source, file := filepath.Join(dir, "schedule.xml"), filepath.Join(dir, "usher.db")
	if err := os.WriteFile(source, testdata.AllSystemsGo2023, 0o600); err != nil {
		t.Fatal(err)
	}
	populate(t, file)
	size, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the database has %d MB", size.Size()>>20)
	u.env = append(os.Environ(), "USHER_SCHEDULE="+source, "USHER_DATABASE="+file,
		"USHER_COMMANDS_PER_MINUTE=0", "USHER_TELEGRAM_TOKEN="+telegramtest.Token, "USHER_TELEGRAM_API="+tg.URL)
	return u
}

// populate makes the database: all have starred talks of Thursday.
func populate(t *testing.T, file string) {
	t.Helper()
	draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	conference, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	day := conference.Conference().Start
	var thursday []string
	for _, slot := range conference.Slots() {
		if slot.Start.After(day.At(24, 0, conference.Zone())) {
			thursday = append(thursday, slot.Key)
		}
	}
	storagetest.Crowd(t, file, "telegram", figurePeople, figureStars, thursday...)
	store, err := storage.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for i := range figureQueue {
		chat := bot.Chat{Platform: "telegram", ID: fmt.Sprint(storagetest.FirstChat + i)}
		if _, err := store.Follow(t.Context(), chat, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: figureTalk}}); err != nil {
			t.Fatal(err)
		}
	}
	start := day.At(14, 30, conference.Zone())
	ring := bot.Notice{Kind: bot.Ring, Talk: figureTalk, Start: start, Lead: ringLead, Due: start.Add(-ringLead), Deadline: start, Expires: start.Add(ringLead)}
	for planned := 1; planned > 0; {
		planned, err = store.Replan(t.Context(), ring.Due, 1000, func(bot.Wishes) []bot.Notice { return []bot.Notice{ring} })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (u *furnished) stop(running *exec.Cmd) {
	u.t.Helper()
	if err := running.Process.Signal(os.Interrupt); err != nil {
		u.t.Fatal(err)
	}
	if err := running.Wait(); err != nil {
		u.t.Errorf("it ends with %v", err)
	}
}

// memory is what a process has of it, by Linux: all, the most it ever had, and what
// is not the binary's own.
func memory(t *testing.T, running *exec.Cmd) string {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", running.Process.Pid))
	if err != nil {
		t.Skip(err)
	}
	var found []string
	for line := range strings.Lines(string(status)) {
		if what, _, _ := strings.Cut(line, ":"); slices.Contains([]string{"VmHWM", "VmRSS", "RssAnon"}, what) {
			found = append(found, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(found, ", ")
}

// worked is for how long a process has had a CPU, by Linux: all its threads, which
// count in nanoseconds.
func worked(t *testing.T, running *exec.Cmd) time.Duration {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", running.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var all time.Duration
	for _, path := range threads {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		var one time.Duration
		if _, err := fmt.Sscan(string(stat), (*int64)(&one)); err != nil {
			t.Fatal(err)
		}
		all += one
	}
	return all.Round(time.Millisecond)
}
