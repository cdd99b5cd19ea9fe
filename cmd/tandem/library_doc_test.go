package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	files "tandem/templates/library"
)

// TestTheLibraryOnOnePage holds docs/library.md to the library's data. With
// -update it writes the page anew.
func TestTheLibraryOnOnePage(t *testing.T) {
	library, err := exercise.Load(files.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := plan.LoadTemplates(files.Plans, "plans", library)
	if err != nil {
		t.Fatal(err)
	}
	want := libraryPage(library, templates)
	path := filepath.Join("..", "..", "docs", "library.md")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/library.md is not what the library holds: run this test with -update")
	}
	for _, d := range library.Latest() {
		if !strings.Contains(string(got), "| "+string(d.ID)+" |") {
			t.Errorf("the page lacks %s", d.ID)
		}
	}
}

// libraryPage is the library for a therapist to read: every exercise with who
// sees what, and every plan template week by week.
func libraryPage(library *exercise.Library, templates plan.Templates) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# The library\n")
	line("Made of the library's own data (`go test ./cmd/tandem -run TestTheLibraryOnOnePage -update`). What a practice adds of its own stands on its page in the browser, beside these.\n")
	all := library.Latest()
	line("## Exercises at a glance\n\n| | name | minutes | how often | family | part of the base rhythm | leaves |\n|---|---|---|---|---|---|---|")
	for _, d := range all {
		minutes := fmt.Sprint(d.Minutes)
		if d.Together {
			minutes += " together"
		}
		line("| %s | %s | %s | %s | %s | %s | %s |", d.ID, d.Name, minutes, plan.CadenceText(d.Cadence), d.Family, d.Slot, strings.Join(leaves(d), ", "))
	}
	line("\n## Each exercise\n\nWho can read an answer is said once nothing seals it any more; an author may always show it to fewer people.\n")
	for _, d := range all {
		line("### %s · %s\n\n%s\n\n%s\n", d.ID, d.Name, d.Purpose, d.Smallest.Text)
		for _, words := range catalogue.FlowWords(d.Flow) {
			line("1. %s", words)
		}
		line("")
		for _, s := range catalogue.Seers(d) {
			line("- **%s:** %s", s.Who, strings.Join(s.What, " · "))
		}
		line("")
	}
	line("## Plan templates\n")
	for _, tpl := range templates {
		templateOnPage(line, tpl, library)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func leaves(d *exercise.Definition) []string {
	var titles []string
	for _, s := range d.Shelves {
		titles = append(titles, s.ID.Title())
	}
	return titles
}

func templateOnPage(line func(string, ...any), tpl plan.Template, library *exercise.Library) {
	line("### %s · %s\n\n%s\n\n| phase | weeks | focus |\n|---|---|---|", tpl.ID, tpl.Name, tpl.For)
	for _, ph := range tpl.Phases {
		line("| %s | %d–%d | %s |", ph.Name, ph.From, ph.To, ph.Focus)
	}
	line("\n| exercise | how often | weeks |\n|---|---|---|")
	p := tpl.Plan(library)
	for _, it := range p.Items {
		name := plan.NamesFrom(library, nil).Exercise(it)
		line("| %s %s | %s | %d–%d |", it.Exercise, name, plan.CadenceText(it.Cadence), it.FromWeek, it.ToWeek)
	}
	var loads, reviews []string
	for week := 1; week <= tpl.Weeks; week++ {
		load := p.LoadOf(week, "", library)
		loads = append(loads, fmt.Sprintf("%d: %d+%d", week, load.Task, load.Together))
	}
	for _, r := range tpl.Reviews {
		reviews = append(reviews, fmt.Sprintf("%s in week %d", r.Kind, r.Week))
	}
	for _, v := range tpl.Variants {
		var changes []string
		for _, c := range v.Changes {
			changes = append(changes, changeOnPage(c, library))
		}
		line("\nAs “%s”: %s %s.", v.Name, v.For, strings.Join(changes, "; "))
	}
	line("\nReviews: %s. Minutes a week, task + together: %s.\n", strings.Join(reviews, ", "), strings.Join(loads, ", "))
}

// changeOnPage is what a variant changes, in a few words.
func changeOnPage(c plan.VariantChange, library *exercise.Library) string {
	name := func(id tandem.ExerciseID) string {
		for _, d := range library.Latest() {
			if d.ID == id {
				return string(id) + " " + d.Name
			}
		}
		return string(id)
	}
	said := name(c.Exercise)
	if c.From > 0 {
		said += fmt.Sprintf(" from week %d", c.From)
	}
	if c.Swap != "" {
		said += " becomes " + name(c.Swap)
	}
	if c.Cadence != nil {
		said += fmt.Sprintf(" comes %s", plan.CadenceText(*c.Cadence))
	}
	return said
}
