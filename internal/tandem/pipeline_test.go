package tandem_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"tandem/internal/tandem"
)

// ground is a pipeline over memory: what was recorded is kept only when its
// transaction committed.
type ground struct {
	facts   tandem.Facts
	allows  bool
	fails   error // of the commit
	retries int   // how often a transaction is run again
	entries []tandem.Entry
	pending []tandem.Entry
}

func (g *ground) FactsOf(context.Context, tandem.Actor, tandem.Object) (tandem.Facts, error) {
	return g.facts, nil
}
func (g *ground) Allows([]tandem.Role, tandem.Permission, []tandem.Relation) bool { return g.allows }
func (g *ground) Record(_ context.Context, e tandem.Entry) error {
	g.pending = append(g.pending, e)
	return nil
}
func (g *ground) InTx(ctx context.Context, work func(context.Context) error) error {
	for range g.retries {
		g.pending = nil
		_ = work(ctx)
	}
	g.pending = nil
	if err := work(ctx); err != nil {
		return err
	}
	if g.fails != nil {
		return g.fails
	}
	g.entries = append(g.entries, g.pending...)
	return nil
}
func (g *ground) Now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
func (g *ground) New() string    { return "00000000-0000-4000-8000-000000000001" }

func (g *ground) pipeline() *tandem.Pipeline {
	return &tandem.Pipeline{Standing: g, Gate: g, Recorder: g, Tx: g, Clock: g, IDs: g}
}

var (
	mara   = tandem.Actor{Person: "00000000-0000-4000-8000-0000000000aa", Practice: "p", Roles: []tandem.Role{tandem.RoleTherapist}}
	couple = tandem.Object{Kind: tandem.ObjectCouple, ID: "00000000-0000-4000-8000-0000000000cc"}
)

func see(g *ground, actor tandem.Actor, use tandem.UseCaseName, o tandem.Object, work func(*tandem.Grant) error) (int, error) {
	return tandem.Run(context.Background(), g.pipeline(), actor, use, o, func(_ context.Context, grant *tandem.Grant) (int, error) {
		return 7, work(grant)
	})
}

func nothing(*tandem.Grant) error { return nil }

func TestRunRecordsBeforeTheAnswer(t *testing.T) {
	for _, use := range []tandem.UseCaseName{tandem.UseSeeCouple, tandem.UsePausePlan} {
		g := &ground{facts: tandem.Facts{Found: true, Couple: "c"}, allows: true}
		out, err := see(g, mara, use, couple, func(grant *tandem.Grant) error { grant.Listed("x"); return nil })
		if err != nil || out != 7 || len(g.entries) != 1 {
			t.Fatalf("%s: %v, %v, %+v", use, out, err, g.entries)
		}
		row, _ := tandem.FindUseCase(use)
		e := g.entries[0]
		if e.Event != row.Event || e.Actor != mara.Person || e.Couple != "c" || e.Object != couple || !slices.Equal(e.Listed, []string{"x"}) {
			t.Errorf("%s: %+v", use, e)
		}
		g.fails = tandem.Unavailable(errors.New("disk"))
		if out, err := see(g, mara, use, couple, nothing); out != 0 || tandem.KindOf(err) != tandem.KindUnavailable {
			t.Errorf("%s: an answer left without its entry: %v, %v", use, out, err)
		}
	}
}

func TestARetriedTransactionRecordsOnce(t *testing.T) {
	g := &ground{facts: tandem.Facts{Found: true}, allows: true, retries: 2}
	_, err := see(g, mara, tandem.UsePausePlan, couple, func(grant *tandem.Grant) error { grant.Listed("x"); return nil })
	if err != nil || len(g.entries) != 1 || len(g.entries[0].Listed) != 1 {
		t.Errorf("%v, %+v", err, g.entries)
	}
}

func TestWhoIsTurnedAwayLeavesOneEntryAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		facts tandem.Facts
		use   tandem.UseCaseName
		o     tandem.Object
		want  tandem.Kind
	}{
		"it does not exist":            {tandem.Facts{}, tandem.UseSeeCouple, couple, tandem.KindNotFound},
		"it exists, and may not":       {tandem.Facts{Found: true, Couple: "c"}, tandem.UseSeeCouple, couple, tandem.KindNotFound},
		"a page of the practice":       {tandem.Facts{Found: true}, tandem.UseSeeCaseload, tandem.Object{Kind: tandem.ObjectPractice}, tandem.KindDenied},
		"an id that is none of ours":   {tandem.Facts{}, tandem.UseSeeCouple, tandem.Object{Kind: tandem.ObjectCouple, ID: "'; drop"}, tandem.KindNotFound},
		"a change that is not allowed": {tandem.Facts{Found: true}, tandem.UsePausePlan, couple, tandem.KindNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			g := &ground{facts: c.facts}
			ran := false
			_, err := see(g, mara, c.use, c.o, func(*tandem.Grant) error { ran = true; return nil })
			if ran || tandem.KindOf(err) != c.want {
				t.Fatalf("ran %v, %v", ran, err)
			}
			if len(g.entries) != 1 || g.entries[0].Event != tandem.EventDenied || g.entries[0].Object.ID == "'; drop" {
				t.Errorf("%+v", g.entries)
			}
		})
	}
}

func TestNobodyIsSignedOut(t *testing.T) {
	g := &ground{facts: tandem.Facts{Found: true}, allows: true}
	if _, err := see(g, tandem.Actor{}, tandem.UseSeeCouple, couple, nothing); tandem.KindOf(err) != tandem.KindSignedOut {
		t.Error(err)
	}
}

func TestAHandlerRunsOnlyWhatItsRouteDeclares(t *testing.T) {
	g := &ground{facts: tandem.Facts{Found: true}, allows: true}
	passage := &tandem.Passage{Declared: []tandem.UseCaseName{tandem.UseSeeCouple}}
	ctx := tandem.WithPassage(context.Background(), passage)
	run := func(use tandem.UseCaseName) error {
		_, err := tandem.Run(ctx, g.pipeline(), mara, use, couple, func(context.Context, *tandem.Grant) (int, error) { return 0, nil })
		return err
	}
	if err := run(tandem.UseSeeCouple); err != nil || !slices.Equal(passage.Ran, passage.Declared) {
		t.Errorf("%v, %v", err, passage.Ran)
	}
	if err := run(tandem.UsePausePlan); tandem.KindOf(err) != tandem.KindInternal {
		t.Errorf("an undeclared use case ran: %v", err)
	}
	if err := run("no such use case"); tandem.KindOf(err) != tandem.KindInternal {
		t.Errorf("an unknown use case ran: %v", err)
	}
}

func TestTheTablesFitTogether(t *testing.T) {
	public := []tandem.UseCaseName{tandem.UseDescribeAPI, tandem.UseAsset, tandem.UseHealth, tandem.UseHome, tandem.UseLogIn, tandem.UseLeave, tandem.UseOpenInvitation, tandem.UseAcceptInvitation}
	silent := []tandem.UseCaseName{tandem.UseSeeLibrary, tandem.UseTryExercise, tandem.UseSeeWork, tandem.UseTryWork, tandem.UseFindPause, tandem.UseWatchRound, tandem.UseDescribeAPI, tandem.UseSeeTokens, tandem.UseAsset, tandem.UseHealth, tandem.UseHome, tandem.UseOpenInvitation, tandem.UseSeeAccount, tandem.UseBeginTakeIn, tandem.UseCountPapers}
	seen := map[tandem.UseCaseName]bool{}
	for _, u := range tandem.UseCases() {
		if seen[u.Name] {
			t.Errorf("%s stands twice", u.Name)
		}
		seen[u.Name] = true
		if u.Permission == tandem.PermissionPublic != slices.Contains(public, u.Name) {
			t.Errorf("%s: the list of public use cases is closed", u.Name)
		}
		if u.Permission != tandem.PermissionPublic && !slices.Contains(tandem.Permissions(), u.Permission) {
			t.Errorf("%s: permission %q is unknown", u.Name, u.Permission)
		}
		if _, known := tandem.FindEvent(u.Event); !known && !slices.Contains(silent, u.Name) {
			t.Errorf("%s leaves no entry in the audit log; the list of those is closed", u.Name)
		}
		if u.Writes && u.Event == "" {
			t.Errorf("%s changes something without an entry", u.Name)
		}
	}
	events := map[tandem.Event]bool{}
	for _, e := range tandem.Events() {
		if events[e.Event] || e.Says == "" || e.Class == "" {
			t.Errorf("event %s stands twice or says nothing", e.Event)
		}
		events[e.Event] = true
	}
}

func TestWellFormedID(t *testing.T) {
	for id, want := range map[string]bool{
		tandem.RandomIDs{}.New(): true, "": false, "1": false, "00000000-0000-4000-8000-00000000000G": false,
		"00000000-0000-4000-8000-0000000000001": false, "00000000+0000-4000-8000-000000000001": false,
	} {
		if tandem.WellFormedID(id) != want {
			t.Errorf("%q", id)
		}
	}
}
