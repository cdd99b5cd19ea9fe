package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// id is a well-formed identifier that can be told in a failure.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// world is one practice with a couple, as plain rows, and beside it a second
// practice of the same shape whose ids begin at 100.
type world struct {
	practice, elsewhere                         tandem.PracticeID
	owner, therapist, former, supervisor, desk  tandem.PersonID
	revoked, left                               tandem.PersonID
	ana, ben                                    tandem.PersonID
	anaPartner, benPartner                      tandem.PartnerID
	couple, assignment, document, item          string
	otherCouple, otherAssignment, otherDocument string
	review, otherReview                         string
	otherItem                                   string
	otherTherapist                              tandem.PersonID
}

func person(n int) tandem.PersonID { return tandem.PersonID(id(n)) }

// seed writes the world. Its care team began an hour before start.
func seed(t *testing.T, s *store.Store) world {
	t.Helper()
	inTx(t, s, func(ctx context.Context) {
		for _, off := range []int{0, 100} {
			seedPractice(ctx, t, s, off)
		}
	})
	return world{
		practice: tandem.PracticeID(id(1)), elsewhere: tandem.PracticeID(id(101)),
		owner: person(2), therapist: person(3), former: person(4), supervisor: person(5), desk: person(6),
		revoked: person(7), left: person(8), ana: person(10), ben: person(11),
		anaPartner: tandem.PartnerID(id(21)), benPartner: tandem.PartnerID(id(22)),
		couple: id(20), assignment: id(32), document: id(34), item: id(31), otherItem: id(131),
		otherCouple: id(120), otherAssignment: id(132), otherDocument: id(134), otherTherapist: person(103),
		review: id(35), otherReview: id(135),
	}
}

func seedPractice(ctx context.Context, t *testing.T, s *store.Store, off int) {
	t.Helper()
	p, early, late := id(off+1), start.Add(-time.Hour), start.Add(-time.Minute)
	run := func(sql string, args ...any) { t.Helper(); exec(ctx, t, s, sql, args...) }
	run("INSERT INTO practices VALUES (?, ?, ?, ?)", p, []byte{1}, false, early)
	for n, kind := range map[int]string{2: "staff", 3: "staff", 4: "staff", 5: "staff", 6: "staff", 7: "staff", 8: "client", 10: "client", 11: "client"} {
		run("INSERT INTO people (practice_id, id, kind, profile, created_at) VALUES (?, ?, ?, ?, ?)", p, id(off+n), kind, []byte{1}, early)
	}
	for n, role := range map[int]string{2: "owner", 3: "therapist", 4: "therapist", 5: "supervisor", 6: "frontdesk", 7: "therapist"} {
		run("INSERT INTO staff_roles VALUES (?, ?, ?, ?, NULL)", p, id(off+n), role, early)
	}
	run("INSERT INTO couples (practice_id, id, code, time_zone, state, created_at) VALUES (?, ?, 'K-1', 'Europe/Berlin', 'active', ?)", p, id(off+20), early)
	for i, n := range []int{10, 11, 8} {
		run("INSERT INTO partners VALUES (?, ?, ?, ?, ?, 'Europe/Berlin', ?, ?, NULL)", p, id(off+21+i), id(off+20), id(off+n), i, []byte{1}, early)
	}
	run("UPDATE partners SET left_at = ? WHERE practice_id = ? AND person_id = ?", late, p, id(off+8))
	for i, n := range []int{3, 4, 7} {
		run("INSERT INTO care_team VALUES (?, ?, ?, ?, 'therapist', ?, NULL)", p, id(off+25+i), id(off+20), id(off+n), early)
	}
	run("UPDATE care_team SET to_at = ? WHERE practice_id = ? AND person_id = ?", late, p, id(off+4))
	run("UPDATE people SET revoked_at = ? WHERE practice_id = ? AND id = ?", late, p, id(off+7))
	run("INSERT INTO supervision VALUES (?, ?, ?, ?, NULL)", p, id(off+5), id(off+3), early)
	run("INSERT INTO plans (practice_id, id, couple_id, name, state, starts_on, week_begins, weeks, created_at, created_by, version) VALUES (?, ?, ?, ?, 'active', '2026-11-02', 1, 12, ?, ?, 1)", p, id(off+30), id(off+20), []byte{1}, early, id(off+3))
	run("INSERT INTO plan_items (practice_id, id, plan_id, exercise_id, exercise_version, slot, cadence_kind, per_week, every_weeks, from_week, to_week, position) VALUES (?, ?, ?, 'E02', 1, 'talk', 'weekly', 3, 0, 1, 12, 0)", p, id(off+31), id(off+30))
	run(`INSERT INTO assignments (practice_id, id, couple_id, plan_id, item_id, exercise_id, exercise_version, week, nth, opens_on, due_on, light)
		VALUES (?, ?, ?, ?, ?, 'E02', 1, 1, 1, '2026-11-02', '2026-11-08', ?)`, p, id(off+32), id(off+20), id(off+30), id(off+31), false)
	run("INSERT INTO documents (practice_id, id, couple_id, kind, edition, content_digest, bytes_digest, bytes, issued_by, issued_at) VALUES (?, ?, ?, 'summary', 'joint', 'd1', 'd2', ?, ?, ?)", p, id(off+34), id(off+20), []byte{1}, id(off+3), early)
	run("INSERT INTO reviews VALUES (?, ?, ?, 'mid-plan', 'scheduled', '2026-11-20', ?, ?, ?, ?, NULL, NULL, 1, NULL)", p, id(off+35), id(off+20), id(off+32), []byte{1}, id(off+3), early)
}

// untold is nobody having been asked for a goal on a phone.
type untold struct{}

func (untold) AskGoal(context.Context, casefile.Couple, tandem.PartnerID) error { return nil }

func (untold) GoalsTold(context.Context, tandem.PracticeID, []casefile.Couple) (map[tandem.PartnerID]casefile.GoalTold, error) {
	return nil, nil
}
