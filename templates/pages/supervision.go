package pages

import "tandem/internal/tandem"

// Supervision is the part of a staff line that says who supervises the person.
type Supervision struct {
	By      []Supervisor
	Choices []Option // who could be added; none, and there is no form
}

// Supervisor is somebody who supervises the person of the line.
type Supervisor struct {
	Person tandem.PersonID
	Name   string
}

// TriedLink is why somebody's supervision could not be changed; it stands at
// that person's line.
type TriedLink struct {
	Person  tandem.PersonID
	Problem Problem
}

// linked is what was refused for the person of that line, or nothing.
func (m Staff) linked(l StaffLine) Problem {
	if m.Linked == nil || m.Linked.Person != l.Person {
		return Problem{}
	}
	return m.Linked.Problem
}

// supervisorField is the id of the line's select. The line with a problem has
// the one that the problem's links lead to.
func (l StaffLine) supervisorField(p Problem) string {
	if p.At("supervisor").IsZero() {
		return idOf("supervisor-" + string(l.Person))
	}
	return idOf("supervisor")
}
