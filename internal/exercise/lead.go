package exercise

import "strings"

// leads tells whether an exercise that begins with words of this one can: with a
// short text for both, or with what a look back of both ends in.
func (c *checker) leads(d *Definition) {
	for _, l := range d.Leads {
		words, own := d.Field(l.Words)
		own = own && words.Type == ShortText && words.Visibility == Both
		agreed := false
		if ask := d.Asking(); l.When != nil && ask != nil && ask.Kept != nil && ask.Kept.Both {
			f, ok := d.Field(l.When.Field)
			agreed = ok && f.Type == Choice && f.Visibility == Both && f.offers(l.When.Is)
		}
		if own == agreed || own != (l.Words != "") || !exerciseIDForm.MatchString(string(l.To)) || l.In == "" || strings.TrimSpace(l.Go) == "" {
			c.say("leads", "leads", "needs another exercise with a question of it, words on the button, and a short text for both or an answer of a look back that both agree to")
		}
	}
}

// promise tells whether a joint form that is a promise has its words, its day
// and a step that says how it went.
func (c *checker) promise(d *Definition) {
	for p := &d.Flow; p != nil; p = p.Then {
		if p.Promise == nil {
			continue
		}
		words, ok := d.Field(p.Promise.Words)
		day, dated := d.Field(p.Promise.Due)
		revisit, asked := d.StepFor(MoveRevisit)
		kept, says := revisit.field(p.Promise.Kept)
		if p.Kind != FlowForm || p.Lives || !ok || words.Type != ShortText || words.Visibility != Both || !dated || day.Type != Day || day.Visibility != Both ||
			!asked || !says || kept.Type != Choice || kept.Visibility != Both || !kept.Required {
			c.say("promise", "flow", "a promise is a joint form with its words and its day for both, and a step that says how it went")
		}
	}
}
