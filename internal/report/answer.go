package report

import (
	"context"
	"strconv"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// answerText is one answer that View has shown, in the language of ctx.
func answerText(ctx context.Context, f *exercise.Field, v exercise.Value) string {
	switch f.Type {
	case exercise.Scale:
		if v.Number != nil {
			return tandem.T(ctx, "%d of %d", *v.Number, f.Max)
		}
	case exercise.Counter:
		if v.Number != nil {
			return strconv.Itoa(*v.Number)
		}
	case exercise.Bool:
		if v.Yes != nil && *v.Yes {
			return tandem.T(ctx, "Yes")
		} else if v.Yes != nil {
			return tandem.T(ctx, "No")
		}
	case exercise.Choice:
		return choiceText(ctx, f, v.Text)
	case exercise.Multi, exercise.Feelings:
		var several []string
		for _, one := range v.Several {
			several = append(several, choiceText(ctx, f, one))
		}
		return strings.Join(several, ", ")
	case exercise.Day:
		return tandem.Date(v.Text).Text().In(ctx)
	case exercise.Photo: // named, not printed
		if v.Picture != nil {
			return tandem.T(ctx, "A picture: %s", v.Text)
		}
	case exercise.List:
		return listText(ctx, f, v)
	case exercise.Link:
		var pointed []string
		for _, p := range v.Pointed() {
			pointed = append(pointed, p.Text.In(ctx))
		}
		return strings.Join(pointed, ", ")
	}
	return v.Text
}

func choiceText(ctx context.Context, f *exercise.Field, value string) string {
	for _, o := range f.Choices {
		if o.Value == value {
			return tandem.Text{Source: o.Label}.In(ctx)
		}
	}
	return value
}

// listText is the first answer of each group: what the person named.
func listText(ctx context.Context, f *exercise.Field, v exercise.Value) string {
	var all []string
	for _, item := range v.Items {
		for i := range f.Item {
			if text := answerText(ctx, &f.Item[i], item[f.Item[i].ID]); text != "" {
				all = append(all, text)
				break
			}
		}
	}
	return strings.Join(all, " · ")
}

// toldAndFelt is what an entry says in words, and its ratings, each with the
// label of its field. alone tells that some of the words are not open to the
// other partner.
func toldAndFelt(ctx context.Context, s homework.Shown) (told, felt string, alone bool) {
	var words, ratings []string
	alone = s.Confided
	for _, seen := range s.Fields {
		f, ok := s.Definition.Field(seen.Field)
		if !ok {
			continue
		}
		text := answerText(ctx, f, seen.Value)
		label := tandem.Text{Source: f.Label}.In(ctx)
		switch {
		case text == "":
		case f.Type == exercise.Scale:
			ratings = append(ratings, label+" "+text)
		default:
			if f.Type == exercise.Bool {
				text = label + " " + text
			}
			words, alone = append(words, shorten(text)), alone || seen.Visibility != exercise.Both
		}
	}
	return strings.Join(words, " · "), strings.Join(ratings, " · "), alone
}

// longestQuote keeps a brief brief; the whole stands on the homework's page.
const longestQuote = 140

// shorten cuts a long answer at a word.
func shorten(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= longestQuote {
		return string(runes)
	}
	cut := string(runes[:longestQuote])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}
