package schedule_test

import (
	"math/rand/v2"
	"testing"

	"usher/schedule"
)

// TestMisspelt is what a tired thumb types for a title: it is found alone, or with others
// that are as near, and never another one in its place.
func TestMisspelt(t *testing.T) {
	s := systems(t)
	const (
		mount  = "New Mount API"
		reboot = "Soft Reboot: atomically replace rootfs and reboot userspace without kernel restart"
		btrfs  = "Encrypted Btrfs Subvolumes: Keeping Container Storage Safe"
		tpms   = "Linux & TPMs"
	)
	for query, want := range map[string]string{
		"mont api": mount, "munt api": mount, "mout api": mount, "mount apy": mount, "moutn api": mount, "api mout": mount,
		"new mont": mount, "new mout apo": mount, "MÖUNT ÄPI": mount, "newmount api": mount, "mountapi": mount,
		"sotf reboot": reboot, "rebot soft": reboot, "softreboot": reboot, "softrebot": reboot, "atomicaly replace": reboot,
		"btrfs subvolume encryted": btrfs, "encrypted subvolums": btrfs, "linux tmps": tpms, "linxu & tpms": tpms,
		"disagregated networks":       "Disaggregated networks: Is network hardware special?",
		"forensik container":          "Forensic container checkpointing and analysis",
		"inspector gadget":            "Gaining Linux insights with Inspektor Gadget, an eBPF tool and systems inspection framework",
		"forensic checkpiont":         "Forensic container checkpointing and analysis",
		"retake of servcie restarts":  "Retake of service restarts",
		"why wolud you use strace":    "Why would you still want to use strace in 2023?",
		"luca boccasi soft reboot":    reboot,
		"opensuse aeon destkop linux": "openSUSE Aeon - Desktop Linux finally done right?",
	} {
		found := s.Search(query)
		if slot, ok := found.Meant(); !ok || slot.Title != want {
			t.Errorf("%q means %v of %q, want %s", query, slot, titles(found.Talks), want)
		}
	}
}

// TestMisspeltIsNoGuess has what may be meant for several, or leaves words out: then
// nothing is plain.
func TestMisspeltIsNoGuess(t *testing.T) {
	s := systems(t)
	for query, first := range map[string]string{
		"mount api tpm":        "New Mount API", // of two talks
		"mount qzxqzx":         "New Mount API",
		"kuberneets":           "Gaining Linux insights with Inspektor Gadget, an eBPF tool and systems inspection framework",
		"new mount api xyzzyq": "New Mount API",
	} {
		found := s.Search(query)
		if slot, ok := found.Meant(); ok {
			t.Errorf("%q means %q", query, slot.Title)
		}
		if len(found.Talks) == 0 || found.Talks[0].Title != first {
			t.Errorf("%q finds %q, want %q first", query, titles(found.Talks), first)
		}
	}
	several := build(t, with(func(s *schedule.Slot) { s.Key, s.Title = "a", "Pasta" }), with(func(s *schedule.Slot) { s.Key, s.Title = "b", "Paste" }))
	found := several.Search("pastu")
	if _, ok := found.Meant(); ok || len(found.Talks) != 2 || found.Spelled != "" {
		t.Errorf("pastu finds %q, spelled %q", titles(found.Talks), found.Spelled)
	}
}

// BenchmarkMisspelt looks for words that no talk has among a thousand talks.
func BenchmarkMisspelt(b *testing.B) {
	s := build(b, randomProgramme(rand.New(rand.NewPCG(1, 6)), 1000)...)
	for b.Loop() {
		s.Search("wrogn mater xyzzyqw")
	}
}
