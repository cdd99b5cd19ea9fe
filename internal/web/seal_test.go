package web

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// played is a round as it was played so far.
type played struct {
	def   *exercise.Definition
	moves []exercise.Move
	now   time.Time
}

var playedBy = []tandem.PartnerID{"one", "two"}

// after tells whether somebody did one of these once the nth move was made.
func (p *played) after(n int, by tandem.PartnerID, kinds ...exercise.MoveKind) bool {
	return slices.ContainsFunc(p.moves[n:], func(m exercise.Move) bool { return m.Author == by && slices.Contains(kinds, m.Kind) })
}

func (p *played) released(n int) bool { return p.after(n, "", exercise.MoveRelease) }

// all tells whether everybody has made a move of the kind.
func (p *played) all(kind exercise.MoveKind) bool {
	return !slices.ContainsFunc(playedBy, func(who tandem.PartnerID) bool { return !p.after(0, who, kind) })
}

// kept tells of each line beside a field what it promises: whether the other,
// and the therapist, may read the answer of the nth move by now.
func (p *played) kept(line string, n int) (other, therapist, known bool) {
	m := p.moves[n]
	gave := p.after(n, m.Author, exercise.MoveGive)
	shared := p.after(n, m.Author, exercise.MoveShare, exercise.MoveGive)
	in, released := p.all(m.Kind), p.released(n)
	confided := p.after(n, m.Author, exercise.MoveConfide, exercise.MoveAlone)
	switch line {
	case "Only your therapist. It is not shown again, not even to you. Ask them if you want to talk about it.",
		"Only you. Your therapist sees that you did it, not what you wrote.":
		return false, false, true
	case "You and your therapist. Never %s.":
		return false, true, true
	case "You and your therapist, once you have given. Never %s.":
		return false, gave, true
	case "Only you, unless you share. Then your therapist too. Never %s.":
		return false, shared, true
	case "You and your therapist, once your review has begun. Never %s.":
		return false, released, true
	case "You and your therapist, once you have both answered. Never %s.":
		return false, in || confided, true
	case "You, %s and your therapist.":
		return true, true, true
	case "Only you can see this now. Once you give it, %s and your therapist can read it.":
		return gave, gave, true
	case "You and your therapist. %s can only see it if you both choose to show yours.":
		return p.all(exercise.MoveShow), true, true
	case "Only you. If you choose to share it, %s and your therapist can read it.":
		return shared, shared, true
	case "You and your therapist. %s only later, and only if you choose it.":
		return released && p.after(0, m.Author, exercise.MoveReady), true, true
	case "You and your therapist. %s can read it once you share it.":
		return shared, true, true
	case "Only you can see this now. It opens when you have both answered and your therapist picks it up.":
		return in && released, in && released || confided, true
	case "Only you can see this now. It opens when you look back together.":
		return released, released, true
	case "Only you can see this now. It opens when you have both answered.":
		return in, in || confided, true
	}
	return false, false, false
}

// step makes a move that somebody may make now; false when nobody can.
func (p *played) step(r *rand.Rand) bool {
	who := playedBy[r.IntN(2)]
	staff := r.IntN(6) == 0
	viewer := homework.Viewer{Partner: who}
	if staff {
		viewer, who = homework.Viewer{Staff: true}, ""
	}
	acts := slices.DeleteFunc(homework.View(p.def, playedBy, p.moves, viewer).Acts, func(a exercise.Act) bool {
		_, has := p.def.Step(a.Step)
		return !has && a.Kind != exercise.MoveConfide && a.Kind != exercise.MoveHold && a.Kind != exercise.MoveRelease
	})
	if staff && p.def.Flow.Kind == exercise.FlowPreparation {
		acts = append(acts, exercise.Act{Kind: exercise.MoveRelease})
	}
	if len(acts) == 0 {
		return false
	}
	a := acts[0]
	if r.IntN(2) == 0 {
		a = acts[r.IntN(len(acts))]
	}
	p.now = p.now.Add(time.Hour)
	if a.After.After(p.now) {
		p.now = a.After
	}
	m := exercise.Move{ID: tandem.MoveID(fmt.Sprint("m", len(p.moves))), Seq: len(p.moves) + 1, Author: who, Kind: a.Kind, Step: a.Step, Target: a.Target, At: p.now, Answers: exercise.Answers{}}
	if staff {
		m.Staff = "staff"
	}
	if st, ok := p.def.Step(a.Step); ok {
		for i := range st.Fields {
			m.Answers[st.Fields[i].ID] = typedAs(r, p.now, &st.Fields[i])
		}
	}
	p.moves = append(p.moves, m)
	return true
}

func typedAs(r *rand.Rand, now time.Time, f *exercise.Field) exercise.Value {
	v := exercise.Value{Text: "words"}
	switch f.Type {
	case exercise.Choice:
		v.Text = f.Choices[r.IntN(len(f.Choices))].Value
	case exercise.Scale, exercise.Counter:
		n := f.Min
		v = exercise.Value{Number: &n}
	case exercise.Bool:
		yes := r.IntN(2) == 0
		v = exercise.Value{Yes: &yes}
	case exercise.Day:
		v.Text = string(tandem.DateOf(now, time.UTC).AddDays(7))
	case exercise.Multi, exercise.Feelings:
		v = exercise.Value{Several: []string{f.Choices[0].Value}}
	}
	return v
}

// broken compares what stands beside each field with what View opens, and gives
// the first promise that is not kept. What both promises opened is noted.
func (p *played) broken(opened map[string]bool) string {
	for _, viewer := range []homework.Viewer{{Staff: true}, {Partner: "one"}, {Partner: "two"}} {
		for _, e := range homework.View(p.def, playedBy, p.moves, viewer).Entries {
			n := slices.IndexFunc(p.moves, func(m exercise.Move) bool { return m.ID == e.Move })
			st, ok := p.def.Step(e.Step)
			if e.Own || !ok {
				continue
			}
			for _, seen := range e.Fields {
				f, _ := st.Field(seen.Field)
				line := sees(f, p.def.Seal(st.Move), tandem.Say("the other"), false).Source
				other, therapist, known := p.kept(line, n)
				if may := viewer.Staff && therapist || !viewer.Staff && other; !known || !may {
					return fmt.Sprintf("%s, step %s, field %s: beside it stands %q, and after %d moves it is open to %+v", p.def.ID, st.ID, f.ID, line, len(p.moves), viewer)
				}
				if !viewer.Staff {
					opened[line] = true
				}
			}
		}
	}
	return ""
}

// everyWay is every exercise and start, each also with all of it sealed that its
// flow can seal, and what is only set up in own exercises.
func everyWay(t *testing.T) []*exercise.Definition {
	t.Helper()
	var all []*exercise.Definition
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	starts, err := exercise.Load(library.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range slices.Concat(lib.All(), starts.All()) {
		all = append(all, d)
		for _, change := range []func(*exercise.Parameters){func(*exercise.Parameters) {}, func(l *exercise.Parameters) { l.Waits = l.Kind == exercise.FlowSealed },
			func(l *exercise.Parameters) { l.Alone = l.Kind == exercise.FlowGive && !l.Alone }} {
			c := d.Clone()
			for l := &c.Flow; l != nil; l = l.Then {
				change(l)
			}
			for i := range c.Steps {
				for j := range c.Steps[i].Fields {
					f := &c.Steps[i].Fields[j]
					if _, bound := c.Binding(f.ID); !bound {
						f.Sealed = f.Sealed || c.Seal(c.Steps[i].Move) != exercise.SealNone
					}
				}
			}
			all = append(all, c)
		}
	}
	return all
}

// TestALineKeepsWhatItPromises plays rounds of every exercise, and of every flow
// as it can be set up, and compares at each step.
func TestALineKeepsWhatItPromises(t *testing.T) {
	opened := map[string]bool{}
	for n, def := range everyWay(t) {
		for seed := range uint64(2) {
			r := rand.New(rand.NewPCG(seed, uint64(n)))
			p := &played{def: def, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
			for range 40 {
				if !p.step(r) {
					continue
				}
				if wrong := p.broken(opened); wrong != "" {
					t.Fatal(wrong)
				}
			}
		}
	}
	for _, seal := range []exercise.Seal{exercise.SealBoth, exercise.SealGive, exercise.SealShow, exercise.SealShare, exercise.SealReview, exercise.SealCare, exercise.SealConfide, exercise.SealDraft} {
		if line := sees(&exercise.Field{Visibility: exercise.Both, Sealed: true}, seal, tandem.Text{}, false).Source; !opened[line] {
			t.Errorf("nothing that was to open by %q was ever opened: %q", seal, line)
		}
	}
}

// TestNoSealButTheFlows: what a file says of a seal reaches no line; where the
// flow keeps none, the line does not speak of one.
func TestNoSealButTheFlows(t *testing.T) {
	starts, err := exercise.Load(library.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	other := tandem.Say("Noor")
	for _, d := range starts.All() {
		own := d.Clone()
		own.Own = true
		for i := range own.Steps {
			st := &own.Steps[i]
			st.Opens, st.Sees = exercise.SealShare, "Nobody but you. Not even %s."
			if own.Seal(st.Move) != d.Seal(st.Move) {
				t.Errorf("%s, step %s: a file chooses the seal", d.ID, st.ID)
			}
			if own.Told(st, other).Source == st.Sees {
				t.Errorf("%s, step %s: words of a practice stand beside the lock", d.ID, st.ID)
			}
			if len(st.Fields) == 0 && own.Told(st, other).IsZero() {
				t.Errorf("%s, step %s: nobody says who sees it", d.ID, st.ID)
			}
		}
	}
	f := &exercise.Field{Visibility: exercise.Both, Sealed: true}
	if got := sees(f, exercise.SealNone, other, false).Source; got != "You, %s and your therapist." {
		t.Errorf("without a seal it says %q", got)
	}
}

// Homework that is one partner's alone waits for nobody and is shared with
// nobody, whatever its fields are for where both have it.
func TestWhatIsForOneAloneWaitsForNobody(t *testing.T) {
	other := tandem.Say("%s", "Noor")
	const author, therapist = "Only you. Your therapist sees that you did it, not what you wrote.", "You and your therapist. Never %s."
	for name, c := range map[string]struct {
		field exercise.Field
		opens exercise.Seal
		want  string
	}{
		"sealed until all have answered": {exercise.Field{Visibility: exercise.Both, Sealed: true}, exercise.SealBoth, therapist},
		"sealed, for the therapist":      {exercise.Field{Visibility: exercise.AuthorAndTherapist, Sealed: true}, exercise.SealBoth, therapist},
		"sealed until it is shared":      {exercise.Field{Visibility: exercise.Both, Sealed: true}, exercise.SealShare, author},
		"confided":                       {exercise.Field{Visibility: exercise.Both, Sealed: true}, exercise.SealConfide, therapist},
		"open":                           {exercise.Field{Visibility: exercise.Both}, exercise.SealNone, therapist},
		"the author's":                   {exercise.Field{Visibility: exercise.AuthorOnly}, exercise.SealNone, author},
	} {
		if got := sees(&c.field, c.opens, other, true).Source; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The first of one is no first: a list with a single group needs no number.
func TestOneGroupNeedsNoNumber(t *testing.T) {
	f := &exercise.Field{ID: "better", Type: exercise.List, ItemTitle: "Something that got better", AtMost: 3, Item: []exercise.Field{{ID: "what", Type: exercise.ShortText}}}
	if got := group(f, 0, asking{}).Title.String(); got != "Something that got better" {
		t.Errorf("alone it says %q", got)
	}
	if got := group(f, 0, asking{typed: exercise.Form{"better.0.what": {"Sleep"}}, more: true}).Title.String(); got != "Something that got better 1" {
		t.Errorf("of two the first says %q", got)
	}
}
