package schedule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/format"
	"usher/testdata"
)

// systems is the schedule of All Systems Go! 2023.
func systems(t testing.TB) *schedule.Schedule {
	t.Helper()
	draft, err := format.Parse(testdata.AllSystemsGo2023, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := schedule.New(draft)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSearch(t *testing.T) {
	s := systems(t)
	const softReboot = "Soft Reboot: atomically replace rootfs and reboot userspace without kernel restart"
	for query, want := range map[string]string{ // the best match
		"soft reboot":   softReboot,
		"SÖFT reböot":   softReboot,
		"soft rebot":    softReboot,
		"new mount api": "New Mount API",
		"bpfilter":      "bpfilter: a BPF-based packet filtering framework",
		"koutny":        "Retake of service restarts",
	} {
		found := s.Search(query)
		if len(found.Talks) == 0 || found.Talks[0].Title != want {
			t.Errorf("%q finds %q, want %q first", query, titles(found.Talks), want)
		}
	}
	for _, query := range []string{"", "   ", "?!", "xyzzyqwertz"} {
		if found := s.Search(query); len(found.Talks) != 0 {
			t.Errorf("%q finds %q", query, titles(found.Talks))
		}
	}
}

// TestSearchOrder puts talks with the words in their title before those that
// only speak of it, and each talk once.
func TestSearchOrder(t *testing.T) {
	text := with(func(s *schedule.Slot) { s.Key, s.Title, s.Abstract, s.Start = "t", "Other", "about mount", at(8, 0) })
	again := with(func(s *schedule.Slot) { s.Start, s.End = at(16, 0), at(16, 40) })
	found := build(t, text, mount(), again).Search("mount")
	if diff := cmp.Diff([]string{"New Mount API", "Other"}, titles(found.Talks)); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if found.Titled != 1 {
		t.Errorf("%d have it in the title, want 1", found.Titled)
	}
	if _, ok := found.Talk(); ok {
		t.Error("one word that two talks have is taken for one of them")
	}
	if slot, ok := build(t, text, mount()).Search("new mount").Talk(); !ok || slot.Title != "New Mount API" {
		t.Errorf("two words of one title do not tell which talk is meant: %v", slot)
	}
}

func TestSearchSpelled(t *testing.T) {
	s := systems(t)
	if got := s.Search("tpm").Spelled; got != "tpm" {
		t.Errorf("what is found as typed is spelled %q", got)
	}
	if found := s.Search("kuberneets"); len(found.Talks) == 0 || found.Spelled != "kubernetes" {
		t.Errorf("kuberneets is taken for %q, %d talks", found.Spelled, len(found.Talks))
	}
}

func TestFindSpeakers(t *testing.T) {
	s := systems(t)
	for query, want := range map[string]string{
		"koutny": "Michal Koutný", "LUCA": "Luca Boccassi", "bocc luc": "Luca Boccassi", "main-i-128": "Luca Boccassi",
		"lenart poetering": "Lennart Poettering",
	} {
		if found := s.FindSpeakers(query); len(found.Hits) != 1 || found.Hits[0].Name != want {
			t.Errorf("%q finds %v, want %s", query, found, want)
		}
	}
	if found := s.FindSpeakers("poetring"); len(found.Hits) != 0 || len(found.Near) != 1 || found.Near[0].Name != "Lennart Poettering" {
		t.Errorf("a name that is not sure finds %v", found)
	}
	if found := s.FindSpeakers("xyzzy"); len(found.Hits)+len(found.Near) != 0 {
		t.Errorf("nobody is found as %v", found)
	}
	if found := s.FindRooms("dom"); len(found.Hits) != 1 || found.Hits[0].Name != "Dome" {
		t.Errorf("dom finds %v", found)
	}
}

func BenchmarkSearch(b *testing.B) {
	s := systems(b)
	for b.Loop() {
		s.Search("soft rebot")
	}
}
