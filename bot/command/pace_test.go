package command_test

import (
	"strconv"
	"testing"
	"time"

	"usher/bot"
	"usher/bot/command"
)

// TestWhoAsksTooMuchIsToldOnce lets somebody star talks as fast as a thumb does, and
// somebody else's program ask all the time.
func TestWhoAsksTooMuchIsToldOnce(t *testing.T) {
	e := staffed(t)
	now := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	e.Pace = command.NewPace(20, func() time.Time { return now })
	asks := func(who bot.Chat, pressed bool) string {
		return e.Handle(t.Context(), as(who, "/whoami", false, pressed)).Text()
	}
	bob, program := somebody["nobody"].person, bot.Chat{Platform: "test", ID: "program"}
	for i := range 30 { // a star every two seconds for a minute
		if got := asks(bob, i%2 == 0); got == "" || got[:4] != "You " {
			t.Fatalf("star %d: %q", i, got)
		}
		now = now.Add(2 * time.Second)
	}
	answered, warned := 0, 0
	for range 600 { // ten a second for a minute
		switch got := asks(program, false); {
		case got == "":
		case got[:4] == "Slow":
			warned++
		default:
			answered++
		}
		now = now.Add(100 * time.Millisecond)
	}
	if answered < 49 || answered > 51 || warned != 1 {
		t.Errorf("a program is answered %d times and warned %d times", answered, warned)
	}
	if got := asks(bob, false); got == "" || got[:4] != "You " {
		t.Errorf("meanwhile Bob is answered %q", got)
	}
	now = now.Add(90 * time.Second)
	for range 30 {
		if got := asks(program, false); got == "" || got[:4] != "You " {
			t.Fatalf("once it has kept the pace it is answered %q", got)
		}
	}
	if got := asks(program, true); got == "" || got[:4] != "Slow" {
		t.Errorf("the next time it reads %q", got)
	}
}

// TestThoseWhoRunItMayHurry as much as they like.
func TestThoseWhoRunItMayHurry(t *testing.T) {
	for name, who := range somebody {
		e := staffed(t)
		e.Pace = command.NewPace(20, time.Now)
		last := ""
		for range 100 {
			last = e.Handle(t.Context(), as(who.person, "/whoami", false, false)).Text()
		}
		if held := last == ""; held != (who.rank == command.Everyone) {
			t.Errorf("%s is held up: %t", name, held)
		}
	}
}

// TestNoPace holds that 0 is none.
func TestNoPace(t *testing.T) {
	if p := command.NewPace(0, time.Now); p != nil {
		t.Errorf("0 a minute is %+v", p)
	}
}

// BenchmarkPace is what a request pays to be counted, in a crowd.
func BenchmarkPace(b *testing.B) {
	e, _ := env(b)
	e.Pace = command.NewPace(20, time.Now)
	people := make([]bot.Incoming, 5000)
	for i := range people {
		people[i] = bot.Incoming{Chat: bot.Chat{Platform: "test", ID: strconv.Itoa(i)}}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.Pace.Allows(people[i%len(people)].Person())
	}
}
