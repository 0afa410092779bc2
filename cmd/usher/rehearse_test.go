package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/schedule"
	"usher/storage"
)

// rehearsed is what a rehearsal says, and the messages in it.
func rehearsed(t *testing.T, args ...string) (said string, told []message) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "told.jsonl")
	var out, errs bytes.Buffer
	if code := run(append([]string{"rehearse", "--out", path}, args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exits %d: %s", code, errs.String())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var m message
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		told = append(told, m)
	}
	return out.String(), told
}

const rehearsal300 = `All Systems Go! 2023, from Wed 13 Sep 09:10 to Thu 14 Sep 18:30.
Made up: 300 people.
3423 messages to 300 chats: 3423 ring.
By network: 2669 telegram, 754 matrix.
Busiest minutes on matrix, which takes 12 in one:
  Thu 14 Sep 10:20  21
  Thu 14 Sep 12:20  21
  Wed 13 Sep 09:35  20
  Wed 13 Sep 16:20  20
  Wed 13 Sep 12:20  19
Busiest minutes on telegram, which takes 1680 in one:
  Thu 14 Sep 12:19  112
  Thu 14 Sep 10:49  106
  Wed 13 Sep 11:49  89
  Thu 14 Sep 10:19  81
  Thu 14 Sep 15:04  81
Late by more than a minute: 163, the most by 3m16s at Thu 14 Sep 12:23. After the start: 0. Too late to be said: 0.
More than 6 messages in an hour: 25 chats; the most are 13, from Wed 13 Sep 16:55.
`

// TestRehearsal plays the same twice: what is said of it follows from its seed.
func TestRehearsal(t *testing.T) {
	args := []string{"--schedule", seed, "--people", "300", "--seed", "7", "--matrix-limit", "0.2"}
	said, told := rehearsed(t, args...)
	if diff := cmp.Diff(rehearsal300, said); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	again, twice := rehearsed(t, args...)
	if diff := cmp.Diff(told, twice); diff != "" || said != again {
		t.Errorf("-first +second:\n%s", diff)
	}
	late := 0
	for i, m := range told {
		if m.Kind != bot.Ring || len(m.Talks) == 0 || m.Text == "" || m.Due == nil || i > 0 && m.At.Before(told[i-1].At) {
			t.Fatalf("%+v", m)
		}
		if m.Late > 60 {
			late++
		}
	}
	if len(told) != 3423 || late != 163 {
		t.Errorf("%d messages, %d late", len(told), late)
	}
}

// TestARehearsalOfARealDatabase tells those who are in it, from a time to another, and
// leaves it as it is.
func TestARehearsalOfARealDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ada := bot.Chat{Platform: "telegram", ID: "815"}
	for _, key := range []string{"main-c-NYLYDK", "main-c-JVGVHG", "main-c-Q9YBUZ"} {
		if _, err := db.Follow(t.Context(), ada, bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: key}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, told := rehearsed(t, "--schedule", seed, "--database", path, "--from", "2023-09-13 14:00", "--to", "2023-09-13 16:00")
	var got []string
	for _, m := range told {
		first, _, _ := strings.Cut(m.Text, "\n")
		got = append(got, m.At.Format(time.TimeOnly)+" "+m.Chat+" "+first)
	}
	want := []string{
		"14:20:00 telegram:815 Starting in 10 min in Dome: New Mount API",
		"15:05:00 telegram:815 Starting in 10 min in Dome: Disaggregated networks: Is network hardware special?",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database has changed, %v", err)
	}
}

func TestWhatCannotBeRehearsed(t *testing.T) {
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "script")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--override", file("# at eleven\n\n11 o'clock /delay dome 20\n")}, `line 3: "11 o'clock /delay dome 20" is not like 11:00 /delay dome 20`},
		{[]string{"--override", file("11:00 delay dome 20\n")}, `line 1: "11:00 delay dome 20" is not like`},
		{[]string{"--people", "1", "--override", file("11:00 /nonsense\n")}, "line 1: /nonsense: I don't know /nonsense."},
		{[]string{"--override", "nowhere"}, "--override: open nowhere"},
		{[]string{"--database", "nowhere"}, "there is none"},
		{[]string{"--people=-1"}, "--people: -1 is not between"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"rehearse", "--schedule", seed}, c.args...), strings.NewReader(""), &out, &errs)
		if said := errs.String(); code == 0 || !strings.Contains(said, c.want) || out.Len() > 0 {
			t.Errorf("%v: exits %d, says %q, want %q", c.args, code, said, c.want)
		}
	}
}

// TestARehearsalOfWhatOrganisersDo plays what they would type, in the order of the time:
// who starred what is late is told so, and rung at the new time.
func TestARehearsalOfWhatOrganisersDo(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("15:00 /broadcast everyone: There is soup.\n# The projector\n2023-09-13 14:00 /moveroom mount api to main hall\n13:00 /delay dome 20\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	said, told := rehearsed(t, "--schedule", seed, "--people", "100", "--override", script)
	for _, want := range []string{
		"Wed 13 Sep 13:00 /delay dome 20: Done. Dome runs 20 min late.",
		"Wed 13 Sep 14:00 /moveroom mount api to main hall: Done. New Mount API is at Wed 14:30 in Main Hall.",
		"Wed 13 Sep 15:00 /broadcast everyone: There is soup.: Sending to 99 people and 1 group.",
	} {
		_, rest, ok := strings.Cut(said, want)
		if !ok {
			t.Fatalf("%q is not said, or not in its place:\n%s", want, said)
		}
		said = rest
	}
	kinds, moved, rung := map[bot.NoticeKind]int{}, 0, 0
	for _, m := range told {
		kinds[m.Kind]++
		if m.Kind == bot.Change && strings.Contains(m.Text, "New Mount API") {
			moved++
		}
		if m.Kind == bot.Ring && strings.Contains(m.Text, "Main Hall: New Mount API") && m.At.Format("15:04") == "14:20" {
			rung++
		}
	}
	if kinds[bot.Broadcast] != 100 || moved == 0 || rung == 0 {
		t.Errorf("%v; %d are told that it moved, %d are rung there", kinds, moved, rung)
	}
}
