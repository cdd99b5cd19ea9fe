package main

import (
	"slices"
	"strings"
	"testing"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestMakingOnesOwnInABrowser makes an exercise of two parts at a desk, with a
// list and a condition: what is missing is shown until nothing is, it is tried on
// two phones, published, given to a couple and met by a partner. A new version, a
// template and a file with a mistake follow.
func TestMakingOnesOwnInABrowser(t *testing.T) {
	s := newStage(newWorld(t, ""))
	g := gallery{t, "library"}
	chromium := testkit.Browser(t)
	mara, rowan := chromium.Desk(t), chromium.Phone(t)
	s.logInOn(g, mara, "mara", false)
	s.logInOn(g, rowan, "rowan", false)
	save := func() { mara.Click(`form[action^="/library/works/"] > .row .btn.go`) }
	unfold := func() {
		testkit.Eval[bool](mara, `(document.querySelectorAll("details.more").forEach(d => d.open = true), true)`)
	}

	g.at(mara, s.url("/library"), "all")
	g.at(mara, s.url("/library?flow=log"), "filtered")
	g.at(mara, s.url("/library/new"), "new")
	mara.Select(`#f-part-0`, "sealed")
	mara.Select(`#f-part-1`, "sealed")
	mara.Click(`form:has(#f-part-0) .btn`)
	if !strings.Contains(mara.Text("#f-flow-error"), "each of them once") {
		t.Errorf("a chain that cannot be is refused with %q", mara.Text("#f-flow-error"))
	}
	g.look(mara, "new-refused")
	mara.Click(`button[aria-label="Begin with this: Both answer sealed, then one sheet together"]`)
	g.look(mara, "empty")

	for name, words := range map[string]string{"name": "Sunday letters", "summary": "A letter each, read on Sunday.", "purpose": "A letter says what a day does not. Each of you has time to find the words.",
		"steps.0.title": "Your letter", "steps.0.text": "Write to %s as you would on paper.", "steps.0.fields.0.label": "What do you want to say?"} {
		mara.Fill(`[name="`+name+`"]`, words)
	}
	add := func(where, kind, button string) {
		mara.Select(`[name="`+where+`add"]`, kind)
		mara.Click(`button[value="` + button + `"]`)
	}
	add("steps.0.", "bool", "step-0")
	add("steps.0.", "short text", "step-0")
	add("steps.0.", "list", "step-0")
	g.look(mara, "missing")
	for name, words := range map[string]string{"steps.0.fields.1.label": "Is there a wish in it?", "steps.0.fields.2.label": "What do you wish for?",
		"steps.0.fields.3.label": "Good things of the week", "steps.0.fields.3.item_title": "A good thing", "steps.0.fields.3.item.0.label": "What was it?"} {
		mara.Fill(`[name="`+name+`"]`, words)
	}
	for n := range 4 {
		mara.Select(`[name="steps.0.fields.`+string(rune('0'+n))+`.visibility"]`, "both")
	}
	mara.Check(`[name="steps.0.fields.1.required"]`)
	save()
	unfold()
	mara.Select(`[name="steps.0.fields.2.when"]`, testkit.Eval[string](mara, `[...document.querySelector('[name="steps.0.fields.2.when"]').options].find(o => o.text.includes("“yes”")).value`))
	mara.Select(`[name="steps.0.fields.3.shelf"]`, "appreciations")
	add("steps.0.fields.3.", "scale", "item-steps.0.fields.3.")
	mara.Fill(`[name="steps.0.fields.3.item.1.label"]`, "How good was it?")
	save()
	g.look(mara, "filled")
	if !mara.Has(`form[action$="/publish"]`) {
		t.Fatalf("still missing: %s", mara.Text("main"))
	}
	mara.Select(`[name="step.add"]`, "weigh")
	mara.Click(`button[value="step+"]`)
	unfold()
	mara.Fill(`[name="steps.0.timer"]`, "soon")
	save()
	g.look(mara, "refused")
	if got := testkit.Eval[string](mara, `document.querySelector('[name="steps.0.timer"]').value`); got != "soon" || !mara.Has("#f-steps\\.0\\.timer-error") {
		t.Errorf("what was refused came back as %q", got)
	}
	mara.Fill(`[name="steps.0.timer"]`, "1:30")
	save()

	mara.Click(`a[href$="/try"]`)
	g.look(mara, "try")
	answers := func(as, words string) {
		mara.Fill(`textarea[name="`+as+`-answer_alone"]`, words)
		mara.Check(`[name="` + as + `-q1"][value="no"]`)
		for range 6 {
			for _, sel := range []string{`[name^="` + as + `-"][name$=".0.q4"]`} {
				if mara.Has(sel) {
					mara.Fill(sel, "the soup")
				}
			}
			mara.Click(`section[aria-label="The phone of ` + map[string]string{"1": "Rowan", "2": "Noor"}[as] + `"] .btn.go`)
			if !mara.Has(`[name^="` + as + `-"][name$=".0.q4"], textarea[name="` + as + `-answer_alone"]`) {
				return
			}
		}
	}
	answers("1", "Dear Noor, I like our kitchen.")
	g.look(mara, "try-one-sealed")
	answers("2", "Dear Rowan, me too.")
	g.look(mara, "try-open")
	mara.Click(`a.back[href^="/library/works/"]`)
	mara.Click(`form[action$="/publish"] .btn`)
	g.look(mara, "published")
	if mara.Text(".lib"); !mara.Has(`button[aria-label="Make a copy: Sunday letters"]`) {
		t.Error("what was published is not in the library")
	}
	mara.Click(`.card .lines a[href^="/library/works/"]`)
	g.look(mara, "published-work")

	mara.Go(s.url("/couples/" + string(s.couple.ID) + "/plan/once"))
	mara.Select(`[name="exercise"]`, testkit.Eval[string](mara, `[...document.querySelector('[name="exercise"]').options].find(o => o.text.includes("Sunday letters")).value`))
	mara.Click(`main form[action$="/plan/once"] button.go`)
	rowan.Go(s.url("/today"))
	if !strings.Contains(rowan.Text("main"), "Sunday letters") {
		t.Fatalf("the partner does not meet it: %s", rowan.Text("main"))
	}
	rowan.Go(s.url("/homework/" + string(s.newestOf("Sunday letters"))))
	g.look(rowan, "own-met")

	mara.Go(s.url("/library"))
	mara.Click(`.card .lines a[href^="/library/works/"]`)
	mara.Click(`form[action$="/version"] .btn`)
	mara.Fill(`[name="steps.0.title"]`, "A letter")
	save()
	g.look(mara, "changed")
	if said := mara.Text("main"); !strings.Contains(said, "“Your letter” becomes “A letter”") {
		t.Errorf("what changes is not said: %s", said)
	}
	mara.Go(s.url("/library/new"))
	mara.Select(`#f-from`, "T1")
	mara.Click(`form:has(#f-from) .btn`)
	g.look(mara, "template")
	mara.Go(s.url("/library/new"))
	mara.Fill(`[name="content"]`, `{"id": "E02", "version": 0}`)
	mara.Click(`form[action="/library/files"] .btn`)
	g.look(mara, "file-refused")
}

// newestOf is the homework of that name that was given last.
func (s *stage) newestOf(name string) tandem.AssignmentID {
	s.t.Helper()
	today := s.must(s.homework.Today(bg, s.people["rowan"])).(homework.Today)
	open := today.Couples[0].Open
	i := slices.IndexFunc(open, func(o homework.Open) bool { return o.Definition.Name == name })
	if i < 0 {
		s.t.Fatalf("there is no homework %q", name)
	}
	return open[i].Times[0].Assignment.ID
}
