package store_test

import (
	"context"
	"fmt"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// attendance: a day holds one session, which a later word replaces or takes
// off; a partner of another couple was never there; the ladder keeps its order.
func attendance(t *testing.T, g *ground) {
	c := g.clinic(t)
	write := func(work func(ctx context.Context) error) {
		t.Helper()
		must(t, g.Store, work)
	}
	record := func(one casefile.Session) {
		t.Helper()
		write(func(ctx context.Context) error {
			return g.RecordSession(ctx, c.practice, c.couple.ID, one, c.therapist, start)
		})
	}
	record(casefile.Session{On: "2026-02-20", Outcome: casefile.SessionHeld, There: []tandem.PartnerID{c.anaPartner, c.benPartner}})
	record(casefile.Session{On: "2026-02-27", Outcome: casefile.SessionHeld, There: []tandem.PartnerID{c.anaPartner}})
	record(casefile.Session{On: "2026-02-27", Outcome: casefile.SessionCalledOff})
	record(casefile.Session{On: "2026-02-13", Outcome: casefile.SessionNotHeld})
	record(casefile.Session{On: "2026-02-06", Outcome: casefile.SessionHeld, There: []tandem.PartnerID{c.benPartner}})
	write(func(ctx context.Context) error { return g.DropSession(ctx, c.practice, c.couple.ID, "2026-02-06") })
	for _, h := range []casefile.Help{{Step: casefile.HelpGroup, State: casefile.HelpBegun, Since: "2026-02-01"}, {Step: casefile.HelpSingle, State: casefile.HelpSuggested, Since: "2026-02-02"},
		{Step: casefile.HelpGroup, State: casefile.HelpIsRegular, Since: "2026-02-03"}, {Step: casefile.HelpOther, State: casefile.HelpNotNow, Since: "2026-02-04"}, {Step: casefile.HelpOther}} {
		write(func(ctx context.Context) error {
			return g.SetHelp(ctx, c.practice, c.couple.ID, h, c.therapist, start)
		})
	}
	have, err := g.Attendance(context.Background(), c.practice, c.couple.ID)
	want := fmt.Sprint(casefile.Attendance{Sessions: []casefile.Session{{On: "2026-02-27", Outcome: casefile.SessionCalledOff},
		{On: "2026-02-20", Outcome: casefile.SessionHeld, There: []tandem.PartnerID{c.anaPartner, c.benPartner}}, {On: "2026-02-13", Outcome: casefile.SessionNotHeld}},
		Help: []casefile.Help{{Step: casefile.HelpSingle, State: casefile.HelpSuggested, Since: "2026-02-02"}, {Step: casefile.HelpGroup, State: casefile.HelpIsRegular, Since: "2026-02-03"}}})
	if err != nil || fmt.Sprint(have) != want {
		t.Errorf("attendance\n%v\nwant\n%v (%v)", have, want, err)
	}
	last, err := g.LastSessions(context.Background(), c.practice, []tandem.CoupleID{c.couple.ID})
	if err != nil || last[c.couple.ID] != "2026-02-20" {
		t.Errorf("the last session held: %v, %v", last, err)
	}
	err = g.InTx(context.Background(), func(ctx context.Context) error {
		return g.RecordSession(ctx, c.practice, c.couple.ID, casefile.Session{On: "2026-02-20", Outcome: casefile.SessionHeld, There: []tandem.PartnerID{"00000000-0000-4000-8000-000000000000"}}, c.therapist, start)
	})
	if tandem.KindOf(err) != tandem.KindNotFound {
		t.Errorf("somebody else was there: %v", err)
	}
	write(func(ctx context.Context) error {
		return g.SetCourse(ctx, c.practice, c.couple.ID, casefile.CourseSingle)
	})
	if couple, err := g.Couple(context.Background(), c.practice, c.couple.ID); err != nil || couple.Course != casefile.CourseSingle {
		t.Errorf("the course: %q, %v", couple.Course, err)
	}
}
