package auth

import (
	"time"

	"tandem/internal/tandem"
)

// How long a session lasts. Partners get longer without a touch, because they
// stop and think; staff sit where others pass by.
const (
	IdleStaff    = 15 * time.Minute
	IdlePartner  = 30 * time.Minute
	LongestStay  = 12 * time.Hour
	seenGrain    = time.Minute
	clockAllowed = time.Minute // how far two machines' clocks may differ
)

// SessionState is when a session began and was last seen. Last seen is written
// at a grain of 60 seconds, so that reading a page does not write each time.
type SessionState struct {
	Began time.Time
	Seen  time.Time
}

// Check tells whether the session still lives at the moment. Error: SignedOut
// after 15 idle minutes for staff, 30 for partners, and 12 hours in any case,
// or when it begins in the future.
func (s SessionState) Check(now time.Time, staff bool) error {
	if s.Began.IsZero() || s.Began.Sub(now) > clockAllowed || !now.Before(s.Ends(staff)) {
		return tandem.SignedOut()
	}
	return nil
}

// Ends is the moment at which the session ends unless it is seen again.
func (s SessionState) Ends(staff bool) time.Time {
	idle := IdlePartner
	if staff {
		idle = IdleStaff
	}
	ends, last := s.Seen.Add(idle), s.Began.Add(LongestStay)
	if last.Before(ends) {
		return last
	}
	return ends
}

// NeedsTouch tells whether it is time to write down that the session was seen.
func (s SessionState) NeedsTouch(now time.Time) bool { return now.Sub(s.Seen) >= seenGrain }
