package storagetest

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// alone names, in the environment, the test that has a process of its own.
const alone = "USHER_TEST_ALONE"

// Alone runs the test that calls it again in a process of its own, and reports
// whether this is that one. What a test forbids its process it then forbids no other
// test, nor the go command, which has the process write down what tests open.
func Alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(alone) == t.Name() {
		return true
	}
	run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	run.Env = append(os.Environ(), alone+"="+t.Name())
	out, err := run.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("in a process of its own: %v\n%s", err, out)
	}
	return false
}
