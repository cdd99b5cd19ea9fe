package pages

import "strconv"

// TakeIn is the form for a new couple. Field names: "code", "time_zone",
// "therapist", and for each partner "partners.0.name", ".pronouns",
// ".language", ".time_zone", ".phone", ".email", ".preferred", ".safe_hours",
// ".voicemail"; "ask_goals"; "course".
type TakeIn struct {
	Desk       Desk
	Code       string // typed, or the next free one as a suggestion
	Zones      []Option
	Therapists []Option // for the front desk; empty for a therapist
	Partners   []PartnerEntry
	AskGoals   bool // each is asked on their own phone what they hope for
	Single     bool // they come for one session first
	Problem    Problem
}

// PartnerEntry is what was typed for one partner.
type PartnerEntry struct {
	Name, Pronouns string
	Languages      []Option
	Zones          []Option
	Phone, EMail   string
	Preferred      []Option
	SafeHours      string
	Voicemail      bool
}

func partnerField(i int, name string) string { return "partners." + strconv.Itoa(i) + "." + name }

func partnerFieldAt(i int) func(name string) string {
	return func(name string) string { return partnerField(i, name) }
}
