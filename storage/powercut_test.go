package storage

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"usher/bot"
	"usher/schedule"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// disk is what is in a database's two files.
type disk struct{ file, log []byte }

func readDisk(t *testing.T, path string) (d disk) {
	t.Helper()
	var err error
	if d.file, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if d.log, err = os.ReadFile(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d disk) write(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "usher.db")
	for name, data := range map[string][]byte{path: d.file, path + "-wal": d.log} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// TestAPowerCutLosesNothingThatWasAcknowledged cuts the power while each of many
// writes is on its way to the disk, of which any sector may have arrived, and opens
// what is there then: all that was acknowledged before is in it, and of the one on
// its way all or nothing.
func TestAPowerCutLosesNothingThatWasAcknowledged(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	disks := diskAfterEach(t, cuts)
	for n := range cuts {
		d := between(random, disks[n], disks[n+1])
		kept, err := reopen(t, d.write(t))
		if err != nil || kept < n || kept > n+1 {
			t.Fatalf("seed %d: of %d acknowledged %d are kept, %v", seed, n, kept, err)
		}
	}
}

// TestAFileThatIsCutOffIsReadOrRefused cuts the files off anywhere, as no power cut
// would: what is opened is whole, up to some write; what is refused is so in a line
// that says what to do.
func TestAFileThatIsCutOffIsReadOrRefused(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	disks := diskAfterEach(t, cuts/2)
	opened, refused := 0, 0
	for n := range cuts / 2 {
		whole := disks[n+1]
		d := disk{file: whole.file, log: whole.log[:random.IntN(len(whole.log)+1)]}
		if n%2 == 0 {
			d = disk{file: whole.file[:random.IntN(len(whole.file)+1)*min(n, 1)], log: whole.log} // nothing at first
		}
		kept, err := reopen(t, d.write(t))
		switch {
		case err == nil && kept <= n+1 && len(d.file) > 0:
			opened++
		case err != nil && !strings.Contains(err.Error(), "\n") && strings.Contains(err.Error(), "move"):
			refused++
		default:
			t.Errorf("seed %d: after %d writes %d are kept, %v", seed, n+1, kept, err)
		}
	}
	if opened == 0 || refused == 0 {
		t.Errorf("seed %d: %d opened, %d refused; that tests one of them alone", seed, opened, refused)
	}
}

// diskAfterEach is what is on the disk before the first of some writes and after
// each, as soon as it is acknowledged. The log is brought into the file often, so
// that this is cut off, too.
func diskAfterEach(t *testing.T, writes int) []disk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "usher.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tell(t, db, `PRAGMA wal_autocheckpoint = 30`)
	disks := []disk{readDisk(t, path)}
	for n := range writes {
		if _, err := db.Follow(t.Context(), starrer, nth(n)); err != nil {
			t.Fatal(err)
		}
		disks = append(disks, readDisk(t, path))
	}
	return disks
}

// nth is the nth topic that is followed.
func nth(n int) bot.Follow {
	return bot.Follow{Topic: schedule.Topic{Kind: schedule.TopicTalk, Key: fmt.Sprintf("%d-%0300d", n, n)}}
}

// logHeader is how long the header of the log is (sqlite.org/fileformat2.html).
const logHeader = 32

// between is a disk on its way from one state to another. The log is on the disk
// before anything of it goes into the file, and where it begins anew its header is
// before all else of it: SQLite waits for both (fsync; wal.c, syncHeader).
func between(random *rand.Rand, before, after disk) disk {
	if bytes.Equal(before.file, after.file) {
		log := before.log
		if len(log) >= logHeader && !bytes.Equal(log[:logHeader], after.log[:logHeader]) {
			if random.IntN(8) == 0 {
				return before // not even the header has arrived
			}
			log = slices.Concat(after.log[:logHeader], log[logHeader:])
		}
		return disk{after.file, torn(random, log, after.log)}
	}
	return disk{torn(random, before.file, after.file), after.log}
}

// torn has some sectors of the one and some of the other, and any length between
// theirs.
func torn(random *rand.Rand, before, after []byte) []byte {
	shorter, longer := min(len(before), len(after)), max(len(before), len(after))
	length := shorter
	if longer > shorter {
		length += random.IntN(longer - shorter + 1)
	}
	mix := make([]byte, length)
	copy(mix, before)
	share := random.Float64() // of the sectors that have arrived
	for at := 0; at < len(mix); at += sector {
		if end := min(at+sector, len(mix)); random.Float64() < share && at < len(after) {
			copy(mix[at:end], after[at:])
		}
	}
	return mix
}

// reopen opens a database, says how many writes it has kept, which have to be the
// first ones, and that it is sound.
func reopen(t *testing.T, path string) (kept int, err error) {
	t.Helper()
	db, err := Open(t.Context(), path)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	w, err := db.Wishes(t.Context(), starrer)
	if err != nil {
		return 0, err
	}
	for n, f := range w.Follows {
		if f != nth(n) {
			return 0, fmt.Errorf("in place of the write %d it has kept %s", n, f.Key)
		}
	}
	var found string
	if err := db.read.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&found); err != nil || found != "ok" {
		return 0, fmt.Errorf("it is damaged: %s (%w)", found, err)
	}
	return len(w.Follows), nil
}
