package web

import (
	"errors"
	"strconv"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

func mendable(err error) (*tandem.Error, bool) {
	var e *tandem.Error
	if !errors.As(err, &e) {
		return nil, false
	}
	switch e.Kind {
	case tandem.KindInvalid, tandem.KindConflict, tandem.KindThrottled:
		return e, true
	}
	return nil, false
}

func sentence(err error) tandem.Text {
	var e *tandem.Error
	if errors.As(err, &e) && !e.Text.IsZero() {
		return e.Text
	}
	return tandem.Internal(nil).Text
}

// momentText is when something happened, in the zone of who reads it.
func momentText(at time.Time, zone string) tandem.Text {
	if at.IsZero() {
		return tandem.Text{}
	}
	local := at.In(tandem.MustZone(zone))
	return tandem.Say("%s, %s", tandem.DateOf(at, local.Location()).Text(), local.Format("15:04"))
}

// zoneOf is the time zone that times are shown in: a partner's own, for staff
// the couple's.
func zoneOf(c casefile.Couple, partner tandem.PartnerID) string {
	if p, ok := c.Partner(partner); ok {
		return p.TimeZone
	}
	return c.TimeZone
}

// dayOf is the day that a moment falls on in the zone.
func dayOf(at time.Time, zone string) tandem.Text {
	return tandem.DateOf(at, tandem.MustZone(zone)).Text()
}

// one says the sentence for one, or the one for several with its number.
func one(n int, single, several string) tandem.Text {
	if n == 1 {
		return tandem.Text{Source: single}
	}
	return tandem.Text{Source: several, Args: []any{n}}
}

func minutesText(n int) tandem.Text { return tandem.Say("%d min", n) }

// library words are keys of the catalogues as any other sentence.
func words(source string) tandem.Text { return tandem.Text{Source: source} }

func shown(p casefile.Partner) pages.Partner {
	return pages.Partner{Name: p.Name, Position: p.Position}
}

func shownID(c casefile.Couple, id tandem.PartnerID) pages.Partner {
	for _, p := range c.Partners {
		if p.ID == id {
			return shown(p)
		}
	}
	return pages.Partner{}
}

// others names everybody else in the couple, "Rowan" or "Rowan and Noor".
func others(c casefile.Couple, me tandem.PartnerID) tandem.Text {
	var names []tandem.Text
	for _, p := range c.ActivePartners() {
		if p.ID != me {
			names = append(names, tandem.Say("%s", p.Name))
		}
	}
	return listed(names)
}

// listed joins with "and".
func listed(parts []tandem.Text) tandem.Text {
	switch len(parts) {
	case 0:
		return tandem.Text{}
	case 1:
		return parts[0]
	default:
		return tandem.Say("%s and %s", listed(parts[:len(parts)-1]), parts[len(parts)-1])
	}
}

// pressText is on the button of an act that takes a single press and no words;
// zero for any other act.
func pressText(kind exercise.MoveKind) tandem.Text {
	switch kind {
	case exercise.MoveBreakOff:
		return tandem.Say("Stop here, no reason needed")
	case exercise.MoveConfide:
		return tandem.Say("Let only my therapist read it")
	}
	return tandem.Text{}
}

// ruleText is a rule of conversation as a hint.
func ruleText(r exercise.RuleID) tandem.Text {
	switch r {
	case "R1":
		return tandem.Say("Speak of yourself: what you saw, felt and need.")
	case "R2":
		return tandem.Say("Listen to find out. Let them finish.")
	case "R3":
		return tandem.Say("No advice for now. Being heard comes first.")
	case "R4":
		return tandem.Say("Say back what you heard before you answer.")
	case "R5":
		return tandem.Say("Take praise with a plain thanks. There is no need to discuss it.")
	case "R6":
		return tandem.Say("Ask instead of blaming: what, when, why.")
	case "R7":
		return tandem.Say("Understand first. Then it is time for your own view.")
	case "R8":
		return tandem.Say("Talk about what was done, not what somebody is like.")
	case "R9":
		return tandem.Say("Leave out “always”, “never” and mockery.")
	case "R10":
		return tandem.Say("Stay with now and next. The past can wait.")
	case "R11":
		return tandem.Say("Fair for both is better than being right.")
	case "R12":
		return tandem.Say("You may differ. Look for what you share.")
	case "R13":
		return tandem.Say("Small good things count. Enjoy them.")
	}
	return tandem.Text{}
}

// sees says who will see an answer, before it is written; opens is what the flow
// opens it by. Where the homework is one partner's alone, there is nobody to wait
// for or to share with.
func sees(f *exercise.Field, opens exercise.Seal, other tandem.Text, alone bool) tandem.Text {
	therapist := f.Visibility == exercise.AuthorAndTherapist
	sealed := f.Sealed && opens != exercise.SealNone // where the flow keeps none, it is said to be open
	if alone && f.Visibility == exercise.Both {
		therapist, sealed = true, sealed && opens == exercise.SealShare
	}
	switch {
	case alone && sealed && opens == exercise.SealShare:
		return tandem.Say("Only you. Your therapist sees that you did it, not what you wrote.")
	case alone && sealed && (opens == exercise.SealBoth || opens == exercise.SealCare):
		return tandem.Say("You and your therapist. Never %s.", other)
	case f.Gate:
		return tandem.Say("Only your therapist. It is not shown again, not even to you. Ask them if you want to talk about it.")
	case f.Visibility == exercise.AuthorOnly:
		return tandem.Say("Only you. Your therapist sees that you did it, not what you wrote.")
	case therapist && (!sealed || opens == exercise.SealShow || opens == exercise.SealConfide || opens == exercise.SealDraft):
		return tandem.Say("You and your therapist. Never %s.", other)
	case therapist && opens == exercise.SealGive:
		return tandem.Say("You and your therapist, once you have given. Never %s.", other)
	case therapist && opens == exercise.SealShare:
		return tandem.Say("Only you, unless you share. Then your therapist too. Never %s.", other)
	case therapist && opens == exercise.SealReview:
		return tandem.Say("You and your therapist, once your review has begun. Never %s.", other)
	case therapist:
		return tandem.Say("You and your therapist, once you have both answered. Never %s.", other)
	case !sealed:
		return tandem.Say("You, %s and your therapist.", other)
	case opens == exercise.SealGive:
		return tandem.Say("Only you can see this now. Once you give it, %s and your therapist can read it.", other)
	case opens == exercise.SealShow:
		return tandem.Say("You and your therapist. %s can only see it if you both choose to show yours.", other)
	case opens == exercise.SealShare:
		return tandem.Say("Only you. If you choose to share it, %s and your therapist can read it.", other)
	case opens == exercise.SealConfide:
		return tandem.Say("You and your therapist. %s only later, and only if you choose it.", other)
	case opens == exercise.SealDraft:
		return tandem.Say("You and your therapist. %s can read it once you share it.", other)
	case opens == exercise.SealCare:
		return tandem.Say("Only you can see this now. It opens when you have both answered and your therapist picks it up.")
	case opens == exercise.SealReview:
		return tandem.Say("Only you can see this now. It opens when you look back together.")
	default:
		return tandem.Say("Only you can see this now. It opens when you have both answered.")
	}
}

// seenBy says who can see an own entry now: once for all of it, or, where not
// all of it is seen by the same people, beside each answer. What is one partner's
// alone does not exist for the other.
func seenBy(def *exercise.Definition, at string, e homework.Entry, other tandem.Text, alone bool) (tandem.Text, []pages.Answer) {
	var all []pages.Answer
	said := map[exercise.Visibility]bool{}
	for _, f := range e.Fields {
		part := answers(def, at, []homework.Seen{f})
		if len(part) == 0 {
			continue
		}
		now := seenNow(e, f, alone)
		said[now] = true
		part[len(part)-1].Sees = visibleTo(now, other)
		all = append(all, part...)
	}
	if len(said) > 1 {
		return tandem.Text{}, all
	}
	for i := range all {
		all[i].Sees = tandem.Text{}
	}
	for now := range said {
		return visibleTo(now, other), all
	}
	return tandem.Text{}, all
}

// seenNow is who can see an own answer just now; what is sealed is its author's.
func seenNow(e homework.Entry, f homework.Seen, alone bool) exercise.Visibility {
	switch {
	case f.Sealed || !e.Open || f.Visibility.Width() == 0:
		return exercise.AuthorOnly
	case e.Confided, alone && f.Visibility == exercise.Both: // to the therapist alone, whatever the field allows
		return exercise.AuthorAndTherapist
	default:
		return f.Visibility
	}
}

func visibleTo(now exercise.Visibility, other tandem.Text) tandem.Text {
	switch now {
	case exercise.Both:
		return tandem.Say("You, %s and your therapist can see this.", other)
	case exercise.AuthorAndTherapist:
		return tandem.Say("You and your therapist can see this. %s cannot.", other)
	default:
		return tandem.Say("Only you can see this.")
	}
}

// guided is what the care team wrote or noted, or a partner's own note that it
// was done, as one entry. ok is false where there is nothing to say.
func guided(h homework.Homework, e homework.Entry, other tandem.Text) (pages.Entry, bool) {
	entry := pages.Entry{Author: shownID(h.Couple, e.Author)}
	if e.Author == "" {
		entry.Care = careName(h.Couple, e.Staff)
	}
	if e.Kind == exercise.MoveRecord {
		text := tandem.Say("Noted afterwards: done on %s.", e.On.LongText())
		if e.Author == "" {
			text = tandem.Say("Done together in the room on %s.", e.On.LongText())
		}
		entry.Answers = []pages.Answer{{Said: []tandem.Text{text}}}
		return entry, true
	}
	entry.Answers = []pages.Answer{{Words: e.Reply}}
	switch {
	case h.Viewer.Staff:
		entry.Visibility = tandem.Say("%s and the care team can read this.", namesOf(h.Couple, e.For))
	case len(e.For) > 1:
		entry.Visibility = tandem.Say("You, %s and your therapist can see this.", other)
	default:
		entry.Visibility = tandem.Say("You and your therapist can see this. %s cannot.", other)
	}
	return entry, e.Reply != ""
}

func namesOf(c casefile.Couple, ids []tandem.PartnerID) tandem.Text {
	var names []tandem.Text
	for _, id := range ids {
		names = append(names, tandem.Say("%s", shownID(c, id).Name))
	}
	return listed(names)
}

// careName is the name of somebody who is or was on the care team.
func careName(c casefile.Couple, who tandem.PersonID) string {
	for _, m := range c.Team {
		if m.Person == who {
			return m.Name
		}
	}
	return ""
}

// answers are the fields of an entry as a page prints them; at is where its
// pictures are.
func answers(def *exercise.Definition, at string, fields []homework.Seen) []pages.Answer {
	var out []pages.Answer
	for _, s := range fields {
		f, ok := def.Field(s.Field)
		if !ok {
			continue
		}
		if f.Type != exercise.List {
			out = append(out, answer(f, at, s.Value))
			continue
		}
		for _, item := range s.Value.Items {
			out = append(out, itemAnswers(f, at, item)...)
		}
	}
	return out
}

func itemAnswers(f *exercise.Field, at string, item map[exercise.FieldID]exercise.Value) []pages.Answer {
	var out []pages.Answer
	for i := range f.Item {
		if v, given := item[f.Item[i].ID]; given {
			out = append(out, answer(&f.Item[i], at, v))
		}
	}
	return out
}

func answer(f *exercise.Field, at string, v exercise.Value) pages.Answer {
	a := pages.Answer{Label: words(f.Label)}
	switch f.Type {
	case exercise.Scale:
		switch {
		case v.Number == nil:
		case f.Low == "" || f.High == "":
			a.Said = []tandem.Text{tandem.Say("%d, from %d to %d", *v.Number, f.Min, f.Max)}
		default:
			a.Said = []tandem.Text{tandem.Say("%d, from %d (%s) to %d (%s)", *v.Number, f.Min, words(f.Low), f.Max, words(f.High))}
		}
	case exercise.Choice:
		a.Said = []tandem.Text{optionText(f, v.Text)}
	case exercise.Multi, exercise.Feelings:
		for _, s := range v.Several {
			a.Said = append(a.Said, optionText(f, s))
		}
	case exercise.Bool:
		a.Said = []tandem.Text{tandem.Say("no")}
		if v.Yes != nil && *v.Yes {
			a.Said = []tandem.Text{tandem.Say("yes")}
		}
	case exercise.Counter:
		if v.Number != nil { // it may be a year, so without a mark for thousands
			a.Said = []tandem.Text{tandem.Say("%s", strconv.Itoa(*v.Number))}
		}
	case exercise.TimeOfDay:
		a.Said = []tandem.Text{tandem.Say("%s", v.Text)}
	case exercise.Day:
		a.Said = []tandem.Text{tandem.Date(v.Text).LongText()}
	case exercise.Link:
		for _, p := range v.Pointed() {
			a.Said = append(a.Said, p.Text)
		}
	case exercise.Photo:
		if v.Picture != nil { // it speaks for itself
			a.Label, a.Photo = tandem.Text{}, shownPhoto(at, *v.Picture, v.Text)
		}
	default:
		a.Words = v.Text
	}
	return a
}

func optionText(f *exercise.Field, value string) tandem.Text {
	for _, o := range f.Choices {
		if o.Value == value {
			return words(o.Label)
		}
	}
	if f.Type == exercise.Feelings { // a word of their own
		return tandem.Say("%s", value)
	}
	return tandem.Text{}
}
