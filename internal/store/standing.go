package store

import (
	"context"

	"tandem/internal/tandem"
)

// The conditions of standing, as SQL over a couple c and the names @practice,
// @actor and @now. The lists that somebody may see filter by these same texts,
// so that a list equals the filter of single reads.
const (
	// isStaff: the actor works in the practice today.
	isStaff = `EXISTS (SELECT 1 FROM people me JOIN staff_roles r
		ON r.practice_id = me.practice_id AND r.person_id = me.id
		WHERE me.practice_id = @practice AND me.id = @actor AND me.kind = 'staff' AND me.revoked_at IS NULL
		AND r.from_at <= @now AND (r.to_at IS NULL OR r.to_at > @now))`

	// onCareTeam: the actor is on the care team of c today.
	onCareTeam = `EXISTS (SELECT 1 FROM care_team t
		WHERE t.practice_id = c.practice_id AND t.couple_id = c.id AND t.person_id = @actor
		AND t.from_at <= @now AND (t.to_at IS NULL OR t.to_at > @now))`

	// supervisesTeam: the actor supervises somebody who is on the care team of c
	// today and still works here.
	supervisesTeam = `EXISTS (SELECT 1 FROM supervision s
		JOIN care_team t ON t.practice_id = s.practice_id AND t.person_id = s.supervisee_id
		JOIN people p ON p.practice_id = s.practice_id AND p.id = s.supervisee_id
		WHERE s.practice_id = c.practice_id AND s.supervisor_id = @actor AND t.couple_id = c.id
		AND p.revoked_at IS NULL
		AND s.from_at <= @now AND (s.to_at IS NULL OR s.to_at > @now)
		AND t.from_at <= @now AND (t.to_at IS NULL OR t.to_at > @now))`

	// myMembership: the actor's own membership in c, while it and the couple last.
	myMembership = `(SELECT p.id FROM partners p JOIN people me
		ON me.practice_id = p.practice_id AND me.id = p.person_id
		WHERE p.practice_id = c.practice_id AND p.couple_id = c.id AND p.person_id = @actor
		AND p.left_at IS NULL AND me.revoked_at IS NULL AND c.state = 'active')`

	// forPartner: the document o was made for the partner p. For any other
	// partner it does not exist. A kind or edition that is not named here is for
	// no partner.
	forPartner = `((o.edition = 'own' AND o.partner_id = p.id) OR (o.edition = 'joint' AND o.issued_at >= p.joined_at))`

	// myCopy: the actor's own membership in c, where the document o is for them.
	myCopy = `(SELECT p.id FROM partners p JOIN people me
		ON me.practice_id = p.practice_id AND me.id = p.person_id
		WHERE p.practice_id = c.practice_id AND p.couple_id = c.id AND p.person_id = @actor
		AND p.left_at IS NULL AND me.revoked_at IS NULL AND c.state = 'active' AND ` + forPartner + `)`
)

// standingRow is what one query finds of an actor and an object.
type standingRow struct {
	CoupleID  string
	PartnerID *string
	Own       bool
	CareTeam  bool
	Superv    bool
	Staff     bool
}

const (
	ofPractice = `SELECT '' AS couple_id, ` + isStaff + ` AS staff FROM practices WHERE id = @practice`

	ofPerson = `SELECT '' AS couple_id, (o.id = @actor AND o.revoked_at IS NULL) AS own, ` + isStaff + ` AS staff
		FROM people o WHERE o.practice_id = @practice AND o.id = @object`

	ofCouple = `SELECT c.id AS couple_id, ` + myMembership + ` AS partner_id, ` +
		onCareTeam + ` AS care_team, ` + supervisesTeam + ` AS superv, ` + isStaff + ` AS staff FROM couples c `

	ofCoupleItself = ofCouple + `WHERE c.practice_id = @practice AND c.id = @object`

	// Somebody whom an assignment does not concern is no partner in it.
	ofAssignment = `SELECT c.id AS couple_id, CASE WHEN NOT o.for_some OR EXISTS (SELECT 1 FROM assignment_partners x
			WHERE x.practice_id = o.practice_id AND x.assignment_id = o.id AND x.partner_id = ` + myMembership + `)
		THEN ` + myMembership + ` END AS partner_id, ` +
		onCareTeam + ` AS care_team, ` + supervisesTeam + ` AS superv, ` + isStaff + ` AS staff FROM couples c JOIN assignments o ON o.practice_id = c.practice_id AND o.couple_id = c.id
		WHERE o.practice_id = @practice AND o.id = @object`

	ofReview = ofCouple + `JOIN reviews o ON o.practice_id = c.practice_id AND o.couple_id = c.id
		WHERE o.practice_id = @practice AND o.id = @object`

	ofItem = ofCouple + `JOIN plans o ON o.practice_id = c.practice_id AND o.couple_id = c.id
		JOIN plan_items i ON i.practice_id = o.practice_id AND i.plan_id = o.id
		WHERE i.practice_id = @practice AND i.id = @object`

	ofOverride = ofCouple + `JOIN gate_overrides o ON o.practice_id = c.practice_id AND o.couple_id = c.id
		WHERE o.practice_id = @practice AND o.id = @object`

	ofConsent = `SELECT '' AS couple_id, ` + isStaff + ` AS staff FROM practice_consents o
		WHERE o.practice_id = @practice AND o.id = @object`

	ofWork = `SELECT '' AS couple_id, ` + isStaff + ` AS staff FROM library_works o
		WHERE o.practice_id = @practice AND o.id = @object`

	ofDocument = `SELECT c.id AS couple_id, ` + myCopy + ` AS partner_id, ` +
		onCareTeam + ` AS care_team, ` + supervisesTeam + ` AS superv, ` + isStaff + ` AS staff FROM couples c JOIN documents o ON o.practice_id = c.practice_id AND o.couple_id = c.id
		WHERE o.practice_id = @practice AND o.id = @object`

	// A token is its person's alone.
	ofAccess = `SELECT '' AS couple_id, (o.person_id = @actor) AS own FROM tokens o
		WHERE o.practice_id = @practice AND o.id = @object`
)

// FactsOf finds how the actor stands to the object today, in one query and in
// the actor's own practice only. An id of another form, an unknown kind and
// another practice's object are not found. The object's id is ignored for a
// practice: it is the actor's own.
func (s *Store) FactsOf(ctx context.Context, actor tandem.Actor, object tandem.Object) (tandem.Facts, error) {
	var query string
	switch object.Kind {
	case tandem.ObjectPractice:
		query, object.ID = ofPractice, string(actor.Practice)
	case tandem.ObjectPerson:
		query = ofPerson
	case tandem.ObjectCouple:
		query = ofCoupleItself
	case tandem.ObjectAssignment:
		query = ofAssignment
	case tandem.ObjectReview:
		query = ofReview
	case tandem.ObjectItem:
		query = ofItem
	case tandem.ObjectDocument:
		query = ofDocument
	case tandem.ObjectToken:
		query = ofAccess
	case tandem.ObjectOverride:
		query = ofOverride
	case tandem.ObjectConsent:
		query = ofConsent
	case tandem.ObjectWork:
		query = ofWork
	default:
		return tandem.Facts{}, nil
	}
	if !actor.SignedIn() || !tandem.WellFormedID(object.ID) {
		return tandem.Facts{}, nil
	}
	var rows []standingRow
	err := s.read(ctx).Raw(query, map[string]any{"practice": actor.Practice, "actor": actor.Person,
		"object": object.ID, "now": s.clock.Now()}).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return tandem.Facts{}, failure(err)
	}
	return rows[0].facts(), nil
}

// facts lists the relations, nearest first. Ties of work hold for those who
// still work here.
func (r standingRow) facts() tandem.Facts {
	f := tandem.Facts{Found: true, Couple: tandem.CoupleID(r.CoupleID)}
	add := func(holds bool, rel tandem.Relation) {
		if holds {
			f.Relations = append(f.Relations, rel)
		}
	}
	if r.PartnerID != nil {
		f.Partner = tandem.PartnerID(*r.PartnerID)
	}
	add(r.Own, tandem.RelationOwn)
	add(r.PartnerID != nil, tandem.RelationPartner)
	add(r.Staff && r.CareTeam, tandem.RelationCareTeam)
	add(r.Staff && r.Superv, tandem.RelationSupervises)
	add(r.Staff, tandem.RelationPractice)
	if len(f.Relations) == 0 {
		f.Relations = []tandem.Relation{tandem.RelationNone}
	}
	return f
}
