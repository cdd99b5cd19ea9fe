package main

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"tandem/internal/casefile"
	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// TestANewVersionLeavesOldPlansAlone: once an exercise of the library has a next
// version, plans that run keep the one that they began with, new plans take the
// next one, and what was written before is carried over into it.
func TestANewVersionLeavesOldPlansAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		first, second := w.takeIn("mara", "rowan", "noor"), w.takeIn("mara", "kim", "lou")
		w.ready("mara", first)
		w.ready("mara", second)
		weekly := plan.DraftInput{StartsOn: string(monday), Weeks: "4", Add: []plan.ItemInput{{Exercise: "E12", Cadence: "weekly-1", FromWeek: "1", ToWeek: "4"}}}
		w.plans_[first.Code] = w.must(w.start(bg, w.people["mara"], first.ID, weekly)).(plan.Plan)
		w.does("rowan", w.assignment(first, "E12", 1), exercise.MovePrepare, "", exercise.Form{"intention": {"Phone away at dinner"}, "appreciations.0.did": {"Made tea"}, "appreciations.0.gave": {"Calm"}})

		w.learnNew(t, "E12", "What do you mean to do this week?", "What will you try this week?")
		w.plans_[second.Code] = w.must(w.start(bg, w.people["mara"], second.ID, weekly)).(plan.Plan)
		w.clock.Set(morning.AddDate(0, 0, 7))
		reads := func(c casefile.Couple, name string, week int) (version int, page, before string) {
			id := w.assignment(c, "E12", week)
			h := w.must(w.homework.See(bg, w.people[name], id)).(homework.Homework)
			return h.Assignment.Version, w.browse(name).get("/homework/" + string(id)).body, h.Before
		}
		v, page, before := reads(first, "rowan", 2)
		if v != 1 || before != "Phone away at dinner" || !strings.Contains(page, "What do you mean to do this week?") || strings.Contains(page, "What will you try") {
			t.Errorf("the plan that runs is at version %d, with %q before:\n%s", v, before, wordsOf(page))
		}
		v, page, _ = reads(second, "kim", 2)
		if v != 2 || !strings.Contains(page, "What will you try this week?") || strings.Contains(page, "What do you mean to do") {
			t.Errorf("the plan that began later is at version %d:\n%s", v, wordsOf(page))
		}

		w.must(nil, w.plans.End(bg, w.people["mara"], first.ID, "Time for another."))
		weekly.StartsOn = string(monday.AddDays(14))
		w.plans_[first.Code] = w.must(w.start(bg, w.people["mara"], first.ID, weekly)).(plan.Plan)
		w.clock.Set(morning.AddDate(0, 0, 14))
		v, page, before = reads(first, "rowan", 1)
		if v != 2 || before != "Phone away at dinner" || !strings.Contains(page, "Phone away at dinner") {
			t.Errorf("the next plan is at version %d, and of the one before it knows %q", v, before)
		}
		if page := w.browse("rowan").get("/privacy?of=E12"); page.status != 200 || !strings.Contains(page.body, "Phone away at dinner") {
			t.Errorf("what was written in version 1 is not found: %d", page.status)
		}
		if page := w.browse("mara").get("/couples/" + string(first.ID)); page.status != 200 {
			t.Errorf("the couple's page: %d", page.status)
		}
	})
}

// learnNew puts a next version of an exercise beside the one that is built in,
// with other words in one place, as a file of the library would.
func (w *world) learnNew(t *testing.T, id, old, words string) {
	t.Helper()
	files := fstest.MapFS{}
	w.must(nil, fs.WalkDir(library.Exercises, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[path] = &fstest.MapFile{Data: w.must(fs.ReadFile(library.Exercises, path)).([]byte)}
		}
		return err
	}))
	was := string(files["exercises/"+id+".json"].Data)
	next := strings.NewReplacer(`"version": 1`, `"version": 2`, old, words).Replace(was)
	files["exercises/"+id+".json"], files[fmt.Sprintf("exercises/%s-1.json", id)] = &fstest.MapFile{Data: []byte(next)}, &fstest.MapFile{Data: []byte(was)}
	lib := w.must(exercise.Load(files, "exercises")).(*exercise.Library)
	both := catalogue.New(w.store, lib, w.must(plan.LoadTemplates(library.Plans, "plans", lib)).(plan.Templates), w.library.Catalogue.Starts)
	w.library.Catalogue, w.homework.Library, w.plans.Library, w.plans.Templates, w.reviews.Library = both, both, both, both.Templates(), both
	if n := len(lib.Latest()); n != 45 {
		t.Errorf("%d exercises are offered", n)
	}
}
