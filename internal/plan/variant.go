package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Variant is a template fitted to a stage of life (P11): the same practices for
// new love, after a conflict, in a long bond. It swaps exercises inside their
// family, changes how often they come, or adds a note; phases, weeks and reviews
// stay, and load and base rhythm hold for it as for the template.
type Variant struct {
	ID      string          `json:"id"` // such as "new-love"
	Name    string          `json:"name"`
	For     string          `json:"for"` // whom it suits, for the therapist
	Changes []VariantChange `json:"changes"`
}

// VariantChange changes the lines of one exercise: all of them, or the one that
// begins in From.
type VariantChange struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	From     int               `json:"from,omitempty"`
	Swap     tandem.ExerciseID `json:"swap,omitempty"` // one of its family
	Cadence  *exercise.Cadence `json:"cadence,omitempty"`
	Note     string            `json:"note,omitempty"` // with the line, for the couple
}

func (c VariantChange) of(it TemplateItem) bool {
	return it.Exercise == c.Exercise && (c.From == 0 || it.From == c.From)
}

// Variant is the variant of that id.
func (t Template) Variant(id string) (Variant, bool) {
	i := slices.IndexFunc(t.Variants, func(v Variant) bool { return v.ID == id })
	if i < 0 {
		return Variant{}, false
	}
	return t.Variants[i], true
}

// As is the template as the variant has it, without variants of its own.
func (t Template) As(v Variant) Template {
	t.Name, t.For, t.Variants = t.Name+": "+v.Name, v.For, nil
	t.Items = slices.Clone(t.Items)
	for i, it := range t.Items {
		for _, c := range v.Changes {
			if !c.of(it) {
				continue
			}
			if c.Swap != "" {
				t.Items[i].Exercise = c.Swap
			}
			if c.Cadence != nil {
				t.Items[i].Cadence = *c.Cadence
			}
			if c.Note != "" {
				t.Items[i].note = c.Note
			}
		}
	}
	return t
}

var variantForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)

// mostVariants keeps the choice small.
const mostVariants = 8

// variants: each changes something that is there, inside its family, and keeps
// load and base rhythm. Sums are taken only where the lines are sound.
func (c *templateChecker) variants(t Template) {
	if len(t.Variants) > mostVariants {
		c.say("variants", "a template has %d variants or fewer", mostVariants)
	}
	seen := map[string]bool{}
	for i, v := range t.Variants {
		at, before := fmt.Sprintf("variants.%d", i), len(c.mistakes)
		if !variantForm.MatchString(v.ID) || seen[v.ID] {
			c.say(at+".id", "must be of the form new-love, and no other variant's")
		}
		seen[v.ID] = true
		if strings.TrimSpace(v.Name) == "" || strings.TrimSpace(v.For) == "" {
			c.say(at, "needs a name, and whom it suits")
		}
		if len(v.Changes) == 0 {
			c.say(at, "changes nothing")
		}
		for j, change := range v.Changes {
			c.variantChange(fmt.Sprintf("%s.changes.%d", at, j), t, change)
		}
		if len(c.mistakes) > before {
			continue
		}
		fitted := t.As(v)
		for j, it := range fitted.Items {
			c.item(at+".changes", it, fitted.Items[:j], fitted.Weeks)
		}
		if len(c.mistakes) == before {
			c.weeks(fitted, at+".changes", at+".changes")
		}
	}
}

func (c *templateChecker) variantChange(at string, t Template, change VariantChange) {
	if !slices.ContainsFunc(t.Items, change.of) {
		c.say(at+".exercise", "the template has no such line of %s", change.Exercise)
	}
	if change.Swap == "" && change.Cadence == nil && strings.TrimSpace(change.Note) == "" {
		c.say(at, "changes nothing")
	}
	if change.Cadence != nil {
		if err := change.Cadence.Check(); err != nil {
			c.say(at+".cadence", "%v", err)
		}
	}
	if err := exercise.CheckText(change.Note, longestNote, true); err != nil {
		c.say(at+".note", "%v", err)
	}
	if change.Swap == "" {
		return
	}
	old, okOld := latest(c.library, change.Exercise)
	other, okNew := latest(c.library, change.Swap)
	switch {
	case change.Swap == change.Exercise:
		c.say(at+".swap", "swaps %s for itself", change.Swap)
	case !okOld || !okNew:
		c.say(at+".swap", "%s and %s must be in the library to be swapped", change.Exercise, change.Swap)
	case old.Family == "" || old.Family != other.Family:
		c.say(at+".swap", "%s is not of the family of %s", change.Swap, change.Exercise)
	}
}
