package testkit

import (
	"sync"
	"testing"
	"time"

	"tandem/internal/tandem"
)

func TestClockStandsStillUntilMoved(t *testing.T) {
	kathmandu := time.FixedZone("+0545", 5*3600+45*60)
	start := time.Date(2026, 3, 2, 9, 0, 0, 123456789, kathmandu)
	clock := NewClock(start)
	if got, want := clock.Now(), time.Date(2026, 3, 2, 3, 15, 0, 123456000, time.UTC); got != want {
		t.Fatalf("Now() = %v, want %v in UTC, cut to the microsecond", got, want)
	}
	clock.Advance(12 * 7 * 24 * time.Hour)
	if got := tandem.DateOf(clock.Now(), time.UTC); got != "2026-05-25" {
		t.Errorf("twelve weeks later it is %s, want 2026-05-25", got)
	}
	clock.Set(start)
	if !clock.Now().Equal(start.Truncate(time.Microsecond)) {
		t.Errorf("Set did not put the clock back: %v", clock.Now())
	}
}

func TestClockIsSafeForManyGoroutines(t *testing.T) {
	clock := NewClock(time.Unix(0, 0))
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { clock.Advance(time.Second); _ = clock.Now() })
	}
	all.Wait()
	if got := clock.Now(); !got.Equal(time.Unix(50, 0)) {
		t.Errorf("fifty steps of a second lead to %v", got)
	}
}

func TestIDsRepeatForASeedAndOnlyForIt(t *testing.T) {
	first, again, other := IDs(7), IDs(7), IDs(8)
	seen := map[string]bool{}
	for range 1000 {
		id := first.New()
		if !tandem.WellFormedID(id) {
			t.Fatalf("%q does not have the form of our identifiers", id)
		}
		if id[14] != '4' {
			t.Fatalf("%q is not version 4", id)
		}
		if seen[id] {
			t.Fatalf("%q came twice", id)
		}
		seen[id] = true
		if got := again.New(); got != id {
			t.Fatalf("the same seed gave %q and %q", id, got)
		}
		if seen[other.New()] {
			t.Fatal("another seed gave the same identifier")
		}
	}
}
