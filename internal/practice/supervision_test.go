package practice

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"tandem/internal/tandem"
)

func TestSuperviseAndEnd(t *testing.T) {
	w := newWorld(t)
	sue := w.staff(t, "Sue", true, tandem.RoleSupervisor)
	tess := w.staff(t, "Tess", true, tandem.RoleTherapist)
	linked := func(what string, want ...tandem.PersonID) {
		t.Helper()
		staff, err := w.Service.Staff(ctx, w.owner)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range staff {
			if m.Person == tess && !slices.Equal(m.Supervisors, want) || m.Person != tess && m.Supervisors != nil {
				t.Errorf("%s: %s is supervised by %v, want Tess by %v", what, m.Name, m.Supervisors, want)
			}
		}
	}
	recorded := func(event tandem.Event) {
		t.Helper()
		e := w.last()
		if e.Event != event || e.Actor != w.owner.Person || e.Object != aPerson(tess) || e.Practice != w.owner.Practice {
			t.Errorf("recorded %+v, want %s", e, event)
		}
		if k, _ := tandem.FindEvent(event); k.Class != tandem.ClassPermission {
			t.Errorf("%s is of the class %q", event, k.Class)
		}
	}
	linked("before")
	if err := w.Supervise(ctx, w.owner, sue, tess); err != nil {
		t.Fatal(err)
	}
	recorded(tandem.EventSupervisionBegun)
	linked("begun", sue)
	before := len(w.entries)
	wantKind(t, w.Supervise(ctx, w.owner, sue, tess), tandem.KindConflict)
	if len(w.entries) != before || len(w.links) != 1 {
		t.Error("a link that is there already left an entry or a second link")
	}

	w.now = w.now.Add(time.Hour)
	if err := w.Service.EndSupervision(ctx, w.owner, sue, tess); err != nil {
		t.Fatal(err)
	}
	recorded(tandem.EventSupervisionEnded)
	if !w.links[0].To.Equal(w.now) {
		t.Errorf("ended at %v, want %v", w.links[0].To, w.now)
	}
	linked("ended")
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, sue, tess), tandem.KindConflict)
	if err := w.Supervise(ctx, w.owner, sue, tess); err != nil {
		t.Errorf("begun again: %v", err)
	}
	linked("begun again", sue)
}

// Ids of a client, of somebody of another practice, and of nobody.
const (
	client  tandem.PersonID = "00000000-0000-4000-8000-0000000000c1"
	far     tandem.PersonID = "00000000-0000-4000-8000-0000000000f1"
	unknown tandem.PersonID = "00000000-0000-4000-8000-0000000000d1"
)

// TestSuperviseRefuses: nothing is written and nothing recorded, and a
// supervisor of another practice looks like nobody.
func TestSuperviseRefuses(t *testing.T) {
	w := newWorld(t)
	sue := w.staff(t, "Sue", true, tandem.RoleSupervisor, tandem.RoleTherapist)
	tess := w.staff(t, "Tess", true, tandem.RoleTherapist)
	late := w.staff(t, "Lars", false, tandem.RoleSupervisor)
	desk := w.staff(t, "Dora", true, tandem.RoleFrontDesk)
	gone := w.staff(t, "Gina", true, tandem.RoleSupervisor, tandem.RoleTherapist)
	if err := w.RevokeStaff(ctx, w.owner, gone); err != nil {
		t.Fatal(err)
	}
	w.clients[client], w.home[client] = "Ana", w.owner.Practice
	w.members[far], w.home[far] = Member{Person: far, Roles: []tandem.Role{tandem.RoleSupervisor, tandem.RoleTherapist}, State: MemberActive}, "other"

	var beside error
	for _, test := range []struct {
		what                   string
		supervisor, supervisee tandem.PersonID
		want                   tandem.Kind
	}{
		{"by a therapist", tess, sue, tandem.KindInvalid},
		{"by oneself", sue, sue, tandem.KindInvalid},
		{"by nobody", "", tess, tandem.KindInvalid},
		{"by what is no id", "a\x00b", tess, tandem.KindInvalid},
		{"by somebody unknown", unknown, tess, tandem.KindInvalid},
		{"by a client", client, tess, tandem.KindInvalid},
		{"by somebody elsewhere", far, tess, tandem.KindInvalid},
		{"by somebody who has not come", late, tess, tandem.KindInvalid},
		{"by somebody whose access has ended", gone, tess, tandem.KindInvalid},
		{"of the front desk", sue, desk, tandem.KindConflict},
		{"of somebody whose access has ended", sue, gone, tandem.KindConflict},
		{"of a client", sue, client, tandem.KindNotFound},
		{"of somebody elsewhere", sue, far, tandem.KindNotFound},
		{"of nobody", sue, unknown, tandem.KindNotFound},
	} {
		t.Run(test.what, func(t *testing.T) {
			before := w.rows.clone()
			entries := slices.Clone(w.entries)
			err := w.Supervise(ctx, w.owner, test.supervisor, test.supervisee)
			wantKind(t, err, test.want)
			if test.want == tandem.KindInvalid {
				wantFields(t, err, FieldSupervisor)
				if beside == nil {
					beside = err
				}
				if !reflect.DeepEqual(err, beside) {
					t.Errorf("says %v, where others hear %v", err, beside)
				}
			}
			if ended := reflect.DeepEqual(err, accessHasEnded()); ended != (test.supervisee == gone) {
				t.Errorf("says %v", err)
			}
			if !reflect.DeepEqual(before, w.rows) {
				t.Error("something was written")
			}
			if new := w.entries[len(entries):]; slices.ContainsFunc(new, func(e tandem.Entry) bool { return e.Event != tandem.EventDenied }) {
				t.Errorf("recorded %+v", new)
			}
		})
	}
}

func TestEndSupervisionRefuses(t *testing.T) {
	w := newWorld(t)
	sue := w.staff(t, "Sue", true, tandem.RoleSupervisor)
	tess := w.staff(t, "Tess", true, tandem.RoleTherapist)
	if err := w.Supervise(ctx, w.owner, sue, tess); err != nil {
		t.Fatal(err)
	}
	w.clients[client], w.home[client] = "Ana", w.owner.Practice
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, tess, sue), tandem.KindConflict) // the other way round
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, unknown, tess), tandem.KindConflict)
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, "a\x00b", tess), tandem.KindConflict)
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, sue, client), tandem.KindNotFound)
	wantKind(t, w.Service.EndSupervision(ctx, w.owner, sue, unknown), tandem.KindNotFound)
	stranger := tandem.Actor{Person: "s", Practice: "other", Roles: []tandem.Role{tandem.RoleOwner}}
	wantKind(t, w.Service.EndSupervision(ctx, stranger, sue, tess), tandem.KindNotFound)
	wantKind(t, w.Supervise(ctx, stranger, sue, tess), tandem.KindNotFound)
	if len(w.links) != 1 || !w.links[0].ActiveAt(w.now) {
		t.Errorf("the link is %+v", w.links)
	}
	if err := w.Service.EndSupervision(ctx, w.owner, sue, tess); err != nil {
		t.Errorf("the link that is there: %v", err)
	}
}

func TestSupervisionHoldsInItsTime(t *testing.T) {
	from := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ended, open := Supervision{From: from, To: from.Add(time.Hour)}, Supervision{From: from}
	for _, test := range []struct {
		s    Supervision
		at   time.Time
		want bool
	}{
		{ended, from.Add(-1), false}, {ended, from, true}, {ended, from.Add(time.Hour - 1), true}, {ended, from.Add(time.Hour), false},
		{open, from.Add(-1), false}, {open, from.AddDate(10, 0, 0), true},
	} {
		if got := test.s.ActiveAt(test.at); got != test.want {
			t.Errorf("%+v at %v: %v", test.s, test.at, got)
		}
	}
}
