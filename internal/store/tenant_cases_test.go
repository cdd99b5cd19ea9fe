package store_test

import (
	"context"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// trespass is one method asked by a practice for what belongs to another: with
// mine's practice and theirs' objects. It says what it got.
type trespass func(ctx context.Context, s *store.Store, mine, theirs *clinic) (got any, err error)

// outcome is what must come of it.
type outcome struct {
	try  trespass
	kind tandem.Kind // the error; "" when it must find or change nothing
	got  string      // how what it found prints, where there is no error
}

func notFound(try trespass) outcome { return outcome{try: try, kind: tandem.KindNotFound} }

func nothing(got string, try trespass) outcome { return outcome{try: try, got: got} }

// only wraps a method that returns an error alone.
func only(call func(ctx context.Context, s *store.Store, mine, theirs *clinic) error) trespass {
	return func(ctx context.Context, s *store.Store, mine, theirs *clinic) (any, error) {
		return nil, call(ctx, s, mine, theirs)
	}
}

// otherPracticeCases has one case for every method that takes a practice.
func otherPracticeCases() map[string]outcome {
	cases := map[string]outcome{}
	for _, some := range []map[string]outcome{peopleCases(), caseCases(), intakeCases(), workCases(), libraryCases(), askedCases(), photoCases()} {
		for name, c := range some {
			cases[name] = c
		}
	}
	return cases
}

func peopleCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	later := start.Add(time.Hour)
	return map[string]outcome{
		"Credential": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Credential(ctx, m.practice, o.ana) }),
		"CreateCredential": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			k := o.credential(o.newcomer)
			return s.CreateCredential(ctx, m.practice, k)
		})),
		"SetPassphrase": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.SetPassphrase(ctx, m.practice, o.ana, 1, "stolen", later)
		}),
		"EndSessions": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.EndSessions(ctx, m.practice, o.ana) })),
		"AccessNow":   notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.AccessNow(ctx, m.practice, o.ana, later) }),
		"CreateToken": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreateToken(ctx, m.practice, o.newToken(703, o.ana), "hash-"+m.id(703))
		})),
		"Tokens": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Tokens(ctx, m.practice, o.ana) }),
		"RevokeToken": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RevokeToken(ctx, m.practice, o.token.ID, later)
		}),
		"TouchToken": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.TouchToken(ctx, m.practice, o.token.ID, "2026-12-24")
		})),
		"CreateInvitation": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			i := o.benInvitation
			i.ID = tandem.InvitationID(m.id(700))
			return s.CreateInvitation(ctx, m.practice, i, "token-"+m.id(700))
		})),
		"WithdrawInvitations": nothing("0", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.WithdrawInvitations(ctx, m.practice, o.ben, o.couple.ID, later)
		}),
		"ClaimInvitation": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.ClaimInvitation(ctx, m.practice, o.benInvitation.ID, later)
		}),
		"HasAccount": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.HasAccount(ctx, m.practice, o.ana) }),
		"CreatePractice": outcome{kind: tandem.KindConflict, try: only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreatePractice(ctx, o.practice, practice.Practice{ID: o.practice, Name: "taken over", FoundedAt: later})
		})},
		"Practice": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Practice(ctx, tandem.PracticeID(o.couple.ID))
		}),
		"CreateMember": nothing("quokka", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			// The same id in another practice is another person: theirs stays theirs.
			err := s.CreateMember(ctx, m.practice, practice.Member{Person: o.owner, Name: "impostor"}, later)
			if err != nil {
				return nil, err
			}
			name, err := s.NameOf(ctx, o.practice, o.owner)
			return name[:6], err
		}),
		"Staff": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			staff, err := s.Staff(ctx, m.practice, later)
			return slices.ContainsFunc(staff, func(x practice.Member) bool { return x.Person == o.therapist }), err
		}),
		"Member": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Member(ctx, m.practice, o.therapist, later) }),
		"OwnersToKeep": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			owners, err := s.OwnersToKeep(ctx, m.practice, later)
			return slices.Contains(owners, o.owner), err
		}),
		"SetRoles": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetRoles(ctx, m.practice, o.therapist, []tandem.Role{tandem.RoleOwner}, later)
		})),
		"Revoke": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.Revoke(ctx, m.practice, o.therapist, later) })),
		"AddSupervision": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AddSupervision(ctx, m.practice, practice.Supervision{Supervisor: m.supervisor, Supervisee: o.therapist, From: later})
		}),
		"EndSupervision": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.EndSupervision(ctx, m.practice, o.supervisor, o.therapist, later)
		}),
		"Supervisions": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			links, err := s.Supervisions(ctx, m.practice, later)
			return slices.ContainsFunc(links, func(l practice.Supervision) bool { return l.Supervisee == o.therapist }), err
		}),
		"NameOf":   notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.NameOf(ctx, m.practice, o.ana) }),
		"Language": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Language(ctx, m.practice, o.ana) }),
		"SetLanguage": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetLanguage(ctx, m.practice, o.ana, "es")
		})),
	}
}

func caseCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"Couple": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Couple(ctx, m.practice, o.couple.ID) }),
		"Couples": nothing("1", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Couples(ctx, m.practice)
			return len(list), err
		}),
		"CouplesOfStaff": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.CouplesOfStaff(ctx, m.practice, o.therapist, start)
		}),
		"PartnerCouples": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PartnerCouples(ctx, m.practice, o.ana)
		}),
		"Codes": nothing("[TD-101]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Codes(ctx, m.practice) }),
		"Therapists": nothing("1", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Therapists(ctx, m.practice, start)
			return len(list), err
		}),
		"CreateCouple": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			c := m.newCouple(800, "TD-800", m.person(810), m.person(811))
			c.Team[0].Person = o.therapist
			return s.CreateCouple(ctx, m.practice, c)
		})),
		"CreateDocument": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			d := o.document
			d.ID = tandem.DocumentID(m.id(701))
			return s.CreateDocument(ctx, m.practice, d, []byte("x"), report.Document{})
		})),
		"Document": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, file, err := s.Document(ctx, m.practice, o.document.ID)
			return file, err
		}),
		"DocumentContent": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, content, err := s.DocumentContent(ctx, m.practice, o.document.ID)
			return content, err
		}),
		"DocumentsFor": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.DocumentsFor(ctx, m.practice, o.couple.ID, o.anaPartner)
		}),
		"Openings": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Openings(ctx, m.practice, o.couple.ID)
		}),
		"Documents": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Documents(ctx, m.practice, o.couple.ID)
		}),
		"Review": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Review(ctx, m.practice, o.review.ID) }),
		"HoldReview": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.HoldReview(ctx, m.practice, o.review.ID)
		}),
		"Reviews": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Reviews(ctx, m.practice, o.couple.ID)
		}),
		"ReviewDays": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.ReviewDays(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"CreateReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			r := o.newReview(703)
			r.Practice, r.ID = m.practice, tandem.ReviewID(m.id(703))
			return s.CreateReview(ctx, r)
		})),
		"SaveReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			r := o.review
			r.Practice, r.Version = m.practice, r.Version+1
			return s.SaveReview(ctx, r)
		})),
		"AddToReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AddToReview(ctx, m.practice, o.review.ID, review.Addition{ID: m.id(704), Author: m.therapist, Text: "x", At: start})
		})),
		"FactsOf": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			facts, err := s.FactsOf(ctx, tandem.Actor{Person: m.therapist, Practice: m.practice},
				tandem.Object{Kind: tandem.ObjectCouple, ID: string(o.couple.ID)})
			return facts.Found, err
		}),
		"Record": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error { // their log must not grow
			return s.Record(ctx, tandem.Entry{ID: m.id(702), Practice: m.practice, At: start, Actor: m.therapist,
				Event: tandem.EventCoupleRead, Object: tandem.Object{Kind: tandem.ObjectCouple, ID: string(o.couple.ID)}})
		})),
	}
}

func workCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"CurrentPlan": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.CurrentPlan(ctx, m.practice, o.couple.ID) }),
		"CurrentPlans": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.CurrentPlans(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"CreatePlan": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreatePlan(ctx, m.newPlan(730, o.couple.ID))
		})),
		"SavePlan": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			p := o.plan
			p.Practice, p.State, p.Version = m.practice, plan.Ended, p.Version+1
			return s.SavePlan(ctx, p)
		})),
		"PutAssignments": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			p := o.plan
			p.Practice = m.practice
			return s.PutAssignments(ctx, p, nil)
		})),
		"Plans": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Plans(ctx, m.practice, o.couple.ID) }),
		"BegunWeek": nothing("0", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.BegunWeek(ctx, m.practice, o.plan.ID)
		}),
		"OptOuts": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.OptOuts(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"SetOptOut": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetOptOut(ctx, m.practice, plan.OptOut{Couple: o.couple.ID, Partner: o.anaPartner, Item: o.plan.Items[0].ID, From: "2026-11-09"})
		})),
		"PlanDraft": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PlanDraft(ctx, m.practice, o.couple.ID)
		}),
		"KeepPlanDraft": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.KeepPlanDraft(ctx, m.practice, o.couple.ID, plan.Draft{Plan: m.plan, Version: 1, ChangedBy: m.therapist, ChangedAt: start})
		})),
		"DropPlanDraft": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropPlanDraft(ctx, m.practice, o.couple.ID)
		})),
		"AddRevision": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AddRevision(ctx, m.practice, plan.Revision{Plan: o.plan.ID, Number: 2, By: m.therapist, At: start})
		})),
		"Revisions": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Revisions(ctx, m.practice, o.couple.ID)
		}),
		"Assignment": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Assignment(ctx, m.practice, o.first.ID) }),
		"Assignments": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Assignments(ctx, m.practice, o.couple.ID, o.plan.ID)
		}),
		"AssignmentsOpened": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsOpened(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, "2026-01-01", "2027-01-01")
		}),
		"LastEnded": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.LastEnded(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"LastChanges": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.LastChanges(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"AssignmentsAsked": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsAsked(ctx, m.practice, o.couple.ID)
		}),
		"AssignmentsLive": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsLive(ctx, m.practice, o.couple.ID)
		}),
		"SetLive": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetLive(ctx, m.practice, o.round, true) })),
		"RoundsAwaiting": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsAwaiting(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"RoundsNoticed": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsNoticed(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, start.AddDate(-1, 0, 0))
		}),
		"SetNoticed": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetNoticed(ctx, m.practice, o.round, start) })),
		"SetAwaits":  notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetAwaits(ctx, m.practice, o.round, true) })),
		"CreateAssignment": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreateAssignment(ctx, m.practice, o.newAsked(790, o.couple.ID, o.anaPartner))
		})),
		"RedateAssignment": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			a := o.newAsked(792, o.couple.ID)
			return all(s.CreateAssignment(ctx, o.practice, a), s.RedateAssignment(ctx, m.practice, a.ID, "2026-12-01", "2026-12-02"))
		})),
		"Rounds": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Rounds(ctx, m.practice, o.couple.ID, o.first.ID)
		}),
		"RoundsOf": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsOf(ctx, m.practice, o.couple.ID, []tandem.ExerciseID{o.first.Exercise})
		}),
		"HoldRound": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.HoldRound(ctx, m.practice, o.first) }),
		"AppendMove": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AppendMove(ctx, m.practice, o.round, o.newMove(761, 2, o.anaPartner))
		})),
		"SetPart": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetPart(ctx, m.practice, o.first, homework.Part{Partner: o.anaPartner, State: exercise.PartDone, ChangedAt: start})
		})),
		"Draft": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, ok, err := s.Draft(ctx, m.practice, o.round, o.benPartner)
			return ok, err
		}),
		"KeepDraft": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			d := o.draft
			d.Form = exercise.Form{"text": {"overwritten"}}
			return s.KeepDraft(ctx, m.practice, o.round, d)
		})),
		"DropDraft": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropDraft(ctx, m.practice, o.round, o.benPartner)
		})),
	}
}

// otherPractice: one practice finds nothing of another and changes nothing there.
