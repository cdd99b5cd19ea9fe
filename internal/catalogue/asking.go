package catalogue

import (
	"slices"

	"tandem/internal/exercise"
)

// settleAsking brings what is said of asking and answering into line with the
// questions: which answers there are is said once, by the answer itself.
func settleAsking(d *exercise.Definition) {
	ask := d.Asking()
	if ask == nil {
		return
	}
	chosen(d, exercise.MoveAnswer, &ask.Answer)
	if f, ok := d.Field(ask.Answer); ok {
		var says []exercise.Saying
		for _, o := range f.Choices {
			says = append(says, exercise.Saying{Is: o.Value, Does: effectOf(ask, o.Value)})
		}
		ask.Says = says
	}
	if _, asked := d.StepFor(exercise.MoveSettle); asked {
		chosen(d, exercise.MoveSettle, &ask.Settle)
		lastAnswers(d, ask)
	} else {
		ask.Settle, ask.Last = "", ""
	}
	if ask.Kept != nil {
		chosen(d, exercise.MoveKept, &ask.Kept.Field)
		if f, ok := d.Field(ask.Kept.Field); ok {
			ask.Kept.Says = nil
			for _, o := range f.Choices {
				ask.Kept.Says = append(ask.Kept.Says, o.Value)
			}
			if !slices.Contains(ask.Kept.Says, ask.Kept.Again) {
				ask.Kept.Again = ""
			}
		}
	}
	if _, ok := d.Field(ask.Line.Words); !ok {
		ask.Line.Words = firstWords(d, exercise.MoveRequest, exercise.MoveKeep)
	}
}

func effectOf(ask *exercise.Asking, is string) exercise.Effect {
	for _, s := range ask.Says {
		if s.Is == is {
			return s.Does
		}
	}
	return exercise.EffectNo // until somebody says what follows, nothing does
}

// chosen points to the choice of a step that the flow reads: the first, where it
// points to none.
func chosen(d *exercise.Definition, move exercise.MoveKind, at *exercise.FieldID) {
	step, ok := d.StepFor(move)
	if !ok {
		return
	}
	if _, stands := step.Field(*at); stands {
		return
	}
	for _, f := range step.Fields {
		if f.Type == exercise.Choice {
			*at = f.ID
			return
		}
	}
}

// lastAnswers are what is left to say once suggestions have gone back and forth:
// the answers without those that suggest or ask something else. The words that
// stand there stay.
func lastAnswers(d *exercise.Definition, ask *exercise.Asking) {
	answer, ok := d.Field(ask.Answer)
	settle, stands := d.Field(ask.Settle)
	if !ok || !stands {
		return
	}
	var choices []exercise.Option
	for i, s := range ask.Says {
		if s.Does == exercise.EffectOther || s.Does == exercise.EffectAsk {
			continue
		}
		o := answer.Choices[i]
		if at := slices.IndexFunc(settle.Choices, func(have exercise.Option) bool { return have.Value == o.Value }); at >= 0 {
			o = settle.Choices[at]
		}
		choices = append(choices, o)
	}
	settle.Choices = choices
}

// firstWords is the first text for both in the first of the steps that has one.
func firstWords(d *exercise.Definition, moves ...exercise.MoveKind) exercise.FieldID {
	for _, move := range moves {
		step, ok := d.StepFor(move)
		if !ok {
			continue
		}
		for _, f := range step.Fields {
			if f.Visibility == exercise.Both && (f.Type == exercise.ShortText || f.Type == exercise.LongText) {
				return f.ID
			}
		}
	}
	return ""
}
