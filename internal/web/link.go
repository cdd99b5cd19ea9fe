package web

import (
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// linkQuestion offers what a link can point to, as the reader sees it.
func linkQuestion(q *pages.Field, f *exercise.Field, things homework.Things) {
	q.Type = pages.FieldChoice
	if f.AtMost > 1 {
		q.Type = pages.FieldMulti
	}
	for _, t := range things.For(f) {
		q.Choices = append(q.Choices, pages.Choice{Value: string(t.Ref), Label: t.Text()})
	}
	if len(q.Choices) == 0 && !f.OffersOwn {
		q.Help = tandem.Say("There is nothing to choose from yet. You can leave this out.")
		q.Visibility = tandem.Text{}
	}
	if f.OffersOwn {
		q.Choices = append(q.Choices, pages.Choice{Value: exercise.OwnChoice, Label: tandem.Say("Something else")})
	}
}
