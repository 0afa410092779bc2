package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// echoPeople ask, each again once answered: so many questions wait at any time.
	echoPeople = 1_000
	// echoQuestions are asked in a run of those who do not wait, after echoWarmUp.
	echoQuestions, echoWarmUp = 10_000, 3_000
	// echoRate is how many a second ask who come when they please, for echoFor.
	echoRate, echoFor = 500, 5 * time.Second
	// echoRuns are the runs of each bot, in turns: of their figures the median counts.
	echoRuns = 5
)

// BenchmarkEcho sets Usher, which answers /next from a real schedule through all that
// it has, beside a plain bot on the same library that echoes the same bytes: each a
// process of its own, on the second processor where taskset is, beside the server.
//
//	go test ./cmd/usher -run '^$' -bench Echo -benchtime 1x
func BenchmarkEcho(b *testing.B) {
	usher := startUsher(b)
	usher.crowd(b, echoWarmUp)
	plain := startPlain(b, usher.api.answer())
	plain.crowd(b, echoWarmUp)
	clear(usher.figures)
	clear(plain.figures)
	bots := []*echoBot{usher, plain}
	b.Run("crowd", func(b *testing.B) {
		for b.Loop() {
			for range echoRuns {
				for _, bot := range bots {
					bot.note("/s", bot.crowd(b, echoQuestions))
				}
			}
		}
		b.ReportMetric(usher.median("/s")/plain.median("/s"), "times-plain")
		medians(b, bots, "/s", "µs-cpu")
	})
	b.Run("stream", func(b *testing.B) {
		for b.Loop() {
			for range echoRuns {
				for _, bot := range bots {
					bot.stream(b)
				}
			}
		}
		b.ReportMetric(usher.median("ms-p99")/plain.median("ms-p99"), "times-plain")
		medians(b, bots, "ms-p50", "ms-p99", "µs-cpu")
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			for _, bot := range bots {
				bot.note("connections", float64(bot.api.connected()))
				bot.note("MiB", bot.resident(b))
			}
		}
		medians(b, bots, "connections", "MiB")
	})
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			for range echoRuns {
				for _, bot := range bots {
					bot.note("ms", bot.restart(b))
				}
			}
		}
		medians(b, bots, "ms")
	})
}

// echoBot is a bot that runs, and what was measured of it.
type echoBot struct {
	name    string
	api     *echoAPI
	program []string
	env     []string
	running *exec.Cmd
	figures map[string][]float64 // by unit
}

// startUsher starts what is built as for people, at 11:04 on Wednesday.
func startUsher(b *testing.B) *echoBot {
	b.Helper()
	dir := b.TempDir()
	binary := filepath.Join(dir, "usher")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v: %s", err, out)
	}
	api := newEchoAPI(b)
	bot := &echoBot{name: "usher", api: api, program: []string{binary, "serve", "--clock", "2023-09-13 11:04"}, env: []string{
		"USHER_SCHEDULE=" + seed, "USHER_DATABASE=" + filepath.Join(dir, "usher.db"),
		"USHER_COMMANDS_PER_MINUTE=0", "USHER_TELEGRAM_TOKEN=" + echoToken, "USHER_TELEGRAM_API=" + api.URL}}
	bot.start(b)
	return bot
}

// startPlain starts a bot that gives always the same answer.
func startPlain(b *testing.B, answer url.Values) *echoBot {
	b.Helper()
	if !strings.Contains(answer.Get("text"), "Next, in") {
		b.Fatalf("not what comes next: %q", answer.Get("text"))
	}
	api := newEchoAPI(b)
	bot := &echoBot{name: "plain", api: api, program: []string{os.Args[0]}, env: []string{
		echoServer + "=" + api.URL, echoText + "=" + answer.Get("text"), echoKeys + "=" + answer.Get("reply_markup")}}
	bot.start(b)
	return bot
}

// start starts a bot and says after how long it asks for updates.
func (e *echoBot) start(b *testing.B) time.Duration {
	b.Helper()
	polled := make(chan time.Time, 1)
	e.api.began = sync.OnceFunc(func() { polled <- time.Now() })
	program := e.program
	if taskset, err := exec.LookPath("taskset"); err == nil {
		program = append([]string{taskset, "-c", "1"}, program...)
	}
	e.running = exec.CommandContext(context.WithoutCancel(b.Context()), program[0], program[1:]...) // until it is stopped
	e.running.Env, e.running.Stderr = append(os.Environ(), e.env...), b.Output()
	if e.figures == nil {
		e.figures = map[string][]float64{}
		b.Cleanup(func() { e.stop(b) })
	}
	began := time.Now()
	if err := e.running.Start(); err != nil {
		b.Fatal(err)
	}
	select {
	case at := <-polled:
		return at.Sub(began)
	case <-time.After(time.Minute):
		b.Fatalf("%s does not ask for updates", e.name)
		return 0
	}
}

// stop ends a bot as a service manager does; the plain one knows of no way to end.
func (e *echoBot) stop(b *testing.B) {
	b.Helper()
	if err := e.running.Process.Signal(os.Interrupt); err != nil {
		b.Error(err)
	}
	if err := e.running.Wait(); err != nil && e.name == "usher" {
		b.Error(err)
	}
}

// restart is after how many milliseconds a bot that is started again asks for updates.
func (e *echoBot) restart(b *testing.B) float64 {
	b.Helper()
	e.stop(b)
	return milliseconds(e.start(b))
}

// crowd has a thousand people ask so many questions, each the next one once the one
// before is answered, and says how many a second are.
func (e *echoBot) crowd(b *testing.B, questions int) float64 {
	b.Helper()
	done := make(chan struct{})
	var mu sync.Mutex
	asked, answered := echoPeople, 0
	e.api.onAnswer(func(chat int64) {
		mu.Lock()
		answered++
		again, last := asked < questions, answered == questions
		if again {
			asked++
		}
		mu.Unlock()
		if again {
			e.api.ask(chat, time.Now())
		}
		if last {
			close(done)
		}
	})
	worked, began := e.worked(b), time.Now()
	for chat := range int64(echoPeople) {
		e.api.ask(1+chat, began)
	}
	select {
	case <-done:
	case <-time.After(5 * time.Minute):
		b.Fatalf("%s: %d of %d are answered", e.name, answered, questions)
	}
	took := time.Since(began)
	e.api.onAnswer(nil)
	e.note("µs-cpu", (e.worked(b)-worked).Seconds()*1e6/float64(questions))
	return float64(questions) / took.Seconds()
}

// stream has people ask at a steady rate, whether others are answered or not.
func (e *echoBot) stream(b *testing.B) {
	b.Helper()
	e.api.onAnswer(nil)
	worked, began := e.worked(b), time.Now()
	questions := int(echoRate * echoFor.Seconds())
	for i := range questions {
		at := began.Add(time.Duration(i) * time.Second / echoRate)
		time.Sleep(time.Until(at))
		e.api.ask(1+int64(i%echoPeople), at) // who asks late because of us has waited
	}
	var took []time.Duration
	for waiting := 1; waiting > 0; time.Sleep(time.Millisecond) {
		var more []time.Duration
		more, waiting = e.api.times()
		took = append(took, more...)
	}
	e.note("µs-cpu", (e.worked(b)-worked).Seconds()*1e6/float64(questions))
	slices.Sort(took)
	e.note("ms-p50", milliseconds(took[len(took)/2]))
	e.note("ms-p99", milliseconds(took[len(took)*99/100]))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func (e *echoBot) note(unit string, figure float64) {
	e.figures[unit] = append(e.figures[unit], figure)
}

func (e *echoBot) median(unit string) float64 {
	all := slices.Sorted(slices.Values(e.figures[unit]))
	return all[len(all)/2]
}

// medians reports the medians of what was measured, and forgets that.
func medians(b *testing.B, bots []*echoBot, units ...string) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	for _, bot := range bots {
		for _, unit := range units {
			b.ReportMetric(bot.median(unit), bot.name+"-"+unit)
			b.Logf("%s %s %.4g", bot.name, unit, bot.figures[unit])
		}
		clear(bot.figures)
	}
}

// worked is how much of a processor's time a bot has had, by Linux, which counts
// that in hundredths of a second.
func (e *echoBot) worked(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", e.running.Process.Pid))
	if err != nil {
		return 0 // not on Linux
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// resident is how many MiB of memory a bot has, by Linux.
func (e *echoBot) resident(b *testing.B) float64 {
	b.Helper()
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", e.running.Process.Pid))
	if err != nil {
		return 0 // not on Linux
	}
	var size, resident int
	if _, err := fmt.Sscan(string(statm), &size, &resident); err != nil {
		b.Fatal(err)
	}
	return float64(resident*os.Getpagesize()) / (1 << 20)
}
