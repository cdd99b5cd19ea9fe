package web

import (
	"fmt"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

func (r *workReader) step(d *exercise.Definition, n int, fresh *freshIDs, shelves map[exercise.FieldID]exercise.ShelfID) {
	s := &d.Steps[n]
	at := fmt.Sprintf("steps.%d.", n)
	s.Title, s.Text, s.Submit = r.text(at+"title"), r.text(at+"text"), r.text(at+"submit")
	s.Go, s.Later = r.text(at+"go"), r.text(at+"later")
	s.Opens = exercise.SealNone // it follows from the flow
	s.Rules = ids(r, at+"rules", s.Rules)
	s.Timer = r.timer(at)
	s.Fields = r.fields(d, at+"fields.", s.Fields, fresh, false)
	for i := range s.Fields {
		if id := s.Fields[i].ID; r.places[id] != "" {
			shelves[id] = exercise.ShelfID(r.text(r.places[id] + "shelf"))
		}
	}
	if r.form.Get("go") == fmt.Sprintf("step-%d", n) {
		r.ask(d, s, exercise.FieldType(r.text(at+"add")), fresh)
	}
}

// longestTimer and shortestTimer bound what can be chosen where nothing is said.
const (
	shortestTimer = 60
	longestTimer  = 1200
)

// timer is a step's timer; nil where no time was typed.
func (r *workReader) timer(at string) *exercise.Timer {
	t := exercise.Timer{Seconds: r.minutes(at + "timer"), Min: r.minutes(at + "timer_min"), Max: r.minutes(at + "timer_max"), MinutesOf: exercise.FieldID(r.text(at + "timer_of"))}
	if t.Seconds == 0 {
		return nil
	}
	if t.Min == 0 {
		t.Min = min(shortestTimer, t.Seconds)
	}
	if t.Max == 0 {
		t.Max = max(longestTimer, t.Seconds)
	}
	return &t
}

// ask adds a question to a step. A safety question is the last, and what comes
// after it waits.
func (r *workReader) ask(d *exercise.Definition, s *exercise.Step, kind exercise.FieldType, fresh *freshIDs) {
	if kind != safetyKind {
		f := blank(kind, fresh)
		f.Sealed = d.Seal(s.Move) != exercise.SealNone && s.Move != exercise.MoveLog
		if last := len(s.Fields) - 1; last >= 0 && s.Fields[last].Gate {
			s.Fields = slices.Insert(s.Fields, last, f)
			return
		}
		s.Fields = append(s.Fields, f)
		return
	}
	flow, may := d.MayAsk(s.Move)
	if _, _, asks := d.Gate(); asks || !may {
		return
	}
	s.Fields = append(s.Fields, exercise.SafetyQuestion(fresh.next()))
	for l := &d.Flow; l != nil; l = l.Then {
		if l.Kind == flow {
			l.Waits = true
		}
	}
}

// fields are the questions as typed: changed, moved by one, added to or taken
// out.
func (r *workReader) fields(d *exercise.Definition, at string, before []exercise.Field, fresh *freshIDs, inList bool) []exercise.Field {
	var out []exercise.Field
	move, place := 0, -1
	for i := range before {
		pre := fmt.Sprintf("%s%d.", at, i)
		by, bound := exercise.Binding{}, false
		if !inList {
			by, bound = d.Binding(before[i].ID)
		}
		if r.ticked(pre+"remove") && (!bound || before[i].Gate) {
			continue
		}
		switch r.form.Get("go") {
		case "up-" + pre:
			move, place = -1, len(out)
		case "down-" + pre:
			move, place = 1, len(out)
		}
		f := r.field(d, pre, before[i], fresh, inList, bound)
		if bound {
			by.Bind(&f)
		}
		if !inList {
			r.places[f.ID] = pre
		}
		out = append(out, f)
	}
	if to := place + move; place >= 0 && to >= 0 && to < len(out) {
		out[place], out[to] = out[to], out[place]
	}
	return out
}

func (r *workReader) field(d *exercise.Definition, pre string, f exercise.Field, fresh *freshIDs, inList, bound bool) exercise.Field {
	f.Label, f.Help = r.text(pre+"label"), r.text(pre+"help")
	f.Names = r.ticked(pre + "names")
	if !bound {
		f.Required, f.When = r.ticked(pre+"required"), readWhen(r.text(pre+"when"))
		f.Optional = r.ticked(pre+"optional") && f.When != nil
		if _, sent := r.form[pre+"visibility"]; sent && !inList {
			f.Visibility, f.Sealed = exercise.Visibility(r.text(pre+"visibility")), r.ticked(pre+"sealed")
		}
		if !inList {
			f.Private, f.Recalls = r.ticked(pre+"private"), r.ticked(pre+"recalls")
		}
	}
	if !inList {
		f.Parks = r.ticked(pre + "parks")
	}
	switch f.Type {
	case exercise.ShortText:
		f.GivenName = r.ticked(pre + "given_name")
	case exercise.Scale:
		f.Low, f.High = r.text(pre+"low"), r.text(pre+"high")
		f.Min, f.Max = r.number(pre+"min"), r.number(pre+"max")
	case exercise.Counter:
		f.Min, f.Max = r.number(pre+"min"), r.number(pre+"max")
	case exercise.Choice, exercise.Multi, exercise.Feelings:
		f.Choices = r.choices(d, pre, f, bound)
	case exercise.Link:
		f.To, f.OffersOwn, f.AtMost = ids(r, pre+"to", f.To), r.ticked(pre+"own"), r.number(pre+"at_most")
	case exercise.List:
		r.list(d, pre, &f, fresh)
	}
	return f
}

// list is how many groups there are and what stands in each.
func (r *workReader) list(d *exercise.Definition, pre string, f *exercise.Field, fresh *freshIDs) {
	f.ItemTitle = r.text(pre + "item_title")
	least, most := r.number(pre+"at_least"), r.number(pre+"at_most")
	if asBefore := f.Exactly == 0 && f.AtLeast == least && f.AtMost == most; !asBefore {
		f.Exactly, f.AtLeast, f.AtMost = 0, least, most
		if least == most {
			f.Exactly, f.AtLeast, f.AtMost = most, 0, 0
		}
	}
	f.Item = r.fields(d, pre+"item.", f.Item, fresh, true)
	if r.form.Get("go") == "item-"+pre {
		added := blank(exercise.FieldType(r.text(pre+"add")), fresh)
		added.Visibility = ""
		f.Item = append(f.Item, added)
	}
}

// choices are the answers. Of a bound question only their words are sent; and
// what follows from an answer stands beside it.
func (r *workReader) choices(d *exercise.Definition, pre string, f exercise.Field, bound bool) []exercise.Option {
	before := slices.Clone(f.Choices)
	by, _ := d.Binding(f.ID)
	out := before
	if bound && by.Values != nil {
		for i := range out {
			if label := r.text(fmt.Sprintf("%schoice.%d", pre, i)); label != "" {
				out[i].Label = label
			} else {
				r.problems.Add(fmt.Sprintf("%schoice.%d", pre, i), tandem.Say("This answer needs words."))
			}
		}
		return out
	}
	out = options(before, r.lines(pre+"choices"))
	if ask := d.Asking(); ask != nil && ask.Answer == f.ID {
		for i := range ask.Says {
			name := fmt.Sprintf("%sdoes.%d", pre, i)
			if _, sent := r.form[name]; sent {
				ask.Says[i].Does = exercise.Effect(r.text(name))
			}
		}
	}
	return out
}

// options are the answers, one a line. One whose words stay, or that stands
// where it stood, keeps the value that the flow and earlier answers know.
func options(before []exercise.Option, lines []string) []exercise.Option {
	var out []exercise.Option
	used := map[string]bool{}
	value := func(i int, label string) string {
		if at := slices.IndexFunc(before, func(o exercise.Option) bool { return o.Label == label && !used[o.Value] }); at >= 0 {
			return before[at].Value
		}
		if i < len(before) && !slices.Contains(lines, before[i].Label) && !used[before[i].Value] {
			return before[i].Value
		}
		for n := 1; ; n++ {
			v := fmt.Sprintf("a%d", n)
			if !used[v] && !slices.ContainsFunc(before, func(o exercise.Option) bool { return o.Value == v }) {
				return v
			}
		}
	}
	for i, label := range lines {
		v := value(i, label)
		used[v] = true
		out = append(out, exercise.Option{Value: v, Label: label})
	}
	return out
}

// freshIDs names new questions so that no two have the same id.
type freshIDs struct{ taken []exercise.FieldID }

func (ids *freshIDs) take(fields []exercise.Field) {
	for i := range fields {
		ids.taken = append(ids.taken, fields[i].ID)
		ids.take(fields[i].Item)
	}
}

func (ids *freshIDs) next() exercise.FieldID {
	for n := 1; ; n++ {
		if id := exercise.FieldID(fmt.Sprintf("q%d", n)); !slices.Contains(ids.taken, id) {
			ids.taken = append(ids.taken, id)
			return id
		}
	}
}

// blank is a new question of the kind. Until somebody says otherwise, only its
// author can read the answer.
func blank(kind exercise.FieldType, ids *freshIDs) exercise.Field {
	f := exercise.Field{ID: ids.next(), Type: kind, Visibility: exercise.AuthorOnly}
	switch kind {
	case exercise.Scale:
		f.Max = 4
	case exercise.Counter:
		f.Max = 100
	case exercise.Feelings:
		f.Choices = exercise.FeelingWords()
	case exercise.Link:
		f.To = []exercise.LinkTo{exercise.LinkExercises}
	case exercise.List:
		f.AtLeast, f.AtMost = 1, 3
		f.Item = []exercise.Field{{ID: ids.next(), Type: exercise.ShortText, Required: true}}
	}
	return f
}
