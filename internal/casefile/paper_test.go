package casefile

import (
	"context"
	"testing"
	"time"

	"tandem/internal/tandem"
)

// Each policy reads differently, and a changed word asks for a new signature.
func TestAPaperIsSignedAsItReads(t *testing.T) {
	seen := map[string]Policy{}
	for _, policy := range Policies() {
		c := PolicyChoice{ID: "choice", Couple: "couple", Policy: policy}
		p := c.Paper()
		if len(p.Body) < 6 || p.Title.IsZero() {
			t.Errorf("%s has no text", policy)
		}
		if other, twice := seen[p.Digest()]; twice {
			t.Errorf("%s reads like %s", policy, other)
		}
		seen[p.Digest()] = policy
		signed := []Signature{{Partner: "ana", Subject: p.Subject, Digest: p.Digest()}}
		if _, ok := p.SignedBy("ana", signed); !ok {
			t.Errorf("%s: a signature does not count", policy)
		}
		if _, ok := p.SignedBy("ben", signed); ok {
			t.Errorf("%s: one partner signed for the other", policy)
		}
		changed := p
		changed.Body = append([]tandem.Text{tandem.Say("Something else.")}, p.Body[1:]...)
		if _, ok := changed.SignedBy("ana", signed); ok {
			t.Errorf("%s: another text counts as signed", policy)
		}
		c.ID = "chosen again"
		if _, ok := c.Paper().SignedBy("ana", signed); ok {
			t.Errorf("%s: a new choice counts as signed", policy)
		}
	}
	if (PolicyChoice{}).Paper().Subject.ID != "" {
		t.Error("a policy that nobody chose can be signed")
	}
}

func TestReadinessTellsWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	c := w.takeIn(t, tess)
	ctx := context.Background()
	look := func() Readiness {
		t.Helper()
		r, err := ReadinessOf(ctx, w.Store, w.memory, harbour, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := look()
	if len(r.Partners) != 2 || r.Signed(r.Partners[0], SubjectPolicy) || r.Signed(r.Partners[0], SubjectConsent) || r.Partners[0].Screen.Result != "" {
		t.Errorf("at first: %+v", r.Partners)
	}
	w.choices = []PolicyChoice{{ID: "choice", Couple: c.ID, Policy: NoSecrets}}
	w.consents = []Consent{{ID: "letters", Title: "Letters", Words: "We may write to you.\n\nRarely."}}
	if r = look(); len(r.Papers) != 4 || len(r.Papers[3].Body) != 2 {
		t.Fatalf("papers: %+v", r.Papers)
	}
	ana := c.Partners[0].ID
	for _, p := range r.Papers {
		w.signatures = append(w.signatures, Signature{Couple: c.ID, Partner: ana, Subject: p.Subject, Digest: p.Digest()})
	}
	w.screens = []Screen{{Couple: c.ID, Partner: ana, Result: Monitor}, {Couple: c.ID, Partner: ana, Result: NoConcern}}
	r = look()
	if a, b := r.Partners[0], r.Partners[1]; !r.Signed(a, SubjectPolicy) || !r.Signed(a, SubjectConsent) || a.Screen.Result != NoConcern ||
		r.Signed(b, SubjectPolicy) || r.Signed(b, SubjectConsent) || b.Screen.Result != "" {
		t.Errorf("after one has signed: %+v", r.Partners)
	}
	w.consents[0].Words = "We may write to you often."
	w.goals = map[tandem.PartnerID]GoalTold{ana: {Goal: GoalClarify, Words: "On the phone", At: w.now}}
	for _, at := range []struct {
		recorded time.Time
		want     string
	}{{w.now.Add(-time.Hour), "On the phone"}, {w.now.Add(time.Hour), "In the talk"}} {
		w.screens[1].Goal, w.screens[1].GoalWords, w.screens[1].RecordedAt = GoalImprove, "In the talk", at.recorded
		if r = look(); r.Partners[0].Words != at.want || r.Partners[1].Goal != "" {
			t.Errorf("of a goal said twice %q counts, want %q", r.Partners[0].Words, at.want)
		}
	}
	if r = look(); r.Signed(r.Partners[0], SubjectConsent) || !r.Signed(r.Partners[0], SubjectPolicy) {
		t.Error("a changed consent counts as signed")
	}
	w.couples[0].Partners[1].LeftAt = w.now.Add(time.Hour)
	if r = look(); len(r.Partners) != 1 {
		t.Error("somebody who left is waited for")
	}
}
