package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
)

// TestTheirOwnDates: a plan gives homework on a date of the couple's own; both
// read its name. Moved, the plan keeps it until the care team takes the change
// over in a revision that shows the difference, and what is over stays.
func TestTheirOwnDates(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		at := "/couples/" + string(s.couple.ID)
		if a := s.mara.post(at+"/dates", url.Values{"date_name": {"The day we met"}, "date_on": {"2019-03-18"}, "date_yearly": {"yes"}}); a.status != http.StatusSeeOther {
			t.Fatalf("keeping a date: %d", a.status)
		}
		if page := s.mara.get(at + "/details").body; !strings.Contains(page, "The day we met") || !strings.Contains(page, "18 March, every year") {
			t.Error("the date is not on the page")
		}
		date := string(s.must(s.store.OwnDates(bg, s.couple.Practice, s.couple.ID)).([]casefile.OwnDate)[0].ID)
		for _, row := range s.rows("SELECT payload FROM couple_dates") {
			if strings.Contains(row[0], "met") || strings.Contains(row[0], "2019") {
				t.Error("a date lies in the open")
			}
		}
		s.mara.post(at+"/plan/draft", url.Values{"revise": {"yes"}})
		builder := s.mara.get(at + "/plan/draft").body
		if !strings.Contains(builder, `value="date-`+date+`"`) || !strings.Contains(builder, `value="monthly"`) {
			t.Fatal("the builder does not offer it")
		}
		revise := func(form url.Values) string {
			form.Set("name", "Ours")
			form.Set("weeks", "52")
			form.Set("version", hiddenIn(s.mara.get(at+"/plan/draft").body, "version"))
			if a := s.mara.post(at+"/plan/draft/change", form); a.status != http.StatusSeeOther {
				t.Fatalf("the draft: %d", a.status)
			}
			check := s.mara.get(at + "/plan/check").body
			if a := s.mara.post(at+"/plan/revise", url.Values{"version": {hiddenIn(check, "version")}}); a.status != http.StatusSeeOther {
				t.Fatalf("the revision: %d\n%s", a.status, wordsOf(a.body))
			}
			return check
		}
		check := revise(url.Values{"add.0.exercise": {"E42"}, "add.0.cadence": {"date-" + date}, "add.0.from": {"2"}, "add.0.to": {"52"}})
		if !strings.Contains(check, "on “The day we met”, 18 March each year") {
			t.Error("the difference does not name the date")
		}
		weeks := func() (all []int) {
			p := s.must(s.store.CurrentPlan(bg, s.couple.Practice, s.couple.ID)).(plan.Plan)
			for _, a := range s.must(s.store.Assignments(bg, s.couple.Practice, s.couple.ID, p.ID)).([]homework.Assignment) {
				if a.Exercise == "E42" {
					all = append(all, a.Week)
				}
			}
			return all
		}
		if got := weeks(); len(got) != 1 || got[0] != 3 {
			t.Errorf("due in weeks %v", got)
		}
		s.clock.Set(morning.AddDate(0, 0, 15))
		s.mara, s.noor_ = s.browse("mara"), s.browse("noor")
		for _, page := range []string{"/today", "/coming"} {
			if !strings.Contains(s.noor_.get(page).body, "For: The day we met, 18 March") {
				t.Errorf("%s does not name the date", page)
			}
		}
		s.clock.Set(morning.AddDate(0, 0, 22))
		s.mara, s.noor_ = s.browse("mara"), s.browse("noor")
		if a := s.mara.post(at+"/dates/"+date, url.Values{"date_name": {"Our day"}, "date_on": {"2019-06-18"}, "date_yearly": {"yes"}}); a.status != http.StatusSeeOther {
			t.Fatalf("moving a date: %d", a.status)
		}
		if got := weeks(); len(got) != 1 || !strings.Contains(s.mara.get(at).body, "“Our day” has changed") {
			t.Errorf("the plan keeps it until it is changed, and says so: %v", got)
		}
		s.mara.post(at+"/plan/draft", url.Values{"revise": {"yes"}})
		if check := revise(url.Values{}); !strings.Contains(check, "on “Our day”, 18 June each year instead of on “The day we met”, 18 March each year, from week 5 on") {
			t.Errorf("the difference is not shown: %s", check)
		}
		if got := weeks(); len(got) != 2 || got[0] != 3 || got[1] != 16 {
			t.Errorf("due in weeks %v: what was over stays, and what comes moves", got)
		}
		if a := s.mara.post(at+"/dates/"+date+"/drop", nil); a.status != http.StatusSeeOther || len(weeks()) != 2 {
			t.Error("taken out, the plan keeps what it has given")
		}
		for _, id := range []string{s.IDs.New(), date} {
			if a := s.mara.post(at+"/dates/"+id, url.Values{"date_name": {"x"}, "date_on": {"2026-08-01"}}); a.status != http.StatusNotFound {
				t.Errorf("a date that is not there: %d", a.status)
			}
		}
	})
}
