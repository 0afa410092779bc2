package schedule_test

import (
	"testing"
	"time"

	"usher/schedule"
)

func TestDate(t *testing.T) {
	d, err := schedule.ParseDate("2024-02-28")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Add(2).String(); got != "2024-03-01" {
		t.Errorf("two days later is %s", got)
	}
	if got := d.Add(-59).String(); got != "2023-12-31" {
		t.Errorf("59 days earlier is %s", got)
	}
	if d.Weekday() != time.Wednesday {
		t.Errorf("it is a %s", d.Weekday())
	}
	if d.Compare(d.Add(1)) != -1 || d.Compare(d) != 0 || d.Compare(d.Add(-1)) != 1 {
		t.Error("days in the wrong order")
	}
	if got := d.At(25, 30, time.UTC); !got.Equal(time.Date(2024, 2, 29, 1, 30, 0, 0, time.UTC)) {
		t.Errorf("25:30 is %v", got)
	}
	if zero := (schedule.Date{}); !zero.IsZero() || zero.String() != "" || d.IsZero() {
		t.Error("only the zero date is unknown")
	}
	for _, bad := range []string{"", "13.9.2023", "2023-02-29", "2023-9-1", "2023-09-13T10:00"} {
		if _, err := schedule.ParseDate(bad); err == nil {
			t.Errorf("%q is taken for a date", bad)
		}
	}
}

// TestDateAtClockChange holds that the hour is that on people's watches.
func TestDateAtClockChange(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	d := schedule.Date{Year: 2026, Month: time.March, Day: 28}
	if got := d.Add(1).At(10, 0, berlin).Sub(d.At(10, 0, berlin)); got != 23*time.Hour {
		t.Errorf("the days are %v apart, want 23h", got)
	}
	if got := schedule.DateOf(d.Add(1).At(0, 30, berlin)); got != d.Add(1) {
		t.Errorf("half past midnight is on %s", got)
	}
}
