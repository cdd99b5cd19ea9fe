package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tandem/internal/store"
	"tandem/internal/tandem"
)

func audit(t *testing.T, s *store.Store) {
	w := seed(t, s)
	e := tandem.Entry{ID: id(900), Practice: w.practice, At: start, Actor: w.therapist, Event: tandem.EventCaseloadRead,
		UseCase: tandem.UseSeeCaseload, Object: tandem.Object{Kind: tandem.ObjectPractice}, Listed: []string{w.couple}}
	plain := e
	plain.ID, plain.Listed, plain.Couple = id(901), nil, tandem.CoupleID(w.couple)
	err := s.InTx(bg, func(ctx context.Context) error {
		if err := s.Record(ctx, e); err != nil {
			return err
		}
		return tandem.Denied()
	})
	wantKind(t, "work that failed after recording", err, tandem.KindDenied)
	inTx(t, s, func(ctx context.Context) {
		for _, e := range []tandem.Entry{e, plain} { // the first again: its failed work left no entry
			if err := s.Record(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
	})
	var rows []struct{ ID, ActorID, Event, UseCase, ObjectKind, CoupleID, Listed string }
	if err := s.Read(bg).Table("audit_entries").Where("practice_id = ?", w.practice).Order("id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Listed != `["`+w.couple+`"]` || rows[1].Listed != "[]" ||
		rows[0].ActorID != string(w.therapist) || rows[0].Event != "caseload.read" || rows[0].UseCase != "caseload.see" ||
		rows[0].ObjectKind != "practice" || rows[0].CoupleID != "" || rows[1].CoupleID != w.couple {
		t.Errorf("recorded %+v", rows)
	}
	unknown := e
	unknown.ID, unknown.Practice = id(902), "nobody"
	err = s.InTx(bg, func(ctx context.Context) error { return s.Record(ctx, unknown) })
	wantKind(t, "an entry of no practice", err, tandem.KindInternal)
}

func standing(t *testing.T, s *store.Store) {
	w := seed(t, s)
	const (
		own, partner, team = tandem.RelationOwn, tandem.RelationPartner, tandem.RelationCareTeam
		superv, practice   = tandem.RelationSupervises, tandem.RelationPractice
		none               = tandem.RelationNone
	)
	type rels = []tandem.Relation
	// What each stands in to their couple, and so to its assignment and document.
	toCouple := map[tandem.PersonID]rels{
		w.therapist: {team, practice}, w.former: {practice}, w.supervisor: {superv, practice},
		w.owner: {practice}, w.desk: {practice}, w.revoked: {none},
		w.ana: {partner}, w.ben: {partner}, w.left: {none}, w.otherTherapist: {none}, person(999): {none},
	}
	for who, want := range toCouple {
		for kind, object := range map[tandem.ObjectKind]string{
			tandem.ObjectCouple: w.couple, tandem.ObjectAssignment: w.assignment, tandem.ObjectDocument: w.document,
			tandem.ObjectReview: w.review, tandem.ObjectItem: w.item} {
			got := factsOf(t, s, w.practice, who, kind, object)
			if !got.Found || !slices.Equal(got.Relations, want) || string(got.Couple) != w.couple {
				t.Errorf("%s to %s: %+v, want %v", who, kind, got, want)
			}
			wantPartner := map[tandem.PersonID]tandem.PartnerID{w.ana: w.anaPartner, w.ben: w.benPartner}[who]
			if got.Partner != wantPartner {
				t.Errorf("%s to %s: partner %q, want %q", who, kind, got.Partner, wantPartner)
			}
		}
	}
	for what, c := range map[string]struct {
		who    tandem.PersonID
		kind   tandem.ObjectKind
		object string
		want   rels // nil: not found
	}{
		"staff in their practice":    {w.desk, tandem.ObjectPractice, "", rels{practice}},
		"a client in the practice":   {w.ana, tandem.ObjectPractice, "", rels{none}},
		"revoked in the practice":    {w.revoked, tandem.ObjectPractice, "", rels{none}},
		"oneself, a client":          {w.ana, tandem.ObjectPerson, string(w.ana), rels{own}},
		"oneself, of the staff":      {w.owner, tandem.ObjectPerson, string(w.owner), rels{own, practice}},
		"oneself, revoked":           {w.revoked, tandem.ObjectPerson, string(w.revoked), rels{none}},
		"staff to a client":          {w.owner, tandem.ObjectPerson, string(w.ana), rels{practice}},
		"one partner to the other":   {w.ana, tandem.ObjectPerson, string(w.ben), rels{none}},
		"a person elsewhere":         {w.owner, tandem.ObjectPerson, string(w.otherTherapist), nil},
		"a couple elsewhere":         {w.therapist, tandem.ObjectCouple, w.otherCouple, nil},
		"an assignment elsewhere":    {w.therapist, tandem.ObjectAssignment, w.otherAssignment, nil},
		"a line of a plan elsewhere": {w.therapist, tandem.ObjectItem, w.otherItem, nil},
		"a document elsewhere":       {w.therapist, tandem.ObjectDocument, w.otherDocument, nil},
		"a review elsewhere":         {w.therapist, tandem.ObjectReview, w.otherReview, nil},
		"no such couple":             {w.therapist, tandem.ObjectCouple, id(999), nil},
		"an id of another form":      {w.therapist, tandem.ObjectCouple, "1 OR 1=1", nil},
		"no id":                      {w.therapist, tandem.ObjectCouple, "", nil},
		"an id of another kind":      {w.therapist, tandem.ObjectCouple, w.assignment, nil},
		"an unknown kind":            {w.therapist, "note", w.couple, nil},
		"an object of public pages":  {w.therapist, tandem.ObjectNone, "", nil},
		"nobody":                     {"", tandem.ObjectCouple, w.couple, nil},
	} {
		got := factsOf(t, s, w.practice, c.who, c.kind, c.object)
		if got.Found != (c.want != nil) || !slices.Equal(got.Relations, c.want) {
			t.Errorf("%s: %+v, want %v", what, got, c.want)
		}
		if !got.Found && (got.Couple != "" || got.Partner != "") {
			t.Errorf("%s: something is told of what was not found: %+v", what, got)
		}
	}
	lost(t, s, w)
}

// lost: each way to lose a tie bites at the next look.
func lost(t *testing.T, s *store.Store, w world) {
	at := start.Add(-time.Second)
	for _, step := range []struct {
		what, sql string
		args      []any
		who       tandem.PersonID
		want      []tandem.Relation
	}{
		{"the supervision ends", "UPDATE supervision SET to_at = ? WHERE supervisor_id = ?", []any{at, w.supervisor}, w.supervisor, []tandem.Relation{tandem.RelationPractice}},
		{"care begins tomorrow", "UPDATE care_team SET from_at = ? WHERE person_id = ?", []any{start.AddDate(0, 0, 1), w.therapist}, w.therapist, []tandem.Relation{tandem.RelationPractice}},
		{"care ends this moment", "UPDATE care_team SET from_at = ?, to_at = ? WHERE person_id = ?", []any{at, start, w.therapist}, w.therapist, []tandem.Relation{tandem.RelationPractice}},
		{"care ends in a microsecond", "UPDATE care_team SET to_at = ? WHERE person_id = ?", []any{start.Add(time.Microsecond), w.therapist}, w.therapist, []tandem.Relation{tandem.RelationCareTeam, tandem.RelationPractice}},
		{"the role ends", "UPDATE staff_roles SET to_at = ? WHERE person_id = ?", []any{at, w.therapist}, w.therapist, []tandem.Relation{tandem.RelationNone}},
		{"a partner leaves", "UPDATE partners SET left_at = ? WHERE person_id = ?", []any{at, w.ana}, w.ana, []tandem.Relation{tandem.RelationNone}},
		{"the couple is closed", "UPDATE couples SET state = 'closed', closed_at = ? WHERE id = ?", []any{at, w.couple}, w.ben, []tandem.Relation{tandem.RelationNone}},
	} {
		inTx(t, s, func(ctx context.Context) { exec(ctx, t, s, step.sql, step.args...) })
		got := factsOf(t, s, w.practice, step.who, tandem.ObjectCouple, w.couple)
		if !slices.Equal(got.Relations, step.want) {
			t.Errorf("%s: %v, want %v", step.what, got.Relations, step.want)
		}
	}
}

func factsOf(t *testing.T, s *store.Store, p tandem.PracticeID, who tandem.PersonID, kind tandem.ObjectKind, object string) tandem.Facts {
	t.Helper()
	got, err := s.FactsOf(bg, tandem.Actor{Person: who, Practice: p}, tandem.Object{Kind: kind, ID: object})
	if err != nil {
		t.Fatalf("%s to %s %s: %v", who, kind, object, err)
	}
	return got
}

// otherPracticeRow: the tables themselves refuse a row that points into another
// practice.
func otherPracticeRow(t *testing.T, s *store.Store) {
	w := seed(t, s)
	for what, c := range map[string]struct {
		sql  string
		args []any
	}{
		"a partner of another practice's couple": {"UPDATE partners SET couple_id = ? WHERE id = ?", []any{w.otherCouple, w.anaPartner}},
		"another practice's person on the team":  {"UPDATE care_team SET person_id = ? WHERE person_id = ?", []any{w.otherTherapist, w.therapist}},
		"an assignment for another's couple":     {"UPDATE assignments SET couple_id = ? WHERE id = ?", []any{w.otherCouple, w.assignment}},
		"a review of another's couple":           {"UPDATE reviews SET couple_id = ? WHERE id = ?", []any{w.otherCouple, w.review}},
		"a document about another's couple":      {"UPDATE documents SET couple_id = ? WHERE id = ?", []any{w.otherCouple, w.document}},
	} {
		err := s.InTx(bg, func(ctx context.Context) error { return try(ctx, s, c.sql, c.args...) })
		wantKind(t, what, err, tandem.KindInternal)
	}
}
