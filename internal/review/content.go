package review

import (
	"slices"
	"strconv"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// How much a review can hold. Three targets are the inventory's (P4); the
// other figures keep a record on two pages.
const (
	MaxTargets   = 3
	MaxDecisions = 6
	MaxTrials    = 3
	maxLines     = 10
	wordsLimit   = exercise.LongLimit
)

// OwnerBoth is the value of an owner who is everybody. A partner's own value
// is their position in the couple.
const OwnerBoth = "both"

// The names of the fields that field errors point at.
const (
	FieldKind         = "kind"
	FieldOn           = "on"
	FieldImprovements = "improvements"
	FieldChanges      = "changes"
	FieldHolds        = "holds"
	FieldPlan         = "plan"
	FieldPlanChanges  = "plan_changes"
	FieldAnew         = "anew"
	FieldNextOn       = "next_on"
	FieldAddition     = "text"
	FieldName         = "name"
	FieldPassphrase   = "passphrase"
)

// ContentInput is what was agreed, as typed. Lists come one thing a line;
// decisions and targets that are empty throughout are left out.
type ContentInput struct {
	Version      string // of the review that the page showed
	Improvements string
	Changes      string
	Decisions    []DecisionInput
	Targets      []TargetInput
	Trials       []TrialInput
	Holds        string
	Plan         string
	PlanChanges  string
	Anew         bool // once it is put up for signing: take over what changes in the plan as it stands now
	NextOn       string
}

// DecisionInput is one decision as typed; Owner is OwnerBoth or a position.
type DecisionInput struct{ Text, Owner, Due string }

// TargetInput is one target as typed; Confidence is a whole number, or "".
type TargetInput struct{ Text, Notice, Due, Confidence string }

// TrialInput is what becomes of one trial, as typed. What they tried is offered
// ready filled: one of which nothing is said is left out.
type TrialInput struct{ Text, Becomes, Noticed string }

// DecisionField is the form's name for a part of the nth decision, from 0.
func DecisionField(n int, part string) string {
	return "decisions." + strconv.Itoa(n) + "." + part
}

// TargetField is the form's name for a part of the nth target, from 0.
func TargetField(n int, part string) string { return "targets." + strconv.Itoa(n) + "." + part }

// TrialField is the form's name for a part of the nth trial, from 0.
func TrialField(n int, part string) string { return "trials." + strconv.Itoa(n) + "." + part }

// Typed is the content of a review as its form would have sent it.
func Typed(r Review, c casefile.Couple) ContentInput {
	in := ContentInput{Version: versionText(r.Version), Improvements: strings.Join(r.Content.Improvements, "\n"),
		Changes: strings.Join(r.Content.Changes, "\n"), Plan: string(r.Content.Plan), PlanChanges: r.Content.PlanChanges,
		Holds: string(r.Content.Holds), NextOn: string(r.Content.NextOn)}
	for _, d := range r.Content.Decisions {
		owner := OwnerBoth
		for _, p := range c.Partners {
			if p.ID == d.Owner {
				owner = strconv.Itoa(p.Position)
			}
		}
		in.Decisions = append(in.Decisions, DecisionInput{Text: d.Text, Owner: owner, Due: string(d.Due)})
	}
	for _, t := range r.Content.Targets {
		typed := TargetInput{Text: t.Text, Notice: t.Notice, Due: string(t.Due)}
		if t.Confidence != nil {
			typed.Confidence = strconv.Itoa(*t.Confidence)
		}
		in.Targets = append(in.Targets, typed)
	}
	for _, v := range r.Content.Trials {
		in.Trials = append(in.Trials, TrialInput{Text: v.Text, Becomes: string(v.Becomes), Noticed: v.Noticed})
	}
	return in
}

// reader reads a form and gathers what is wrong with it. Days before from are
// refused.
type reader struct {
	problems tandem.Problems
	from     tandem.Date
}

// content reads what was typed. The error is of kind Invalid and names each
// field at fault.
func (in ContentInput) content(c casefile.Couple, from tandem.Date) (Content, error) {
	r := &reader{from: from}
	out := Content{
		Improvements: r.lines(FieldImprovements, in.Improvements),
		Changes:      r.lines(FieldChanges, in.Changes),
		PlanChanges:  r.text(FieldPlanChanges, in.PlanChanges, wordsLimit, true),
		NextOn:       r.day(FieldNextOn, in.NextOn),
	}
	for n, d := range in.Decisions {
		r.decision(n, d, c, &out)
	}
	for n, t := range in.Targets {
		r.target(n, t, &out)
	}
	for n, t := range in.Trials {
		r.trial(n, t, &out)
	}
	if len(in.Decisions) > MaxDecisions {
		r.problems.Add(DecisionField(0, "text"), tandem.Say("Please keep to %d decisions.", MaxDecisions))
	}
	if len(in.Targets) > MaxTargets {
		r.problems.Add(TargetField(0, "text"), tandem.Say("Please keep to %d targets.", MaxTargets))
	}
	if len(in.Trials) > MaxTrials {
		r.problems.Add(TrialField(0, "text"), tandem.Say("Please keep to %d trials.", MaxTrials))
	}
	out.Plan, out.Holds = oneOf(r, FieldPlan, in.Plan, PlanDecisions()), oneOf(r, FieldHolds, in.Holds, HoldsAnswers())
	return out, r.problems.Err()
}

// lines reads one thing a line; empty lines are left out.
func (r *reader) lines(field, typed string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(typed, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if err := exercise.CheckText(line, exercise.ShortLimit, false); err != nil {
			r.problems.AddErr(field, err)
			return nil
		}
		out = append(out, line)
	}
	if len(out) > maxLines {
		r.problems.Add(field, tandem.Say("Please keep to %d lines.", maxLines))
	}
	return out
}

// text reads a text that may be empty.
func (r *reader) text(field, typed string, limit int, many bool) string {
	typed = strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if err := exercise.CheckText(typed, limit, many); err != nil {
		r.problems.AddErr(field, err)
	}
	return typed
}

// needed is text that must not be empty.
func (r *reader) needed(field, typed string, limit int, many bool) string {
	typed = r.text(field, typed, limit, many)
	if typed == "" {
		r.problems.Add(field, tandem.Say("Please fill this in."))
	}
	return typed
}

// longestAhead is how far ahead a day may lie: two years.
const longestAhead = 2 * 366

// day reads a day that may be empty.
func (r *reader) day(field, typed string) tandem.Date {
	if typed == "" {
		return ""
	}
	d, err := tandem.ParseDate(typed)
	switch {
	case err != nil:
		r.problems.AddErr(field, err)
	case d < r.from:
		r.problems.Add(field, tandem.Say("Please choose a day that is not over."))
	case d.DaysSince(r.from) > longestAhead:
		r.problems.Add(field, tandem.Say("Please choose a day within two years."))
	}
	return d
}

func (r *reader) decision(n int, in DecisionInput, c casefile.Couple, out *Content) {
	if strings.TrimSpace(in.Text) == "" && in.Due == "" {
		return
	}
	d := Decision{Text: r.needed(DecisionField(n, "text"), in.Text, exercise.ShortLimit, false),
		Due: r.day(DecisionField(n, "due"), in.Due)}
	owner, ok := ownerOf(in.Owner, c)
	if !ok {
		r.problems.Add(DecisionField(n, "owner"), tandem.Say("Please choose who takes this on."))
	}
	d.Owner = owner
	out.Decisions = append(out.Decisions, d)
}

func (r *reader) target(n int, in TargetInput, out *Content) {
	if strings.TrimSpace(in.Text+in.Notice+in.Confidence) == "" && in.Due == "" {
		return
	}
	t := Target{Text: r.needed(TargetField(n, "text"), in.Text, exercise.ShortLimit, false),
		Notice: r.needed(TargetField(n, "notice"), in.Notice, exercise.ShortLimit, false),
		Due:    r.day(TargetField(n, "due"), in.Due), Confidence: r.confidence(TargetField(n, "confidence"), in.Confidence)}
	if in.Due == "" {
		r.problems.Add(TargetField(n, "due"), tandem.Say("Please choose a day."))
	}
	out.Targets = append(out.Targets, t)
}

// confidence reads a whole number from 0 to MostConfident, which may be left out.
func (r *reader) confidence(field, typed string) *int {
	if typed = strings.TrimSpace(typed); typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > MostConfident {
		r.problems.Add(field, tandem.Say("Please choose a whole number from %d to %d.", 0, MostConfident))
		return nil
	}
	return &n
}

func (r *reader) trial(n int, in TrialInput, out *Content) {
	if in.Becomes == "" && strings.TrimSpace(in.Noticed) == "" {
		return // offered, and nothing was said of it
	}
	v := Verdict{Text: r.needed(TrialField(n, "text"), in.Text, exercise.ShortLimit, false),
		Noticed: r.text(TrialField(n, "noticed"), in.Noticed, exercise.ShortLimit, false)}
	if v.Becomes = oneOf(r, TrialField(n, "becomes"), in.Becomes, AllBecomes()); in.Becomes == "" {
		r.problems.Add(TrialField(n, "becomes"), tandem.Say("Please choose one of these."))
	}
	out.Trials = append(out.Trials, v)
}

// oneOf reads one of the values, or nothing.
func oneOf[T ~string](r *reader, field, typed string, all []T) T {
	if typed != "" && !slices.Contains(all, T(typed)) {
		r.problems.Add(field, tandem.Say("Please choose one of these."))
		return ""
	}
	return T(typed)
}

// ownerOf reads an owner's value. Only partners who are in the couple now can
// take something on.
func ownerOf(value string, c casefile.Couple) (tandem.PartnerID, bool) {
	if value == OwnerBoth || value == "" {
		return "", true
	}
	for _, p := range c.ActivePartners() {
		if strconv.Itoa(p.Position) == value {
			return p.ID, true
		}
	}
	return "", false
}
