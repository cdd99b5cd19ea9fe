package report

import (
	"context"
	"testing"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestTheAgendaIsFitToBeSpoken keeps what one partner may not know of the other
// from standing among the points for both.
func TestTheAgendaIsFitToBeSpoken(t *testing.T) {
	b := briefing{ctx: context.Background(), work: homework.CouplePage{Signals: []homework.Signal{
		{Text: tandem.Say("the review is due"), Word: true},
		{Text: tandem.Say("Noor has been quiet"), Word: true, Alone: true},
		{Text: tandem.Say("Noor has not joined yet"), Alone: true},
	}}}
	facts, ok := b.agenda().Blocks[0].(Facts)
	if !ok || len(facts.Items) != 4 {
		t.Fatalf("not an agenda of four points: %+v", b.agenda())
	}
	for i, want := range []string{"Take up what stands out: the review is due.", "Only with one of them alone: Noor has been quiet."} {
		if got := facts.Items[i+1].Value; got != want {
			t.Errorf("point %d is %q, not %q", i+2, got, want)
		}
	}
}
