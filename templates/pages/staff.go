package pages

import "tandem/internal/tandem"

// Staff is the list of the practice's own people, for owners.
type Staff struct {
	Desk    Desk
	People  []StaffLine
	Link    *OneTimeLink // once, after an invitation was made
	Name    string       // typed into the form, kept after an error
	Roles   []RoleTick   // of the invitation form
	Problem Problem      // of the invitation form
	Tried   *TriedRoles  // nil but after a change of roles that was refused
	Linked  *TriedLink   // nil but after a change of supervision that was refused
}

// TriedRoles are the roles that somebody was to have and may not; they and the
// problem stand at that person's line.
type TriedRoles struct {
	Person  tandem.PersonID
	Roles   []RoleTick
	Problem Problem
}

// StaffLine is one person of the staff.
type StaffLine struct {
	Person   tandem.PersonID
	Name     string
	Roles    []RoleTick
	State    tandem.Text // such as "active", "invited until …", "access ended"
	Ended    bool
	Self     bool // one's own line: no button to end one's own access
	Withdraw bool // an invitation is open
	Reset    bool // an account is there: a link to a new passphrase can be made

	Supervision Supervision
}

// RoleTick is one role with whether it is held.
type RoleTick struct {
	Role tandem.Role
	On   bool
}

// RoleText is what a role is called.
func RoleText(r tandem.Role) tandem.Text {
	switch r {
	case tandem.RoleOwner:
		return tandem.Say("Owner")
	case tandem.RoleTherapist:
		return tandem.Say("Therapist")
	case tandem.RoleSupervisor:
		return tandem.Say("Supervisor")
	case tandem.RoleFrontDesk:
		return tandem.Say("Front desk")
	default:
		return tandem.Say("Partner")
	}
}

// tried is what was refused for the person of that line, or nil.
func (m Staff) tried(l StaffLine) *TriedRoles {
	if m.Tried == nil || m.Tried.Person != l.Person {
		return nil
	}
	return m.Tried
}

func (l StaffLine) at(more string) string { return "/staff/" + string(l.Person) + more }
