package matrixtest

import (
	"strconv"
	"testing"
	"time"
)

// Beside measures Usher saying something in turns with a bare client that says the
// same, each time under a transaction id of its own: msg/s is Usher's, and %bare is
// that in relation to the other's.
func Beside(b *testing.B, usher, bare func(transaction string) error) {
	b.Helper()
	var ours, theirs time.Duration
	n := 0
	for b.Loop() {
		n++
		began := time.Now()
		if err := usher("k-" + strconv.Itoa(n)); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		if err := bare("b-" + strconv.Itoa(n)); err != nil {
			b.Fatal(err)
		}
		ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "msg/s")
	b.ReportMetric(100*theirs.Seconds()/ours.Seconds(), "%bare")
}
