package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// desk is a world with a therapist and a couple that has just been taken in.
func planDesk(w *world) (c tandem.CoupleID, mara, rowan, noor *client) {
	w.t.Helper()
	w.hire("ada", "mara", tandem.RoleTherapist)
	couple := w.takeIn("mara", "rowan", "noor")
	return couple.ID, w.browse("mara"), w.browse("rowan"), w.browse("noor")
}

// sends posts a form that must be taken, or must not.
func (c *client) sends(path string, form url.Values, status int) answer {
	c.w.t.Helper()
	a := c.post(path, form)
	if a.status != status {
		c.w.t.Fatalf("%s: %d, want %d\n%s", path, a.status, status, excerpt(a.body, `role="alert"`))
	}
	return a
}

func (c *client) reads(path, has string) {
	c.w.t.Helper()
	if a := c.get(path); a.status != http.StatusOK || !strings.Contains(a.body, has) {
		c.w.t.Errorf("%s (%d) does not say %q", path, a.status, has)
	}
}

func (c *client) readsNot(path, hasNot string) {
	c.w.t.Helper()
	if a := c.get(path); strings.Contains(a.body, hasNot) {
		c.w.t.Errorf("%s says %q", path, hasNot)
	}
}

// TestAPlanFromDraftToEnd is the builder over HTTP: a draft that nobody but the
// care team knows of, a closed gate, a start, a change, one thing more, an end,
// and a second plan.
func TestAPlanFromDraftToEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		id, mara, rowan, noor := planDesk(w)
		c := w.couples["rowan-noor"]
		at := "/couples/" + string(id) + "/plan"
		mara.reads(at, "First four weeks")
		mara.sends(at+"/draft", url.Values{"template": {"S4"}}, http.StatusSeeOther)
		mara.sends(at+"/draft", url.Values{"template": {"T1"}}, http.StatusConflict)
		mara.sends(at+"/draft/change", url.Values{"version": {"1"}, "name": {"Quokka steps"}, "starts": {string(monday)}, "week_begins": {"1"}, "first_week": {"1"}, "weeks": {"4"},
			"note": {"Wombat words for you both."}, "add.0.exercise": {"E02"}, "add.0.cadence": {"weekly-2"}, "add.0.from": {"1"}, "add.0.to": {"4"}, "add.0.note": {"Numbat hint."}}, http.StatusSeeOther)
		mara.reads(at+"/draft", "Quokka steps")
		for _, partner := range []*client{rowan, noor} {
			for _, page := range []string{"/today", "/coming"} {
				for _, words := range []string{"Quokka", "Wombat", "Numbat", "Three appreciations"} {
					partner.readsNot(page, words)
				}
			}
			if a := partner.get(at + "/draft"); a.status != http.StatusNotFound {
				t.Errorf("a partner got the draft: %d", a.status)
			}
		}

		mara.reads(at+"/check", "The consents are not all signed.")
		mara.sends(at+"/activate", url.Values{"version": {"2"}}, http.StatusConflict)
		if _, err := w.store.CurrentPlan(bg, c.Practice, id); tandem.KindOf(err) != tandem.KindNotFound {
			t.Fatalf("a plan runs past the gate: %v", err)
		}
		w.ready("mara", c)
		mara.sends(at+"/activate", url.Values{"version": {"1"}}, http.StatusConflict) // an older draft than the one that stands
		mara.sends(at+"/activate", url.Values{"version": {"2"}}, http.StatusSeeOther)
		mara.sends(at+"/activate", url.Values{"version": {"2"}}, http.StatusSeeOther) // and is told that the draft is gone
		mara.reads(at, "There is no draft any more.")
		rowan.reads("/today", "Three appreciations")
		noor.reads("/coming", "Wombat words for you both.")
		noor.reads("/coming", "Numbat hint.")
		noor.readsNot("/coming", "Quokka")

		w.clock.Set(morning.AddDate(0, 0, 8)) // in week 2; sessions have run out
		mara, noor = w.browse("mara"), w.browse("noor")
		mara.sends(at+"/phase", url.Values{}, http.StatusSeeOther) // until then its weeks have no days
		changesInTheMiddle(t, w, mara, at)
		mara.sends(at+"/end", url.Values{"reason": {"Bandicoot reasons."}}, http.StatusSeeOther)
		mara.reads(at+"/history", "Bandicoot reasons.")
		mara.reads(at+"/history", "2 times a week")
		for _, page := range []string{"/today", "/coming"} {
			noor.readsNot(page, "Bandicoot")
			noor.readsNot(page, "Easy company")
		}
		secondPlan(t, w, mara, at)
	})
}

// changesInTheMiddle revises the running plan in its second week.
func changesInTheMiddle(t *testing.T, w *world, mara *client, at string) {
	t.Helper()
	c := w.couples["rowan-noor"]
	p := w.must(w.store.CurrentPlan(bg, c.Practice, c.ID)).(plan.Plan)
	begun := w.must(w.store.Assignments(bg, c.Practice, c.ID, p.ID)).([]homework.Assignment)
	mara.sends(at+"/draft", url.Values{"revise": {"yes"}}, http.StatusSeeOther)
	i := slices.IndexFunc(p.Items, func(it plan.Item) bool { return it.Exercise == "E02" && it.Cadence.PerWeek == 2 })
	line := fmt.Sprintf("items.%d.", i)
	change := url.Values{"version": {"1"}, "name": {p.Name}, "weeks": {"5"}, "note": {p.Note},
		line + "cadence": {"weekly-1"}, line + "to": {"4"}, line + "note": {"Numbat hint."}}
	mara.sends(at+"/draft/change", change, http.StatusSeeOther)
	mara.reads(at+"/check", "every week instead of 2 times a week, from week 3 on.")
	mara.sends(at+"/once", url.Values{"exercise": {"E38"}, "week": {"2"}}, http.StatusSeeOther)
	mara.sends(at+"/revise", url.Values{"version": {"2"}}, http.StatusConflict) // the draft holds the one thing more now
	mara.sends(at+"/revise", url.Values{"version": {"3"}}, http.StatusSeeOther)
	now := w.must(w.store.Assignments(bg, c.Practice, c.ID, p.ID)).([]homework.Assignment)
	count := map[string]int{}
	for _, a := range now {
		if a.Week < 3 {
			j := slices.IndexFunc(begun, func(b homework.Assignment) bool { return b.ID == a.ID })
			if j < 0 && !(a.Exercise == "E38" && a.Week == 2) || j >= 0 && (begun[j].OpensOn != a.OpensOn || begun[j].DueOn != a.DueOn) {
				t.Errorf("week %d has changed: %+v", a.Week, a)
			}
		}
		if a.Exercise == "E02" {
			count[fmt.Sprint("week ", a.Week)]++
		}
	}
	for week, want := range map[string]int{"week 2": 2, "week 3": 1, "week 4": 1, "week 5": 1} {
		if count[week] != want {
			t.Errorf("%s asks for E02 %d times, want %d", week, count[week], want)
		}
	}
}

// secondPlan begins after the first, in the middle of itself.
func secondPlan(t *testing.T, w *world, mara *client, at string) {
	t.Helper()
	c := w.couples["rowan-noor"]
	mara.sends(at+"/draft", url.Values{}, http.StatusSeeOther)
	starts := tandem.DateOf(w.clock.Now(), time.UTC).OnOrAfter(time.Monday)
	mara.sends(at+"/draft/change", url.Values{"version": {"1"}, "name": {"Second"}, "starts": {string(starts)}, "week_begins": {"1"}, "weeks": {"6"}, "first_week": {"5"},
		"add.0.exercise": {"E38"}, "add.0.cadence": {"weekly-1"}, "add.0.from": {"1"}, "add.0.to": {"6"}}, http.StatusSeeOther)
	mara.sends(at+"/activate", url.Values{"version": {"2"}}, http.StatusSeeOther)
	p := w.must(w.store.CurrentPlan(bg, c.Practice, c.ID)).(plan.Plan)
	var due []string
	for _, a := range w.must(w.store.Assignments(bg, c.Practice, c.ID, p.ID)).([]homework.Assignment) {
		due = append(due, fmt.Sprint(a.Week, " ", a.OpensOn))
	}
	if want := []string{"5 " + string(starts), "6 " + string(starts.AddDays(7))}; !slices.Equal(due, want) {
		t.Errorf("of a plan begun elsewhere %q is due, want %q", due, want)
	}
	mara.reads("/couples/"+string(c.ID), "Second")
	mara.reads(at+"/history", "Quokka steps")
}

// TestOnePartnerFirst: what is for one partner does not exist for the other.
func TestOnePartnerFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		id, mara, rowan, noor := planDesk(w)
		c := w.couples["rowan-noor"]
		w.ready("mara", c)
		at := "/couples/" + string(id) + "/plan"
		mara.sends(at+"/draft", url.Values{}, http.StatusSeeOther)
		form := url.Values{"version": {"1"}, "name": {"One first"}, "starts": {string(monday)}, "week_begins": {"1"}, "weeks": {"2"}, "first_week": {"1"},
			"add.0.exercise": {"E24"}, "add.0.cadence": {"weekly-2"}, "add.0.from": {"1"}, "add.0.to": {"2"}, "add.0.who": {"1"}, "add.0.note": {"Numbat hint."}}
		mara.sends(at+"/draft/change", form, http.StatusSeeOther)
		mara.sends(at+"/activate", url.Values{"version": {"2"}}, http.StatusSeeOther)
		name := w.must(libraryName(w, "E24")).(string)
		rowan.reads("/today", name)
		rowan.reads("/coming", "Numbat hint.")
		for _, page := range []string{"/today", "/coming"} {
			noor.readsNot(page, name)
			noor.readsNot(page, "Numbat")
		}
		p := w.must(w.store.CurrentPlan(bg, c.Practice, id)).(plan.Plan)
		for _, a := range w.must(w.store.Assignments(bg, c.Practice, id, p.ID)).([]homework.Assignment) {
			if got := noor.get("/homework/" + string(a.ID)); got.status != http.StatusNotFound {
				t.Errorf("Noor's page of Rowan's homework: %d", got.status)
			}
		}
		if got := rowan.get("/homework/" + string(w.must(w.store.Assignments(bg, c.Practice, id, p.ID)).([]homework.Assignment)[0].ID)); got.status != http.StatusOK {
			t.Errorf("Rowan's own: %d", got.status)
		}
	})
}

func libraryName(w *world, id tandem.ExerciseID) (string, error) {
	library, err := w.plans.Library.Of(bg, "")
	if err != nil {
		return "", err
	}
	for _, d := range library.Latest() {
		if d.ID == id {
			return d.Name, nil
		}
	}
	return "", tandem.NotFound()
}

// TestTheGateKnowsWhoBegins: joint work that is not indicated keeps joint items
// out, not what each does alone.
func TestTheGateKnowsWhoBegins(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		_, mara, _, _ := planDesk(w)
		c := w.couples["rowan-noor"]
		w.ready("mara", c)
		rowan, day := c.Partners[0], tandem.DateOf(w.clock.Now(), c.Zone())
		w.must(nil, w.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
			return w.store.AddScreen(ctx, c.Practice, casefile.Screen{ID: tandem.ScreenID(w.IDs.New()), Couple: c.ID, Partner: rowan.ID, Person: rowan.Person, On: day,
				How: casefile.ScreenInterview, Result: casefile.JointNotIndicated, NextDue: day.AddDays(90), RecordedBy: w.people["mara"].Person, RecordedAt: w.clock.Now().Add(time.Second)})
		}))
		at := "/couples/" + string(c.ID) + "/plan"
		for _, exercise := range []string{"E38", "E24"} {
			mara.sends(at+"/draft", url.Values{}, http.StatusSeeOther)
			mara.sends(at+"/draft/change", url.Values{"version": {"1"}, "name": {"A plan"}, "starts": {string(monday)}, "week_begins": {"1"}, "weeks": {"2"}, "first_week": {"1"},
				"add.0.exercise": {exercise}, "add.0.cadence": {"weekly-1"}, "add.0.from": {"1"}, "add.0.to": {"2"}}, http.StatusSeeOther)
			want := map[string]int{"E38": http.StatusConflict, "E24": http.StatusSeeOther}[exercise]
			mara.sends(at+"/activate", url.Values{"version": {"2"}}, want)
			if want == http.StatusConflict {
				mara.sends(at+"/draft/drop", nil, http.StatusSeeOther)
			}
		}
		mara.sends(at+"/once", url.Values{"exercise": {"E38"}, "week": {"2"}}, http.StatusConflict)
	})
}
