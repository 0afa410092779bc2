package scheduler_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"usher/bot"
	"usher/bot/bottest"
	"usher/schedule"
	"usher/storage"
)

// process is one life of the program on a database in a file: everything runs,
// from cron to the network, in the bubble's time.
type process struct {
	*house
	stop context.CancelFunc
	done chan error
}

// begin opens the database and runs until end.
func (h *house) begin(path string) *process {
	h.t.Helper()
	db, err := storage.Open(h.t.Context(), path)
	if err != nil {
		h.t.Fatal(err)
	}
	h.db = db
	h.restart()
	ctx, stop := context.WithCancel(h.t.Context())
	p := &process{house: h, stop: stop, done: make(chan error, 1)}
	go func() { p.done <- p.Run(ctx) }()
	return p
}

func (p *process) end() {
	p.t.Helper()
	p.stop()
	if err := <-p.done; err != nil {
		p.t.Error(err)
	}
	if err := p.db.Close(); err != nil {
		p.t.Error(err)
	}
}

// sleepUntil lets it become that time of Wednesday; hours may exceed 23.
func (h *house) sleepUntil(hour, minute int) {
	time.Sleep(h.wednesday(hour, minute).Sub(h.now()))
	synctest.Wait()
}

// bubbleHouse has a conference clock that runs from an hour of that Wednesday.
func bubbleHouse(t *testing.T, hour, minute int, traits bot.Traits) *house {
	h := &house{t: t, live: schedule.NewLive(conference(t, nil))}
	ahead := time.Until(h.wednesday(hour, minute))
	h.fake = bottest.NewFake("test", traits)
	h.runs = func() time.Time { return time.Now().Add(ahead) }
	h.fake.Clock = h.now
	return h
}

// conferenceRings are all that TestConference's people are to be told, in full.
var conferenceRings = []string{
	"ada Wed 11:05:00 Starting in 10 min in Main Hall: System and Configuration Extensions for Image-based Linux Distros and Beyond / 11:15–11:55 · Kai Lüke, Maanya Goenka, Luca Boccassi",
	"ada Wed 12:21:30 Starting in 9 min in Dome: bpfilter: a BPF-based packet filtering framework / 12:30–12:55 · Quentin Deslandes",
	"ada Wed 14:20:00 Starting in 10 min, two of yours: / 1 in Main Hall — Linux & TPMs / 2 in Dome — New Mount API",
	"ada Wed 15:35:00 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special? / 15:45–16:25 · Paul Menzel",
	"ada Wed 16:20:00 Starting in 10 min in Main Hall: WIP: Sandboxing APT / 16:30–16:55 · Julian Andres Klode",
	"ada Wed 16:53:00 Starting in 7 min in Dome: Making a magic deduplicating tar using the FICLONE ioctl / 17:00–17:25 · Wicher Minnaard",
	"ada Wed 17:00:00 Starting in 10 min in Main Hall: WIP: Sandboxing APT / 17:10–17:35 · Julian Andres Klode",
	"eve Thu 09:50:00 Starting in 10 min in Dome: Adventures of Linux Userspace at Meta / 10:00–10:25 · Anita Zhang / You follow Dome.",
	"bob Thu 10:00:00 Starting in 30 min in Main Hall: Trusted, Confidential and Cloud Native Workloads. An intro to the Confidential Containers project / 10:30–10:55 · Magnus Kulke",
	"eve Thu 10:20:00 Starting in 10 min in Dome: Talos Linux - TrustedBoot for a minimal Immutable OS / 10:30–10:55 · Noel Georgi (he/him/they/them)",
	"bob Thu 10:25:00 Starting in 5 min in Main Hall: Trusted, Confidential and Cloud Native Workloads. An intro to the Confidential Containers project / 10:30–10:55 · Magnus Kulke",
	"eve Thu 10:50:00 Starting in 10 min in Dome: Writing your own NixOS modules for fun and (hopefully) profit / 11:00–11:25 · Xe Iaso / You follow Dome.",
	"eve Thu 11:20:00 Starting in 10 min in Dome: Fast, correct, reproducible builds with Nix + Bazel / 11:30–12:10 · Andreas Herrmann / You follow Dome.",
	"eve Thu 12:05:00 Starting in 10 min in Dome: Oxidizing the Arch Linux packaging infrastructure / 12:15–12:55 · David Runge / You follow Dome.",
	"eve Thu 14:20:00 Starting in 10 min in Dome: Replica.one: A Software-defined Operating System / 14:30–15:10 · Jakov Petrina Trnski / You follow Dome.",
	"eve Thu 15:05:00 Starting in 10 min in Dome: openSUSE Aeon - Desktop Linux finally done right? / 15:15–15:55 · Richard Brown / You follow Dome.",
	"eve Thu 16:20:00 Starting in 10 min in Dome: Wolfi: A Secure-by-Default Distro for Curing Container CVE Chaos / 16:30–17:10 · James Strong, Carlos Tadeu Panato Junior / You follow Dome.",
	"eve Thu 17:05:00 Starting in 10 min in Dome: Microsoft Azure Boost: Image-based Linux powering the Azure fleet. Wait, what? Really?! Yes! / 17:15–17:40 · Luca Boccassi / You follow Dome.",
	"eve Thu 17:35:00 Starting in 10 min in Dome: asynchronous dbus with C++ co-routines / 17:45–18:10 · Patrick Williams / You follow Dome.",
}

// TestConference plays both days with three people, and holds each message and
// its second, through a throttled send, talks that move before and after they
// rang, and a restart over a due minute.
func TestConference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 8, 0, bot.Traits{})
		path := filepath.Join(t.TempDir(), "usher.db")
		p := h.begin(path)

		h.sleepUntil(11, 4)
		h.star("ada", extensions, bpfilter, linuxTPMs, mountAPI, networks, sandboxing, magicTar)
		h.leads("bob", 30*time.Minute, 5*time.Minute)
		h.star("bob", confidence)
		h.Wake()

		h.sleepUntil(12, 19)
		h.fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 90 * time.Second, Err: errors.New("429")})

		h.sleepUntil(14, 0)
		h.live.Set(conference(t, later(map[string]time.Duration{networks: 30 * time.Minute})))
		h.Wake()

		h.sleepUntil(16, 22)
		h.live.Set(conference(t, later(map[string]time.Duration{
			networks: 30 * time.Minute, sandboxing: 40 * time.Minute})))
		h.Wake()

		h.sleepUntil(16, 49)
		p.end()
		h.sleepUntil(16, 53)
		p = h.begin(path)

		h.sleepUntil(18, 30)
		h.star("eve", talos)
		h.follow("eve", h.dome())
		h.Wake()

		h.sleepUntil(48, 0)
		p.end()
		h.told(conferenceRings...)
	})
}

func TestTemporaryFailuresAreTriedAgainWhileUseful(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(filepath.Join(t.TempDir(), "usher.db"))
		down := &bot.SendError{Failure: bot.Temporary, Err: errors.New("connection refused")}
		h.star("ada", mountAPI, networks)
		h.Wake()
		h.sleepUntil(14, 19)
		h.fake.FailIn(h.fake.Chat("ada"), down)
		h.sleepUntil(14, 50)
		// 2 s, 4 s … 32 s, then each minute until 14:40.
		rings := slices.DeleteFunc(h.fake.Attempts(), func(a bottest.Attempt) bool {
			return !strings.HasPrefix(a.Message.Text(), "Start")
		})
		if n := len(rings); n != 24 {
			t.Errorf("%d attempts, want 24", n)
		}
		h.sleepUntil(15, 4)
		h.sleepUntil(15, 5)
		h.fake.FailIn(h.fake.Chat("ada"), nil)
		h.sleepUntil(16, 0)
		p.end()
		h.rang(
			"ada Wed 15:05:02 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special?",
			"ada Wed 15:05:04 I couldn't reach you from 14:20 to 15:05. You missed the ring for this:",
		)
	})
}

func TestAThrottledNetworkIsLeftAloneForAsLongAsItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(filepath.Join(t.TempDir(), "usher.db"))
		h.star("ada", mountAPI)
		h.star("bob", mountAPI)
		h.Wake()
		h.fake.Fail(&bot.SendError{Failure: bot.Throttled, After: 90 * time.Second, Err: errors.New("429")})
		h.sleepUntil(15, 0)
		p.end()
		h.rang(
			"ada Wed 14:21:30 Starting in 9 min in Dome: New Mount API",
			"bob Wed 14:21:31 Starting in 9 min in Dome: New Mount API", // slower than what was too much
		)
		if n := len(h.fake.Attempts()); n != 3 {
			t.Errorf("%d attempts, want 3", n)
		}
	})
}

// TestALostAnswer is a message that arrived although its sender was not told.
func TestALostAnswer(t *testing.T) {
	for name, idempotent := range map[string]bool{"idempotent": true, "not": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbleHouse(t, 14, 0, bot.Traits{Idempotent: idempotent})
				p := h.begin(filepath.Join(t.TempDir(), "usher.db"))
				h.star("ada", mountAPI)
				h.Wake()
				h.fake.LoseAnswers(1)
				h.sleepUntil(15, 0)
				p.end()
				want := []string{"ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API"}
				if !idempotent {
					want = append(want, "ada Wed 14:20:02 Starting in 10 min in Dome: New Mount API")
				}
				h.rang(want...)
			})
		})
	}
}

// TestShutdownWhileSending stops in the middle of a request: one that takes a
// second is finished, one that hangs is given up and tried again by the next
// process.
func TestShutdownWhileSending(t *testing.T) {
	for delay, want := range map[time.Duration][2][]string{
		time.Second: {{"ada Wed 14:20:01 Starting in 10 min in Dome: New Mount API"},
			{"ada Wed 14:20:01 Starting in 10 min in Dome: New Mount API"}},
		10 * time.Second: {nil, {"ada Wed 14:20:13 Starting in 10 min in Dome: New Mount API"}},
	} {
		t.Run(delay.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := bubbleHouse(t, 14, 0, bot.Traits{})
				path := filepath.Join(t.TempDir(), "usher.db")
				p := h.begin(path)
				h.fake.Delay = delay
				h.star("ada", mountAPI)
				h.Wake()
				h.sleepUntil(14, 20)
				p.end()
				h.rang(want[0]...)
				p = h.begin(path)
				h.sleepUntil(14, 30)
				p.end()
				h.rang(want[1]...)
			})
		})
	}
}

// TestRunReturnsSoonWhileANetworkHangs holds the five seconds that operators are
// promised, whatever a network that never answers is doing.
func TestRunReturnsSoonWhileANetworkHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		p := h.begin(database(t))
		h.fake.Delay = 365 * 24 * time.Hour
		h.star("ada", mountAPI)
		h.star("bob", mountAPI)
		h.Wake()
		h.sleepUntil(14, 20)
		time.Sleep(time.Second) // it is sending
		stopping := time.Now()
		p.end()
		if took := time.Since(stopping); took < time.Second || took > 5*time.Second {
			t.Errorf("it took %v to stop", took)
		}
	})
}

// TestASlowNetworkHoldsUpOnlyItself has one network hang while another rings.
func TestASlowNetworkHoldsUpOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := bubbleHouse(t, 14, 0, bot.Traits{})
		slow := bottest.NewFake("slow", bot.Traits{})
		slow.Clock, slow.Delay = h.now, 20*time.Second
		h.others = append(h.others, slow)
		p := h.begin(filepath.Join(t.TempDir(), "usher.db"))
		for _, id := range []string{"1", "2", "3"} {
			if _, err := h.db.Follow(t.Context(), slow.Chat(id), bot.Follow{Topic: talk(mountAPI)}); err != nil {
				t.Fatal(err)
			}
		}
		h.star("ada", mountAPI)
		h.Wake()
		h.sleepUntil(14, 25)
		p.end()
		h.rang("ada Wed 14:20:00 Starting in 10 min in Dome: New Mount API")
		if n := len(slow.Messages()); n != 3 {
			t.Errorf("%d messages on the slow network, want 3", n)
		}
	})
}
