package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// directory is what is read before the practice is known, from an empty
// database on.
func directory(t *testing.T, g *ground) {
	founded := func() (is bool) {
		must(t, g.Store, func(ctx context.Context) (err error) {
			is, err = g.HoldFounding(ctx)
			return err
		})
		return is
	}
	if founded() {
		t.Error("an empty database has a practice")
	}
	if in, err := g.Installation(bg); err != nil || in != (practice.Installation{}) {
		t.Errorf("an empty database has an installation: %+v, %v", in, err)
	}
	first := &clinic{off: 500, practice: tandem.PracticeID(id(501)), owner: person(502)}
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.CreatePractice(ctx, first.practice, practice.Practice{Name: "First", Demo: true, FoundedAt: start.Add(-time.Hour)}),
			g.CreateMember(ctx, first.practice, practice.Member{Person: first.owner, Name: "Olga", Roles: []tandem.Role{tandem.RoleOwner}}, start))
	})
	c := g.clinic(t) // later, and with accounts of its own
	if !founded() {
		t.Error("a practice was founded")
	}
	want := practice.Installation{Practice: first.practice, Demo: true, Waiting: first.owner}
	if in, err := g.Installation(bg); err != nil || in != want {
		t.Errorf("the installation is %+v, want %+v (%v)", in, want, err)
	}
	must(t, g.Store, func(ctx context.Context) error {
		return g.CreateCredential(ctx, first.practice, first.credential(first.owner))
	})
	want.Waiting = ""
	if in, err := g.Installation(bg); err != nil || in != want {
		t.Errorf("with an account it is %+v, want %+v (%v)", in, want, err)
	}
	i, err := g.InvitationByToken(bg, "token-"+c.id(50))
	if err != nil || i != c.benInvitation {
		t.Errorf("by its token: %+v, want %+v (%v)", i, c.benInvitation, err)
	}
	_, err = g.InvitationByToken(bg, "token")
	wantKind(t, "an unknown token", err, tandem.KindNotFound)
	k, err := g.CredentialByLogIn(bg, "hash-of-"+string(c.ana))
	if err != nil || k.Person != c.ana || k.Practice != c.practice || k.Epoch != 1 || k.Hash != "argon2id" || k.LogInName != "" {
		t.Errorf("by log-in name: %+v, %v", k, err)
	}
	_, err = g.CredentialByLogIn(bg, "hash")
	wantKind(t, "an unknown name", err, tandem.KindNotFound)
}

func credentials(t *testing.T, g *ground) {
	c, other := g.clinic(t), g.clinic(t)
	k, err := g.Credential(bg, c.practice, c.ana)
	if want := c.credential(c.ana); err != nil || k != want {
		t.Errorf("the credential is %+v, want %+v (%v)", k, want, err)
	}
	_, err = g.Credential(bg, c.practice, c.ben)
	wantKind(t, "no credential", err, tandem.KindNotFound)
	create := func(k auth.Credential) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.CreateCredential(ctx, c.practice, k) })
	}
	wantKind(t, "a second one", create(auth.Credential{Person: c.ana, LogInHash: "free" + c.id(0)}), tandem.KindConflict)
	wantKind(t, "a name taken here", create(auth.Credential{Person: c.ben, LogInHash: "hash-of-" + string(c.ana)}), tandem.KindConflict)
	wantKind(t, "a name taken elsewhere", create(auth.Credential{Person: c.ben, LogInHash: "hash-of-" + string(other.ana)}), tandem.KindConflict)

	change := func(epoch int) (next int, err error) {
		return next, g.InTx(bg, func(ctx context.Context) error {
			next, err = g.SetPassphrase(ctx, c.practice, c.ana, epoch, "new", start.Add(time.Hour))
			return err
		})
	}
	if next, err := change(1); err != nil || next != 2 {
		t.Errorf("the next epoch is %d, want 2 (%v)", next, err)
	}
	_, err = change(1)
	wantKind(t, "an epoch that has moved on", err, tandem.KindConflict)
	must(t, g.Store, func(ctx context.Context) error { return g.EndSessions(ctx, c.practice, c.ana) })
	k, err = g.Credential(bg, c.practice, c.ana)
	if err != nil || k.Epoch != 3 || k.Hash != "new" || !k.ChangedAt.Equal(start.Add(time.Hour)) {
		t.Errorf("afterwards: %+v, %v", k, err)
	}
	err = g.InTx(bg, func(ctx context.Context) error { return g.EndSessions(ctx, c.practice, c.ben) })
	wantKind(t, "sessions of somebody without a credential", err, tandem.KindNotFound)
}

func accessNow(t *testing.T, g *ground) {
	c := g.clinic(t)
	later := start.Add(time.Hour)
	look := func(what string, who tandem.PersonID, at time.Time, want auth.AccessNow) {
		t.Helper()
		got, err := g.AccessNow(bg, c.practice, who, at)
		if err != nil || got.Epoch != want.Epoch || got.Revoked != want.Revoked || !slices.Equal(got.Roles, want.Roles) {
			t.Errorf("%s: %+v, want %+v (%v)", what, got, want, err)
		}
	}
	look("staff", c.therapist, later, auth.AccessNow{Epoch: 1, Roles: []tandem.Role{tandem.RoleTherapist}})
	look("before the role began", c.therapist, start.Add(-time.Second), auth.AccessNow{Epoch: 1})
	look("a partner", c.ana, later, auth.AccessNow{Epoch: 1, Roles: []tandem.Role{tandem.RolePartner}})
	_, err := g.AccessNow(bg, c.practice, c.ben, later)
	wantKind(t, "no credential", err, tandem.KindNotFound)
	must(t, g.Store, func(ctx context.Context) error {
		return g.SetRoles(ctx, c.practice, c.therapist, []tandem.Role{tandem.RoleSupervisor, tandem.RoleOwner}, later)
	})
	look("two roles, in order", c.therapist, later, auth.AccessNow{Epoch: 1, Roles: []tandem.Role{tandem.RoleOwner, tandem.RoleSupervisor}})
	must(t, g.Store, func(ctx context.Context) error { return g.Revoke(ctx, c.practice, c.therapist, later) })
	look("revoked", c.therapist, later, auth.AccessNow{Epoch: 2, Revoked: true})
	set := func(sql string, args ...any) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) error { return try(ctx, g.Store, sql, args...) })
	}
	set("UPDATE couples SET state = 'closed', closed_at = ? WHERE practice_id = ?", later, c.practice)
	look("care has ended", c.ana, later, auth.AccessNow{Epoch: 1})
	set("UPDATE couples SET state = 'active', closed_at = NULL WHERE practice_id = ?", c.practice)
	set("UPDATE partners SET left_at = ? WHERE practice_id = ? AND person_id = ?", later, c.practice, c.ana)
	look("a partner who left", c.ana, later, auth.AccessNow{Epoch: 1})
}

func throttle(t *testing.T, g *ground) {
	none, one, two := auth.Tries{}, auth.Tries{Count: 1, At: start}, auth.Tries{Count: 2, At: start.Add(time.Second)}
	for _, step := range []struct {
		what       string
		seen, next auth.Tries
		want       bool
		left       auth.Tries
	}{
		{"nothing to nothing", none, none, true, none},
		{"one where there is a row", one, two, false, none},
		{"the first", none, one, true, one},
		{"a first again", none, two, false, one},
		{"nothing where there is a row", none, none, false, one},
		{"a stale second", two, one, false, one},
		{"the second", one, two, true, two},
		{"a stale end", one, none, false, two},
		{"the end", two, none, true, none},
	} {
		var done bool
		must(t, g.Store, func(ctx context.Context) (err error) {
			done, err = g.SwapTries(ctx, "key", step.seen, step.next)
			return err
		})
		left, err := g.Tries(bg, "key")
		if err != nil || done != step.want || left != step.left {
			t.Errorf("%s: %v and %+v is left, want %v and %+v (%v)", step.what, done, left, step.want, step.left, err)
		}
	}
	must(t, g.Store, func(ctx context.Context) error {
		for key, at := range map[string]time.Time{"old": start, "edge": start.Add(time.Second)} {
			if _, err := g.SwapTries(ctx, key, none, auth.Tries{Count: 1, At: at}); err != nil {
				return err
			}
		}
		return g.ForgetTries(ctx, start.Add(time.Second))
	})
	old, err := g.Tries(bg, "old")
	edge, err2 := g.Tries(bg, "edge")
	if all(err, err2) != nil || old != none || edge.Count != 1 {
		t.Errorf("after forgetting: %+v and %+v (%v, %v)", old, edge, err, err2)
	}
}

func sessions(t *testing.T, g *ground) {
	t.Cleanup(func() { g.base.clock.Set(start) })
	look := func(what, want string) {
		t.Helper()
		data, found, err := g.Find("tok")
		if err != nil || found != (want != "") || string(data) != want {
			t.Errorf("%s: %q, %v, %v; want %q", what, data, found, err, want)
		}
	}
	look("before", "")
	if err := g.Commit("tok", []byte("one"), start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	look("kept", "one")
	if err := g.CommitCtx(bg, "tok", []byte("two"), start.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	g.base.clock.Set(start.Add(time.Minute))
	look("kept again, for longer", "two")
	forget := func(at time.Duration, rows int64) {
		t.Helper()
		g.base.clock.Set(start.Add(at))
		must(t, g.Store, func(ctx context.Context) error { return g.ForgetSessions(ctx) })
		var n int64
		if err := g.Read(bg).Table("sessions").Count(&n).Error; err != nil || n != rows {
			t.Errorf("%d sessions kept at %v, want %d (%v)", n, at, rows, err)
		}
	}
	g.base.clock.Set(start.Add(2 * time.Minute))
	look("expired by the store's clock", "")
	wantKind(t, "an expired session kept again", g.Commit("tok", []byte("three"), start.Add(time.Hour)), tandem.KindSignedOut)
	look("expired, and kept again", "")
	forget(4*time.Minute-time.Microsecond, 1)
	forget(4*time.Minute, 0)
	g.base.clock.Set(start)
	look("forgotten, though the clock goes back", "")
	wantKind(t, "a session without data", g.Commit("tok", nil, start.Add(time.Minute)), tandem.KindInternal)
	if err := g.Commit("tok", []byte("four"), start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds it ended, which is no error
		if err := all(g.Delete("tok"), g.Delete("none")); err != nil {
			t.Error(err)
		}
	}
	look("ended", "")
	wantKind(t, "an ended session kept again", g.Commit("tok", []byte("five"), start.Add(time.Hour)), tandem.KindSignedOut)
	forget(-time.Hour, 1)
	look("ended, though the clock goes back", "")
	forget(2*time.Minute-time.Microsecond, 1)
	wantKind(t, "an ended session kept again before it is forgotten", g.Commit("tok", []byte("six"), start.Add(time.Hour)), tandem.KindSignedOut)
	look("ended, and kept again", "")
	forget(2*time.Minute, 0)
	g.base.clock.Set(start)
	err := g.InTx(bg, func(ctx context.Context) error {
		if err := g.CommitCtx(ctx, "tok", []byte("seven"), start.Add(time.Minute)); err != nil {
			return err
		}
		return tandem.Denied()
	})
	wantKind(t, "work that failed", err, tandem.KindDenied)
	look("rolled back with the work it belonged to", "")
}

// sessionsEndAtOnce: whoever comes first, a session that was ended while others
// keep it is over.
func sessionsEndAtOnce(t *testing.T, g *ground) {
	for i := range 40 {
		token := fmt.Sprint("at once ", i)
		if err := g.Commit(token, []byte("begun"), start.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if err := g.Commit(token, []byte("kept"), start.Add(2*time.Hour)); err != nil && tandem.KindOf(err) != tandem.KindSignedOut {
					t.Error(err)
				}
			})
		}
		group.Go(func() {
			if err := g.Delete(token); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		if data, found, err := g.Find(token); found || err != nil {
			t.Fatalf("run %d: the ended session lives: %q, %v", i, data, err)
		}
	}
}

// writesNeedTx: a method that writes says so when there is no transaction.
func writesNeedTx(t *testing.T, g *ground) {
	c := g.clinic(t)
	before := c.everything(t, g.Store)
	for _, name := range []string{"CreateCredential", "SetPassphrase", "EndSessions", "CreateInvitation", "WithdrawInvitations",
		"ClaimInvitation", "CreatePractice", "CreateMember", "OwnersToKeep", "SetRoles", "Revoke", "AddSupervision", "EndSupervision", "SetLanguage",
		"CreateCouple", "CreateDocument", "Record", "CreatePlan", "SavePlan", "PutAssignments", "HoldRound", "AppendMove", "SetPart",
		"KeepDraft", "DropDraft", "HoldReview", "CreateReview", "SaveReview", "AddToReview"} {
		_, err := otherPracticeCases()[name].try(bg, g.Store, c, c)
		wantKind(t, name, err, tandem.KindInternal)
	}
	_, err := g.SwapTries(bg, "key", auth.Tries{}, auth.Tries{Count: 1})
	wantKind(t, "SwapTries", err, tandem.KindInternal)
	wantKind(t, "ForgetTries", g.ForgetTries(bg, start), tandem.KindInternal)
	wantKind(t, "ForgetSessions", g.ForgetSessions(bg), tandem.KindInternal)
	if after := c.everything(t, g.Store); after != before {
		t.Error("something was written without a transaction")
	}
}
