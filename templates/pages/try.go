package pages

import "tandem/internal/tandem"

// Try is an exercise as the two partners will meet it, side by side, and as the
// therapist does. Nothing of it is stored: what happened so far travels in its
// forms.
type Try struct {
	Desk   Desk
	Name   string
	Back   string // where the exercise stands
	Href   string // of this page
	Phones []TriedPhone
	Staff  []Entry       // what the therapist can read
	Waits  []tandem.Text // what waits on whom, as the therapist knows it
	Acts   []Action      // what the therapist may do
	Begun  bool
	Full   bool
}

// TriedPhone is one of the two phones.
type TriedPhone struct {
	Partner  Partner
	Exercise Exercise
	Acts     []Action // what else this partner may do
}
