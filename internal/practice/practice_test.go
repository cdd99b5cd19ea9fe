package practice

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/tandem"
)

var ctx = context.Background()

func wantKind(t *testing.T, err error, kind tandem.Kind) {
	t.Helper()
	if tandem.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %q", err, kind)
	}
}

func wantFields(t *testing.T, err error, fields ...string) {
	t.Helper()
	var e *tandem.Error
	var got []string
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			got = append(got, f.Field)
		}
	}
	if !slices.Equal(got, fields) {
		t.Fatalf("got %v, want errors at %v", err, fields)
	}
}

func TestFoundOnce(t *testing.T) {
	w := emptyWorld(t)
	_, err := w.Found(ctx, FoundInput{Practice: " ", Owner: strings.Repeat("x", 81)})
	wantFields(t, err, FieldPractice, FieldName)
	founded, err := w.Found(ctx, FoundInput{Practice: " Harbour Practice ", Owner: "Olive"})
	if err != nil {
		t.Fatal(err)
	}
	if founded.Practice.Name != "Harbour Practice" || w.practices[founded.Practice.ID] != founded.Practice {
		t.Errorf("got %+v", founded.Practice)
	}
	if e := w.last(); e.Event != tandem.EventPracticeFounded || e.Practice != founded.Practice.ID {
		t.Errorf("recorded %+v", e)
	}
	if m := w.members[founded.Owner]; !slices.Equal(m.Roles, []tandem.Role{tandem.RoleOwner}) || m.State != MemberInvited {
		t.Errorf("the owner is %+v", m)
	}
	_, err = w.Found(ctx, FoundInput{Practice: "Second", Owner: "Mallory"})
	wantKind(t, err, tandem.KindConflict)
	if len(w.practices) != 1 || len(w.members) != 1 {
		t.Error("a second practice left something behind")
	}
}

func TestInviteAcceptAndList(t *testing.T) {
	w := newWorld(t)
	link, err := w.InviteStaff(ctx, w.owner, InviteStaffInput{Name: "Tess", Roles: []tandem.Role{tandem.RoleSupervisor, tandem.RoleTherapist}})
	if err != nil {
		t.Fatal(err)
	}
	if e := w.last(); e.Event != tandem.EventStaffInvited || e.Actor != w.owner.Person || e.Object.ID != string(link.Invitation.Person) {
		t.Errorf("recorded %+v", e)
	}
	if got := link.Invitation.ExpiresAt.Sub(w.now); got != 7*24*time.Hour {
		t.Errorf("lasts %v", got)
	}
	opened, err := w.OpenInvitation(ctx, link.Token)
	if want := (Opened{Practice: "Harbour Practice", For: "Tess", Staff: true}); err != nil || opened != want {
		t.Errorf("got %+v, %v; want %+v", opened, err, want)
	}
	accepted, err := w.AcceptInvitation(ctx, link.Token, AcceptInput{LogInName: "tess", Passphrase: "x", Language: "es"})
	if want := (Accepted{Practice: w.owner.Practice, Person: link.Invitation.Person, Staff: true}); err != nil || accepted != want {
		t.Errorf("got %+v, %v; want %+v", accepted, err, want)
	}
	if e := w.last(); e.Event != tandem.EventInvitationAccepted || e.Actor != accepted.Person || e.Practice != w.owner.Practice {
		t.Errorf("recorded %+v", e)
	}
	if w.languages[accepted.Person] != "es" {
		t.Error("the language was not kept")
	}
	staff, err := w.Service.Staff(ctx, w.owner)
	if err != nil || len(staff) != 2 || staff[0].Name != "Olive" || staff[1].Name != "Tess" {
		t.Fatalf("got %+v, %v", staff, err)
	}
	if !slices.Equal(staff[1].Roles, []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor}) || !staff[1].Has(tandem.RoleTherapist) {
		t.Errorf("Tess is %+v", staff[1])
	}
	if e := w.last(); e.Event != tandem.EventStaffRead || len(e.Listed) != 2 {
		t.Errorf("recorded %+v", e)
	}
}

func TestOnlyOwnersTouchStaff(t *testing.T) {
	w := newWorld(t)
	target := w.staff(t, "Tess", true, tandem.RoleTherapist)
	for _, role := range []tandem.Role{tandem.RoleTherapist, tandem.RoleSupervisor, tandem.RoleFrontDesk} {
		actor := w.actor(w.staff(t, "Somebody "+string(role), true, role))
		before := w.rows.clone()
		_, err := w.Service.Staff(ctx, actor)
		wantKind(t, err, tandem.KindDenied)
		_, err = w.InviteStaff(ctx, actor, InviteStaffInput{Name: "Eve", Roles: []tandem.Role{tandem.RoleOwner}})
		wantKind(t, err, tandem.KindDenied)
		wantKind(t, w.ChangeRoles(ctx, actor, target, []tandem.Role{tandem.RoleOwner}), tandem.KindNotFound)
		wantKind(t, w.ChangeRoles(ctx, actor, actor.Person, []tandem.Role{tandem.RoleOwner}), tandem.KindDenied)
		wantKind(t, w.RevokeStaff(ctx, actor, target), tandem.KindNotFound)
		wantKind(t, w.WithdrawStaffInvitation(ctx, actor, target), tandem.KindNotFound)
		wantKind(t, w.Supervise(ctx, actor, actor.Person, target), tandem.KindNotFound)
		wantKind(t, w.Service.EndSupervision(ctx, actor, actor.Person, target), tandem.KindNotFound)
		if e := w.last(); e.Event != tandem.EventDenied || e.Actor != actor.Person {
			t.Errorf("recorded %+v", e)
		}
		if !reflect.DeepEqual(before, w.rows) {
			t.Errorf("%s changed something", role)
		}
	}
	wantKind(t, w.RevokeStaff(ctx, tandem.Actor{}, target), tandem.KindSignedOut)
}

func TestOwnersOfAnotherPracticeReachNothing(t *testing.T) {
	w := newWorld(t)
	target := w.staff(t, "Tess", true, tandem.RoleTherapist)
	stranger := tandem.Actor{Person: "s", Practice: "other", Roles: []tandem.Role{tandem.RoleOwner}}
	wantKind(t, w.RevokeStaff(ctx, stranger, target), tandem.KindNotFound)
	wantKind(t, w.ChangeRoles(ctx, stranger, target, []tandem.Role{tandem.RoleOwner}), tandem.KindNotFound)
	staff, err := w.Service.Staff(ctx, stranger)
	if err != nil || len(staff) != 0 {
		t.Errorf("got %+v, %v", staff, err)
	}
}

func TestInviteStaffFields(t *testing.T) {
	w := newWorld(t)
	before := len(w.members)
	tests := []struct {
		in     InviteStaffInput
		fields []string
	}{
		{InviteStaffInput{"", []tandem.Role{tandem.RoleOwner}}, []string{FieldName}},
		{InviteStaffInput{"Eve", nil}, []string{FieldRoles}},
		{InviteStaffInput{"Eve", []tandem.Role{tandem.RolePartner}}, []string{FieldRoles}},
		{InviteStaffInput{"Eve", []tandem.Role{tandem.RoleOwner, "root"}}, []string{FieldRoles}},
		{InviteStaffInput{"a\x00b", []tandem.Role{""}}, []string{FieldName, FieldRoles}},
		{InviteStaffInput{"a\xffb", []tandem.Role{tandem.RoleOwner}}, []string{FieldName}},
	}
	for _, test := range tests {
		_, err := w.InviteStaff(ctx, w.owner, test.in)
		wantFields(t, err, test.fields...)
	}
	if len(w.members) != before {
		t.Error("a refused form added somebody")
	}
}

// TestLinksThatNoLongerWork: whatever the reason, the answer is the same, and
// nothing is made.
func TestLinksThatNoLongerWork(t *testing.T) {
	good := func(w *world) Link {
		link, err := w.InviteStaff(ctx, w.owner, InviteStaffInput{Name: "Tess", Roles: []tandem.Role{tandem.RoleTherapist}})
		if err != nil {
			panic(err)
		}
		return link
	}
	tests := []struct {
		name string
		link func(t *testing.T, w *world) string
	}{
		{"empty", func(*testing.T, *world) string { return "" }},
		{"unknown", func(*testing.T, *world) string { return newToken() }},
		{"cut short", func(_ *testing.T, w *world) string { return good(w).Token[:42] }},
		{"padded", func(_ *testing.T, w *world) string { return good(w).Token + "=" }},
		{"its hash", func(_ *testing.T, w *world) string { return TokenHash(good(w).Token) }},
		{"used", func(t *testing.T, w *world) string {
			link := good(w)
			w.accept(t, link.Token, "tess")
			return link.Token
		}},
		{"withdrawn", func(t *testing.T, w *world) string {
			link := good(w)
			if err := w.WithdrawStaffInvitation(ctx, w.owner, link.Invitation.Person); err != nil {
				t.Fatal(err)
			}
			return link.Token
		}},
		{"expired", func(_ *testing.T, w *world) string {
			link := good(w)
			w.now = w.now.Add(InvitationLasts)
			return link.Token
		}},
		{"renewed", func(t *testing.T, w *world) string {
			link := good(w)
			if err := w.InTx(ctx, func(ctx context.Context) error {
				_, err := w.Service.invitations().Make(ctx, w.owner.Practice, link.Invitation.Person, "", w.owner.Person)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return link.Token
		}},
		{"access ended", func(t *testing.T, w *world) string {
			link := good(w)
			if err := w.RevokeStaff(ctx, w.owner, link.Invitation.Person); err != nil {
				t.Fatal(err)
			}
			return link.Token
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			token := test.link(t, w)
			before := w.rows.clone()
			opened, err := w.OpenInvitation(ctx, token)
			if opened != (Opened{}) || !reflect.DeepEqual(err, noLongerWorks()) {
				t.Errorf("open: %+v, %v", opened, err)
			}
			accepted, err := w.AcceptInvitation(ctx, token, AcceptInput{LogInName: "mallory", Passphrase: "x", Language: "en"})
			if accepted != (Accepted{}) || !reflect.DeepEqual(err, noLongerWorks()) {
				t.Errorf("accept: %+v, %v", accepted, err)
			}
			if !reflect.DeepEqual(before, w.rows) {
				t.Error("something was changed")
			}
		})
	}
}

func TestOpeningChangesNothing(t *testing.T) {
	w := newWorld(t)
	link, _ := w.InviteStaff(ctx, w.owner, InviteStaffInput{Name: "Tess", Roles: []tandem.Role{tandem.RoleTherapist}})
	for range 3 {
		if _, err := w.OpenInvitation(ctx, link.Token); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.AcceptInvitation(ctx, link.Token, AcceptInput{LogInName: "", Passphrase: "x", Language: "en"})
	wantFields(t, err, "name")
	_, err = w.AcceptInvitation(ctx, link.Token, AcceptInput{LogInName: "tess", Passphrase: "x", Language: "tlh"})
	wantFields(t, err, FieldLanguage)
	w.accept(t, link.Token, "tess") // the link outlives what was mistyped
}

// TestAcceptedOnceAlsoInParallel: of many that send the form at once, one
// makes an account.
func TestAcceptedOnceAlsoInParallel(t *testing.T) {
	w := newWorld(t)
	link, _ := w.InviteStaff(ctx, w.owner, InviteStaffInput{Name: "Tess", Roles: []tandem.Role{tandem.RoleTherapist}})
	errs := make([]error, 12)
	var group sync.WaitGroup
	for i := range errs {
		group.Add(1)
		go func() {
			defer group.Done()
			_, errs[i] = w.AcceptInvitation(ctx, link.Token, AcceptInput{LogInName: "tess", Passphrase: "x", Language: "en"})
		}()
	}
	group.Wait()
	made := 0
	for _, err := range errs {
		switch {
		case err == nil:
			made++
		case tandem.KindOf(err) != tandem.KindNotFound:
			t.Errorf("a loser was told %v", err)
		}
	}
	if made != 1 {
		t.Errorf("accepted %d times", made)
	}
}

// TestInvitationsNeverOverwriteAnAccount replays R21: an invitation for
// somebody who has an account, however it came to be, changes nothing.
func TestInvitationsNeverOverwriteAnAccount(t *testing.T) {
	w := newWorld(t)
	tess := w.staff(t, "Tess", true, tandem.RoleTherapist)
	err := w.InTx(ctx, func(ctx context.Context) error {
		_, err := w.Service.invitations().Make(ctx, w.owner.Practice, tess, "", w.owner.Person)
		return err
	})
	wantKind(t, err, tandem.KindConflict)
	token := newToken() // one that stands in the database all the same
	w.rows.invited[TokenHash(token)] = Invitation{ID: "i", Practice: w.owner.Practice, Person: tess, ExpiresAt: w.now.Add(time.Hour)}
	_, err = w.AcceptInvitation(ctx, token, AcceptInput{LogInName: "mallory", Passphrase: "x", Language: "en"})
	wantKind(t, err, tandem.KindConflict)
	if w.accounts[tess] != "Tess" || !w.rows.invited[TokenHash(token)].UsedAt.IsZero() {
		t.Error("something was changed")
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	w := newWorld(t)
	therapist := []tandem.Role{tandem.RoleTherapist}
	wantKind(t, w.RevokeStaff(ctx, w.owner, w.owner.Person), tandem.KindConflict)
	wantKind(t, w.ChangeRoles(ctx, w.owner, w.owner.Person, therapist), tandem.KindConflict)
	second := w.staff(t, "Otto", false, tandem.RoleOwner)
	wantKind(t, w.RevokeStaff(ctx, w.owner, w.owner.Person), tandem.KindConflict) // Otto has not come yet
	if err := w.RevokeStaff(ctx, w.owner, second); err != nil {
		t.Errorf("an owner who never came: %v", err)
	}
	third := w.staff(t, "Oda", true, tandem.RoleOwner)
	if err := w.ChangeRoles(ctx, w.owner, w.owner.Person, []tandem.Role{tandem.RoleTherapist, tandem.RoleTherapist}); err != nil {
		t.Fatal(err)
	}
	if got := w.members[w.owner.Person].Roles; !slices.Equal(got, therapist) {
		t.Errorf("got %v", got)
	}
	wantKind(t, w.RevokeStaff(ctx, w.actor(third), third), tandem.KindConflict)
}

func TestRevokeEndsEverything(t *testing.T) {
	w := newWorld(t)
	tess := w.staff(t, "Tess", true, tandem.RoleTherapist)
	if err := w.RevokeStaff(ctx, w.owner, tess); err != nil {
		t.Fatal(err)
	}
	if m := w.members[tess]; m.State != MemberRevoked || len(m.Roles) != 0 || w.epochs[tess] != 1 || m.Has(tandem.RoleTherapist) {
		t.Errorf("left %+v, epoch %d", m, w.epochs[tess])
	}
	if e := w.last(); e.Event != tandem.EventStaffRevoked || e.Object.ID != string(tess) {
		t.Errorf("recorded %+v", e)
	}
	wantKind(t, w.RevokeStaff(ctx, w.owner, tess), tandem.KindConflict)
	wantKind(t, w.ChangeRoles(ctx, w.owner, tess, []tandem.Role{tandem.RoleTherapist}), tandem.KindConflict)
	wantKind(t, w.WithdrawStaffInvitation(ctx, w.owner, tess), tandem.KindConflict)
	wantFields(t, w.ChangeRoles(ctx, w.owner, tess, nil), FieldRoles)
}

// TestClientsAreNotStaff: the id of a partner of the practice opens nothing in
// the pages of staff.
func TestClientsAreNotStaff(t *testing.T) {
	w := newWorld(t)
	w.clients["client"], w.home["client"] = "Ana", w.owner.Practice
	wantKind(t, w.RevokeStaff(ctx, w.owner, "client"), tandem.KindNotFound)
	wantKind(t, w.ChangeRoles(ctx, w.owner, "client", []tandem.Role{tandem.RoleOwner}), tandem.KindNotFound)
	wantKind(t, w.WithdrawStaffInvitation(ctx, w.owner, "client"), tandem.KindNotFound)
}

func TestTokens(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		token := newToken()
		if len(token) != 43 || seen[token] || len(TokenHash(token)) != 64 || strings.Contains(TokenHash(token), token) {
			t.Fatalf("token of %d letters", len(token))
		}
		seen[token] = true
	}
	for _, bad := range []string{"", "abc", strings.Repeat("A", 44), strings.Repeat("!", 43), strings.Repeat("A", 42) + "B"} {
		if TokenHash(bad) != "" {
			t.Errorf("%q has a hash", bad)
		}
	}
}

func TestInvitationStates(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	i := Invitation{ID: "i", ExpiresAt: now.Add(time.Hour)}
	used, withdrawn := i, i
	used.UsedAt, withdrawn.WithdrawnAt = now, now
	tests := []struct {
		i    Invitation
		at   time.Time
		want InvitationState
	}{
		{Invitation{}, now, InvitationNone},
		{i, now, InvitationOpen},
		{i, now.Add(time.Hour - 1), InvitationOpen},
		{i, now.Add(time.Hour), InvitationExpired},
		{used, now.Add(2 * time.Hour), InvitationUsed},
		{withdrawn, now.Add(2 * time.Hour), InvitationWithdrawn},
	}
	for _, test := range tests {
		if got := test.i.State(test.at); got != test.want {
			t.Errorf("%+v at %v is %q, want %q", test.i, test.at, got, test.want)
		}
	}
}

// TestWithdrawnWhileAccepting: preparing an account takes a while, and the
// claim afterwards is what counts.
func TestWithdrawnWhileAccepting(t *testing.T) {
	w := newWorld(t)
	link, err := w.InviteStaff(ctx, w.owner, InviteStaffInput{Name: "Tess", Roles: []tandem.Role{tandem.RoleTherapist}})
	if err != nil {
		t.Fatal(err)
	}
	w.meanwhile = func() {
		if err := w.WithdrawStaffInvitation(ctx, w.owner, link.Invitation.Person); err != nil {
			t.Error(err)
		}
	}
	_, err = w.AcceptInvitation(ctx, link.Token, AcceptInput{LogInName: "tess", Passphrase: "x", Language: "en"})
	if !reflect.DeepEqual(err, noLongerWorks()) || w.accounts[link.Invitation.Person] != "" {
		t.Errorf("got %v, and the account %q", err, w.accounts[link.Invitation.Person])
	}
}

func TestStaffWithEndedAccessComeLast(t *testing.T) {
	w := newWorld(t)
	gone := w.staff(t, "Aaron", true, tandem.RoleTherapist)
	if err := w.RevokeStaff(ctx, w.owner, gone); err != nil {
		t.Fatal(err)
	}
	staff, err := w.Service.Staff(ctx, w.owner)
	if err != nil || len(staff) != 2 || staff[1].Person != gone {
		t.Errorf("got %+v, %v", staff, err)
	}
}
