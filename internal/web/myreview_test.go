package web

import (
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// Whoever signs for themselves is named once; a name that is another's, or says
// nothing of who it is, is told whose signature it is.
func TestWhoASignatureIs(t *testing.T) {
	rec := review.Record{Couple: casefile.Couple{Partners: []casefile.Partner{{ID: "p1", Name: "Alma"}, {ID: "p2", Name: "José María"}}}}
	for typed, want := range map[string]string{"Alma": "", "alma weber": "", "Dr Alma": "", "Al": "for Alma", "Almanach": "for Alma", "José María": "for Alma"} {
		s := signature(rec, review.Standing{Signature: casefile.Signature{Partner: "p1", Name: typed}}, "UTC")
		if got := s.As.String(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	if s := signature(rec, review.Standing{Signature: casefile.Signature{Partner: "p2", Name: "JOSÉ MARÍA"}}, "UTC"); !s.As.IsZero() {
		t.Errorf("in capitals: %q", s.As)
	}
	if s := signature(rec, review.Standing{Signature: casefile.Signature{Name: "Mara", Person: tandem.PersonID("m")}}, "UTC"); s.As.String() != "therapist" {
		t.Errorf("the care team: %q", s.As)
	}
}
