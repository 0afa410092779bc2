package storage_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"usher/storage"
)

// TestOneUsherUsesADatabase starts others while one has it: by the same name and
// by a symbolic link. What Recover puts back may be in the other's hands.
func TestOneUsherUsesADatabase(t *testing.T) {
	path := empty(t)
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		second, err := storage.Open(t.Context(), name)
		if err == nil {
			second.Close()
			t.Fatalf("%s was opened twice", name)
		}
		if text := err.Error(); !strings.Contains(text, "another Usher is using") || strings.Contains(text, "\n") || !strings.Contains(text, name) {
			t.Errorf("refused with %q", text)
		}
	}
	follow(t, db, ada, mount) // the first one is not disturbed
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := storage.Open(t.Context(), link)
	opened(t, again, err)
}

func TestARefusedFileIsNotKeptFromOthers(t *testing.T) {
	path := with(t, empty(t), `CREATE TABLE recipes (name TEXT)`)
	for range 2 {
		if _, err := storage.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "another program's") {
			t.Fatalf("opened with %v", err)
		}
	}
}

// TestAKilledUsherLeavesTheDatabaseToTheNext kills another process that has it.
func TestAKilledUsherLeavesTheDatabaseToTheNext(t *testing.T) {
	if path := os.Getenv("USHER_TEST_HOLD"); path != "" {
		hold(t, path)
	}
	path := empty(t)
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	holder.Env = append(os.Environ(), "USHER_TEST_HOLD="+path)
	if _, err := holder.StdinPipe(); err != nil { // it ends when this process does
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != "held\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	if db, err := storage.Open(t.Context(), path); err == nil {
		db.Close()
		t.Error("two processes have it")
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait() // it was killed
	db, err := storage.Open(t.Context(), path)
	opened(t, db, err)
	equal(t, len(mustFollow(t, db, ada)), 1)
}

// hold is the other process: it says that it has the database, and goes on
// having it until it is killed or nobody is there to do so.
func hold(t *testing.T, path string) {
	db, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	follow(t, db, ada, mount)
	fmt.Fprintln(os.Stdout, "held")
	_, _ = io.Copy(io.Discard, os.Stdin) // whatever ends it
	t.Fatal("nobody killed it")
}
