package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

func staff(t *testing.T, g *ground) {
	c := g.clinic(t)
	p, err := g.Practice(bg, c.practice)
	if want := (practice.Practice{ID: c.practice, Name: c.word("practice"), FoundedAt: start}); err != nil || p != want {
		t.Errorf("the practice is %+v, want %+v (%v)", p, want, err)
	}
	list, err := g.Staff(bg, c.practice, start)
	if err != nil || len(list) != 4 {
		t.Fatalf("staff: %+v, %v", list, err)
	}
	for _, m := range list {
		want := practice.MemberActive
		if m.Person == c.newcomer {
			want = practice.MemberInvited
		}
		if m.State != want || m.Name != c.word("staff"+string(m.Person[33:])) || len(m.Roles) != 1 || m.Invitation.ID != "" {
			t.Errorf("%+v, want the state %s", m, want)
		}
		one, err := g.Member(bg, c.practice, m.Person, start)
		if err != nil || fmt.Sprint(one) != fmt.Sprint(m) {
			t.Errorf("alone: %+v, in the list %+v (%v)", one, m, err)
		}
	}
	for what, who := range map[string]tandem.PersonID{"a client": c.ana, "nobody": "", "unknown": c.person(777)} {
		_, err := g.Member(bg, c.practice, who, start)
		wantKind(t, what, err, tandem.KindNotFound)
	}
	var links []practice.Invitation
	must(t, g.Store, func(ctx context.Context) error {
		for i := range 2 {
			at := start.Add(time.Duration(i) * time.Minute)
			links = append(links, practice.Invitation{Purpose: practice.PurposeJoin, ID: tandem.InvitationID(c.id(400 - i)), Practice: c.practice, Person: c.newcomer,
				MadeBy: c.owner, MadeAt: at, ExpiresAt: at.Add(time.Hour)})
			if err := g.CreateInvitation(ctx, c.practice, links[i], "token-"+c.id(400-i)); err != nil {
				return err
			}
		}
		return nil
	})
	m, err := g.Member(bg, c.practice, c.newcomer, start)
	if err != nil || m.Invitation != links[1] {
		t.Errorf("the latest invitation is %+v, want %+v (%v)", m.Invitation, links[1], err)
	}
	therapists, err := g.Therapists(bg, c.practice, start)
	if err != nil || len(therapists) != 1 || therapists[0].Person != c.therapist || therapists[0].Name == "" {
		t.Errorf("therapists with an account: %+v, %v", therapists, err)
	}
}

func roles(t *testing.T, g *ground) {
	c := g.clinic(t)
	set := func(at time.Time, roles ...tandem.Role) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.SetRoles(ctx, c.practice, c.therapist, roles, at) })
	}
	look := func(what string, at time.Time, want ...tandem.Role) {
		t.Helper()
		m, err := g.Member(bg, c.practice, c.therapist, at)
		if err != nil || !slices.Equal(m.Roles, want) {
			t.Errorf("%s: %v, want %v (%v)", what, m.Roles, want, err)
		}
	}
	one, two := start.Add(time.Hour), start.Add(2*time.Hour)
	if err := set(one, tandem.RoleSupervisor, tandem.RoleTherapist); err != nil {
		t.Fatal(err)
	}
	look("one more", one, tandem.RoleTherapist, tandem.RoleSupervisor)
	look("a moment before", one.Add(-time.Microsecond), tandem.RoleTherapist)
	if err := set(two, tandem.RoleFrontDesk); err != nil {
		t.Fatal(err)
	}
	look("only another", two, tandem.RoleFrontDesk)
	look("a moment before that", two.Add(-time.Microsecond), tandem.RoleTherapist, tandem.RoleSupervisor)
	for range 2 { // there and back within one moment, twice
		if err := all(set(two, tandem.RoleOwner), set(two, tandem.RoleFrontDesk)); err != nil {
			t.Fatal(err)
		}
		look("there and back", two, tandem.RoleFrontDesk)
	}
	if err := set(two); err != nil {
		t.Fatal(err)
	}
	look("none", two)
	err := g.InTx(bg, func(ctx context.Context) error {
		return g.SetRoles(ctx, c.practice, c.ana, []tandem.Role{tandem.RoleOwner}, two)
	})
	wantKind(t, "roles for a client", err, tandem.KindNotFound)
}

func revoking(t *testing.T, g *ground) {
	c := g.clinic(t)
	at := start.Add(time.Hour)
	must(t, g.Store, func(ctx context.Context) error { return g.Revoke(ctx, c.practice, c.therapist, at) })
	m, err := g.Member(bg, c.practice, c.therapist, at)
	if err != nil || m.State != practice.MemberRevoked || len(m.Roles) != 0 || m.Name == "" {
		t.Errorf("revoked: %+v, %v", m, err)
	}
	for _, who := range []tandem.PersonID{c.therapist, c.supervisor} {
		if list, err := g.CouplesOfStaff(bg, c.practice, who, at); err != nil || len(list) != 0 {
			t.Errorf("%s still has %d couples (%v)", who, len(list), err)
		}
	}
	var open int64
	if err := g.Read(bg).Table("supervision").Where("practice_id = ? AND to_at IS NULL", c.practice).Count(&open).Error; err != nil || open != 0 {
		t.Errorf("%d links of supervision are open (%v)", open, err)
	}
	must(t, g.Store, func(ctx context.Context) error { // again, and later: the first moment stands
		return g.Revoke(ctx, c.practice, c.therapist, at.Add(time.Hour))
	})
	var row struct{ RevokedAt time.Time }
	err = g.Read(bg).Table("people").Where("practice_id = ? AND id = ?", c.practice, c.therapist).Take(&row).Error
	if err != nil || !row.RevokedAt.Equal(at) {
		t.Errorf("revoked at %v, want %v (%v)", row.RevokedAt, at, err)
	}
	must(t, g.Store, func(ctx context.Context) error { return g.Revoke(ctx, c.practice, c.newcomer, at) }) // no credential
	err = g.InTx(bg, func(ctx context.Context) error { return g.Revoke(ctx, c.practice, c.ana, at) })
	wantKind(t, "a client", err, tandem.KindNotFound)
}

// ownersAtOnce: two owners who end each other leave one of them. The first has
// counted the owners and not yet ended anybody when the second begins to count.
func ownersAtOnce(t *testing.T, g *ground) {
	c := g.clinic(t)
	at := start.Add(time.Hour)
	must(t, g.Store, func(ctx context.Context) error {
		return g.SetRoles(ctx, c.practice, c.therapist, []tandem.Role{tandem.RoleOwner}, start)
	})
	firstCounted, secondCounted := make(chan struct{}), make(chan struct{})
	end := func(who tandem.PersonID, counted func()) tandem.Kind {
		return tandem.KindOf(g.InTx(bg, func(ctx context.Context) error {
			owners, err := g.OwnersToKeep(ctx, c.practice, at)
			if err != nil {
				return err
			}
			counted()
			if len(owners) < 2 {
				return tandem.Denied()
			}
			return g.Revoke(ctx, c.practice, who, at)
		}))
	}
	var work sync.WaitGroup
	var first, second tandem.Kind
	work.Go(func() {
		first = end(c.therapist, func() {
			close(firstCounted)
			select { // the second must not come to count; give it time to try
			case <-secondCounted:
			case <-time.After(200 * time.Millisecond):
			}
		})
	})
	<-firstCounted
	work.Go(func() { second = end(c.owner, func() { close(secondCounted) }) })
	work.Wait()
	if first != "" || second != tandem.KindDenied {
		t.Errorf("the two came to %q and %q, want the second to be denied", first, second)
	}
}

// revokedAlone: a person marked as revoked counts for nothing, though a role
// was left open.
func revokedAlone(t *testing.T, g *ground) {
	c := g.clinic(t)
	look := func(want int) {
		t.Helper()
		therapists, err := g.Therapists(bg, c.practice, start)
		if err != nil || len(therapists) != want {
			t.Errorf("%d therapists, want %d (%v)", len(therapists), want, err)
		}
		must(t, g.Store, func(ctx context.Context) error {
			owners, err := g.OwnersToKeep(ctx, c.practice, start)
			if len(owners) != want {
				t.Errorf("%d owners, want %d", len(owners), want)
			}
			return err
		})
	}
	look(1)
	must(t, g.Store, func(ctx context.Context) error {
		return try(ctx, g.Store, "UPDATE people SET revoked_at = ? WHERE practice_id = ?", start, c.practice)
	})
	look(0)
}

func invitations(t *testing.T, g *ground) {
	c := g.clinic(t)
	err := g.InTx(bg, func(ctx context.Context) error {
		i := c.benInvitation
		i.ID = tandem.InvitationID(c.id(401))
		return g.CreateInvitation(ctx, c.practice, i, "token-"+c.id(50))
	})
	wantKind(t, "a token twice", err, tandem.KindConflict)
	withdraw := func(couple tandem.CoupleID, at time.Time) (n int) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			n, err = g.WithdrawInvitations(ctx, c.practice, c.ben, couple, at)
			return err
		})
		return n
	}
	claim := func(at time.Time) (done bool) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			done, err = g.ClaimInvitation(ctx, c.practice, c.benInvitation.ID, at)
			return err
		})
		return done
	}
	ends := c.benInvitation.ExpiresAt
	if n := withdraw("", start); n != 0 {
		t.Errorf("%d withdrawn as staff, want none", n)
	}
	if n := withdraw(c.couple.ID, ends); n != 0 {
		t.Errorf("%d expired ones withdrawn, want none", n)
	}
	if claim(ends) {
		t.Error("an expired invitation was claimed")
	}
	if !claim(ends.Add(-time.Microsecond)) || claim(start) {
		t.Error("an open invitation is claimed once")
	}
	if n := withdraw(c.couple.ID, start); n != 0 {
		t.Errorf("%d used ones withdrawn, want none", n)
	}
	second := c.benInvitation
	second.ID, second.MadeAt = tandem.InvitationID(c.id(402)), start.Add(time.Minute)
	must(t, g.Store, func(ctx context.Context) error {
		return g.CreateInvitation(ctx, c.practice, second, "token-"+c.id(402))
	})
	if n := withdraw(c.couple.ID, start.Add(time.Hour)); n != 1 {
		t.Errorf("%d withdrawn, want 1", n)
	}
	i, err := g.InvitationByToken(bg, "token-"+c.id(402))
	if second.WithdrawnAt = start.Add(time.Hour); err != nil || i != second {
		t.Errorf("withdrawn: %+v, want %+v (%v)", i, second, err)
	}
	couple, err := g.Couple(bg, c.practice, c.couple.ID)
	if err != nil || couple.Partners[1].Invitation != second || couple.Partners[0].Invitation.ID != "" {
		t.Errorf("the couple shows %+v, want the latest (%v)", couple.Partners, err)
	}
	for who, want := range map[tandem.PersonID]bool{c.ana: true, c.ben: false} {
		if has, err := g.HasAccount(bg, c.practice, who); err != nil || has != want {
			t.Errorf("%s has an account: %v, want %v (%v)", who, has, want, err)
		}
	}
}

// invitationsAtOnce: of many that claim one invitation, one is told true.
func invitationsAtOnce(t *testing.T, g *ground) {
	c := g.clinic(t)
	var work sync.WaitGroup
	var claimed atomic.Int32
	for range 8 {
		work.Go(func() {
			var done bool
			err := g.InTx(bg, func(ctx context.Context) (err error) {
				done, err = g.ClaimInvitation(ctx, c.practice, c.benInvitation.ID, start)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			if done {
				claimed.Add(1)
			}
		})
	}
	work.Wait()
	if claimed.Load() != 1 {
		t.Errorf("%d claimed it, want exactly 1", claimed.Load())
	}
}

func names(t *testing.T, g *ground) {
	c := g.clinic(t)
	for who, want := range map[tandem.PersonID]string{c.therapist: c.word("staff" + string(c.therapist[33:])), c.ana: c.couple.Partners[0].Name} {
		if name, err := g.NameOf(bg, c.practice, who); err != nil || name != want {
			t.Errorf("the name is %q, want %q (%v)", name, want, err)
		}
	}
	_, err := g.NameOf(bg, c.practice, c.person(777))
	wantKind(t, "an unknown person", err, tandem.KindNotFound)
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.SetLanguage(ctx, c.practice, c.ana, "es"), g.SetLanguage(ctx, c.practice, c.therapist, "es"))
	})
	for who, want := range map[tandem.PersonID]string{c.ana: "es", c.ben: "es", c.therapist: "es", c.owner: ""} {
		if language, err := g.Language(bg, c.practice, who); err != nil || language != want {
			t.Errorf("the language is %q, want %q (%v)", language, want, err)
		}
	}
	couple, err := g.Couple(bg, c.practice, c.couple.ID)
	if err != nil || couple.Partners[0].Language != "es" || couple.Partners[0].Name != c.couple.Partners[0].Name {
		t.Errorf("the partner is %+v (%v)", couple.Partners[0], err)
	}
	if name, err := g.NameOf(bg, c.practice, c.therapist); err != nil || name == "" {
		t.Errorf("the name was lost: %q, %v", name, err)
	}
}
