// Package pages holds the pages that people see: typed templ components, each
// with a struct that is ready to print. Components compute nothing; what a
// reader may see was decided before a struct was filled. Sentences are
// tandem.Text or go through tandem.T, and come out in the language of the
// context. Plain strings are data: names, codes, what somebody typed.
package pages

import (
	"slices"

	"tandem/internal/tandem"
)

// NeutralSite is where leaving quickly ends: a site that could be open on any
// phone. The content security policy must name its origin in form-action, as
// browsers apply that to the redirect which follows a form.
const NeutralSite = "https://www.wikipedia.org/"

// Place names a page of the main navigation.
type Place string

// The places that a navigation leads to.
const (
	PlaceCaseload  Place = "caseload"
	PlaceRegister  Place = "register"
	PlaceStaff     Place = "staff"
	PlaceAccount   Place = "account"
	PlaceToday     Place = "today"
	PlaceTogether  Place = "together"
	PlaceHow       Place = "how"
	PlacePrivacy   Place = "privacy"
	PlaceOverrides Place = "overrides"
	PlaceConsents  Place = "consents"
	PlaceLibrary   Place = "library"
	PlaceNowhere   Place = ""
)

// Desk is the frame around a page for staff.
type Desk struct {
	Name     string        // of the person signed in
	Practice string        // its name
	Roles    []tandem.Role // decide the links
	Demo     bool          // the data are synthetic: a line says so
	Notice   tandem.Text   // what was just done, said once
}

// Phone is the frame around a page for a partner.
type Phone struct {
	Shared bool        // it goes from hand to hand: no way to the rest of Tandem
	Lines  []HelpLine  // the practice's own lines, shown after the national one
	Demo   bool        // the data are synthetic: a line says so
	Notice tandem.Text // what was just done, said once
	Pause  *Action     // calls a pause, where the plan has one
}

// HelpLine is somebody to call. Number is shown; Dial is the number for the
// telephone link, digits and + only, and may be empty.
type HelpLine struct {
	Name, Number, Dial string
}

type link struct {
	place Place
	href  string
	label tandem.Text
}

// links are what the roles may open. Access decides again at each request.
func (d Desk) links() []link {
	all := []struct {
		link
		roles []tandem.Role
	}{
		{link{PlaceCaseload, "/caseload", tandem.Say("Caseload")}, []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor}},
		{link{PlaceRegister, "/register", tandem.Say("Register")}, []tandem.Role{tandem.RoleFrontDesk}},
		{link{PlaceLibrary, "/library", tandem.Say("Library")}, []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor, tandem.RoleOwner}},
		{link{PlaceOverrides, "/overrides", tandem.Say("Second signature")}, []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor}},
		{link{PlaceConsents, "/agreements-of-practice", tandem.Say("Agreements")}, []tandem.Role{tandem.RoleOwner}},
		{link{PlaceStaff, "/staff", tandem.Say("Staff")}, []tandem.Role{tandem.RoleOwner}},
		{link{PlaceAccount, "/account", tandem.Say("Account")}, tandem.Roles()},
	}
	var out []link
	for _, l := range all {
		if slices.ContainsFunc(l.roles, func(r tandem.Role) bool { return slices.Contains(d.Roles, r) }) {
			out = append(out, l.link)
		}
	}
	return out
}

func tabs() []link {
	return []link{
		{PlaceToday, "/today", tandem.Say("Today")},
		{PlaceTogether, "/together", tandem.Say("Together")},
		{PlaceHow, "/how", tandem.Say("How we are")},
		{PlacePrivacy, "/privacy", tandem.Say("My privacy")},
	}
}
