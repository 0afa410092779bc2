package loader_test

import (
	"context"
	"errors"
	"testing"

	"usher/schedule/format"
	"usher/schedule/loader"
	"usher/testdata"
)

func TestLoadData(t *testing.T) {
	s, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: "the demo's schedule", Data: testdata.AllSystemsGo2023}})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(s.Slots()); got != 48 {
		t.Errorf("%d slots, want 48", got)
	}
	_, err = loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: "the demo's schedule", Data: []byte{}}})
	if !errors.Is(err, format.ErrEmpty) || err.Error() != "the demo's schedule: it is empty" {
		t.Errorf("empty data: %v", err)
	}
}

// TestLoadStops holds that a caller who gives up is not kept waiting.
func TestLoadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := loader.Load(ctx, loader.Request{Schedule: loader.Source{Location: "http://127.0.0.1:1/schedule.xml"}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a load that was called off: %v", err)
	}
}

func TestLoadRefusesWhatIsNoURL(t *testing.T) {
	_, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: "http://me:hunter2@bad host/"}})
	if err == nil || err.Error() != "the URL given: that is not a URL" {
		t.Errorf("a broken URL: %v", err)
	}
}
