package homework

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The progress of what asks and answers, and of coming back after a fight
// (domain page 1.3, third column). Partners stand side by side and are never
// compared.

// perPartner says a number for each: "Rowan 2, Noor 1".
func perPartner(cast []tandem.PartnerID, of func(tandem.PartnerID) int) tandem.Text {
	var list tandem.Text
	for _, p := range cast {
		one := tandem.Say("%s %d", p, of(p))
		if list.IsZero() {
			list = one
		} else {
			list = tandem.Say("%s, %s", list, one)
		}
	}
	return list
}

// made are the entries of a kind over all rounds, oldest first.
func made(rounds []Sighted, kind exercise.MoveKind) []Entry {
	var all []Entry
	for _, r := range rounds {
		for _, e := range r.Sight.Entries {
			if e.Kind == kind && !e.Taken {
				all = append(all, e)
			}
		}
	}
	return all
}

// by counts the entries of one author.
func by(all []Entry) func(tandem.PartnerID) int {
	return func(p tandem.PartnerID) int {
		n := 0
		for _, e := range all {
			if e.Author == p {
				n++
			}
		}
		return n
	}
}

// saying counts the entries in which a choice was answered so.
func saying(all []Entry, field exercise.FieldID, values ...string) int {
	n := 0
	for _, e := range all {
		if slices.Contains(values, e.text(field)) {
			n++
		}
	}
	return n
}

// hours are whole hours between two entries.
func hours(from, to Entry) int { return int(to.At.Sub(from.At).Hours()) }

// numbers writes down whole numbers in a row.
func numbers(all []int) tandem.Text {
	var list tandem.Text
	for i, n := range all {
		if i == 0 {
			list = tandem.Say("%d", n)
		} else {
			list = tandem.Say("%s, %d", list, n)
		}
	}
	return list
}

// repairProgress is of E13.
func repairProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	opened := made(rounds, exercise.MoveOpen)
	if len(opened) == 0 {
		return nil
	}
	var took []int
	unsure := 0
	for _, r := range rounds {
		start, agrees := made([]Sighted{r}, exercise.MoveOpen), made([]Sighted{r}, exercise.MoveAgree)
		if len(agreed([]Sighted{r})) > 0 && len(start) > 0 && len(agrees) > 0 {
			took = append(took, hours(start[0], agrees[len(agrees)-1]))
		}
		for _, g := range r.Sight.Gates {
			if g.Answer != exercise.GateYes {
				unsure++
			}
		}
	}
	lines := []tandem.Text{tandem.Say("opened: %s; led to a repair: %d of %d", perPartner(cast, by(opened)), len(took), len(opened))}
	if len(took) > 0 {
		lines = append(lines, tandem.Say("hours from opening to the agreed repair: %s", numbers(took)))
	}
	if days := sinceFight(rounds); len(days) > 0 {
		lines = append(lines, tandem.Say("days from the conflict to the agreed repair: %s", numbers(days)))
	}
	for _, p := range cast {
		var settled []int
		for _, e := range made(rounds, exercise.MoveAgree) {
			if v, ok := e.value("settled"); ok && v.Number != nil && e.Author == p {
				settled = append(settled, *v.Number)
			}
		}
		if len(settled) > 0 {
			lines = append(lines, tandem.Say("settled, %s: %s of 10", p, numbers(settled)))
		}
	}
	if unsure > 0 {
		lines = append(lines, tandem.Say("safety answers that were not a yes: %d", unsure))
	}
	return append(lines, wentHow(rounds, "repaired")...)
}

// sinceFight is for each agreed repair how many days lie between the conflict,
// as either first dated it, and the yes of both.
func sinceFight(rounds []Sighted) []int {
	var all []int
	for _, r := range rounds {
		agrees := made([]Sighted{r}, exercise.MoveAgree)
		if len(agreed([]Sighted{r})) == 0 || len(agrees) == 0 || r.Zone == nil {
			continue
		}
		day := tandem.Date("")
		for _, e := range r.Sight.Entries {
			if on := e.day("conflict_date"); on != "" && !e.Taken && (day == "" || on < day) {
				day = on
			}
		}
		if day != "" {
			all = append(all, tandem.DateOf(agrees[len(agrees)-1].At, r.Zone).DaysSince(day))
		}
	}
	return all
}

// requestProgress is of E05.
func requestProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	asked := made(rounds, exercise.MoveRequest)
	if len(asked) == 0 {
		return nil
	}
	answers := append(made(rounds, exercise.MoveAnswer), made(rounds, exercise.MoveSettle)...)
	var took []int
	for _, q := range asked {
		for _, a := range answers {
			if a.Target == q.Move {
				took = append(took, hours(q, a))
				break
			}
		}
	}
	lines := []tandem.Text{tandem.Say("asked: %s", perPartner(cast, by(asked))),
		tandem.Say("answers: yes %d, something else %d, not now %d, no %d, to the session %d", saying(answers, "response", "accept")+saying(answers, "settle", "accept"),
			saying(answers, "response", "counter"), saying(answers, "response", "not-now")+saying(answers, "settle", "not-now"),
			saying(answers, "response", "no")+saying(answers, "settle", "no"), saying(answers, "response", "session")+saying(answers, "settle", "session"))}
	if len(took) > 0 {
		lines = append(lines, tandem.Say("hours to an answer: %s", numbers(took)))
	}
	waiting := 0
	for _, r := range rounds {
		waiting += len(r.unanswered())
	}
	if waiting > 0 {
		lines = append(lines, tandem.Say("unanswered for more than %d hours: %d", patience, waiting))
	}
	return append(lines, wentHow(rounds, "kept")...)
}

// patience is for how many hours a request may wait for an answer before it
// shows (domain page 1.3, E05).
const patience = 72

// unanswered are the requests that wait for an answer for longer than that.
func (s Sighted) unanswered() []Entry {
	return slices.DeleteFunc(s.standing(exercise.MoveRequest), func(e Entry) bool {
		return e.Standing != exercise.StandingAsked || s.Now.Sub(e.At).Hours() <= patience
	})
}

// wentHow is how it went, as those who looked back say.
func wentHow(rounds []Sighted, field exercise.FieldID) []tandem.Text {
	kept := append(made(rounds, exercise.MoveKept), made(rounds, exercise.MoveRevisit)...)
	if len(kept) == 0 {
		return nil
	}
	return []tandem.Text{tandem.Say("looked back: yes %d, in part %d, no %d", saying(kept, field, "yes"), saying(kept, field, "partly"), saying(kept, field, "no"))}
}

// feedbackProgress is of E16.
func feedbackProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	told := made(rounds, exercise.MoveRequest)
	if len(told) == 0 {
		return nil
	}
	var tries []int
	for _, r := range rounds {
		for _, q := range made([]Sighted{r}, exercise.MoveRequest) {
			n := 0
			for _, m := range made([]Sighted{r}, exercise.MoveReflect) {
				if m.Target == q.Move {
					n++
				}
			}
			if n > 0 {
				tries = append(tries, n)
			}
		}
	}
	answers := made(rounds, exercise.MoveAnswer)
	lines := []tandem.Text{tandem.Say("told: %s", perPartner(cast, by(told)))}
	if len(tries) > 0 {
		lines = append(lines, tandem.Say("said back until it fitted: %s", numbers(tries)))
	}
	return append(lines, tandem.Say("wishes: taken up %d, being thought about %d", saying(answers, "response", "will-try", "adapt"), saying(answers, "response", "think")))
}

// boundaryProgress is of E22. Drafts are not counted: nobody has been asked yet.
func boundaryProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	shared := made(rounds, exercise.MoveShare)
	if len(shared) == 0 {
		return nil
	}
	agreed, open, again := 0, 0, 0
	for _, e := range made(rounds, exercise.MoveKeep) {
		switch e.Standing {
		case exercise.StandingAgreed, exercise.StandingChange:
			agreed++
		case exercise.StandingAsked, exercise.StandingAccepted:
			open++
		}
	}
	for _, e := range made(rounds, exercise.MoveWord) {
		if e.Older {
			again++
		}
	}
	over := 0
	for _, e := range made(rounds, exercise.MoveKeep) {
		if e.Marked {
			over++
		}
	}
	lines := []tandem.Text{tandem.Say("shared: %s", perPartner(cast, by(shared))), tandem.Say("agreed %d, open %d, worded anew %d", agreed, open, again)}
	if over > 0 {
		lines = append(lines, tandem.Say("marked as a rule over the other: %d", over))
	}
	return append(lines, wentHow(rounds, "honoured")...)
}

// slipProgress is of E25.
func slipProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	owned := made(rounds, exercise.MoveRequest)
	if len(owned) == 0 {
		return nil
	}
	return append([]tandem.Text{tandem.Say("slips owned: %s", perPartner(cast, by(owned)))}, wentHow(rounds, "done")...)
}

// shortfallProgress is of E40.
func shortfallProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	told := made(rounds, exercise.MoveRequest)
	if len(told) == 0 {
		return nil
	}
	return append([]tandem.Text{tandem.Say("said that a promise will not work: %s", perPartner(cast, by(told)))}, wentHow(rounds, "alternative_kept")...)
}

// trialProgress is of E35.
func trialProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	held, opened := 0, 0
	// Only what both say of a trial counts. A change begins the next one.
	kept := slices.DeleteFunc(made(rounds, exercise.MoveKept), func(e Entry) bool { return e.Standing == exercise.StandingNone })
	for _, r := range rounds {
		if len(made([]Sighted{r}, exercise.MoveReflect)) > 1 {
			held++
		}
		for _, e := range made([]Sighted{r}, exercise.MoveRequest) {
			if e.Standing == exercise.StandingAgreed || e.Standing == exercise.StandingClosed {
				opened++
			}
		}
	}
	if held == 0 {
		return nil
	}
	lines := []tandem.Text{tandem.Say("talks held: %d; trials opened: %d", held, opened+saying(kept, "verdict", "adapt"))}
	if len(kept) > 0 {
		lines = append(lines, tandem.Say("looked back: keep %d, change %d, drop %d", saying(kept, "verdict", "keep"), saying(kept, "verdict", "adapt"), saying(kept, "verdict", "drop")))
	}
	for _, as := range []string{"ritual", "boundary", "commitment"} {
		if saying(kept, "becomes", as) > 0 {
			lines = append(lines, tandem.Say("kept, and wished for as a %s: you can add it to the plan", as))
		}
	}
	return lines
}

// resetProgress is of E45: any answer counts, "not yet" is whole.
func resetProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	sorted := made(rounds, exercise.MoveKeep)
	if len(sorted) == 0 {
		return nil
	}
	lines := []tandem.Text{tandem.Say("sorted: %s; new hopes shared: %d", perPartner(cast, by(sorted)), len(made(rounds, exercise.MoveRequest)))}
	for _, e := range sorted {
		if e.text("forgiveness") == "session" {
			lines = append(lines, tandem.Say("%s would like to talk about forgiving in a session", e.Author))
		}
	}
	return lines
}
