package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// clinic is a whole practice made through the store's own methods: staff, a
// couple in week 1, one answer, one draft, one document.
type clinic struct {
	off                                    int
	practice                               tandem.PracticeID
	owner, therapist, supervisor, newcomer tandem.PersonID
	ana, ben                               tandem.PersonID
	anaPartner, benPartner                 tandem.PartnerID
	couple                                 casefile.Couple
	benInvitation                          practice.Invitation
	token                                  auth.Token
	plan                                   plan.Plan
	wish                                   plan.Draft
	first                                  homework.Assignment // with a round
	round                                  homework.Round
	chosen                                 homework.Photo // by Ben, beside his draft
	move                                   exercise.Move
	draft                                  homework.Draft
	document                               report.Issued
	review                                 review.Review // frozen, with an addition
	words                                  []string      // every clear text that must be sealed
}

func (c *clinic) id(n int) string { return id(c.off + n) }

func (c *clinic) person(n int) tandem.PersonID { return tandem.PersonID(c.id(n)) }

// word is a clear text that can be found again.
func (c *clinic) word(what string) string {
	w := fmt.Sprintf("quokka%d%s", c.off, what)
	c.words = append(c.words, w)
	return w
}

// must runs work in one transaction that has to succeed.
func must(t *testing.T, s *store.Store, work func(ctx context.Context) error) {
	t.Helper()
	if err := s.InTx(bg, work); err != nil {
		t.Fatal(err)
	}
}

// all stops at the first error.
func all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// newClinic fills a practice whose ids begin at off; a distance of 1000 keeps two apart.
func newClinic(t *testing.T, s *store.Store, off int) *clinic {
	t.Helper()
	c := &clinic{off: off}
	c.practice = tandem.PracticeID(c.id(1))
	c.owner, c.therapist, c.supervisor, c.newcomer = c.person(2), c.person(3), c.person(4), c.person(5)
	c.ana, c.ben = c.person(10), c.person(11)
	c.anaPartner, c.benPartner = tandem.PartnerID(c.id(21)), tandem.PartnerID(c.id(22))
	must(t, s, func(ctx context.Context) error { return c.found(ctx, s) })
	must(t, s, func(ctx context.Context) error { return c.takeIn(ctx, s) })
	must(t, s, func(ctx context.Context) error { return c.settle(ctx, s) })
	must(t, s, func(ctx context.Context) error { return c.assign(ctx, s) })
	must(t, s, func(ctx context.Context) error { return c.work(ctx, s) })
	return c
}

func (c *clinic) found(ctx context.Context, s *store.Store) error {
	if err := s.CreatePractice(ctx, c.practice, practice.Practice{ID: c.practice, Name: c.word("practice"), FoundedAt: start}); err != nil {
		return err
	}
	for who, role := range map[tandem.PersonID]tandem.Role{c.owner: tandem.RoleOwner, c.therapist: tandem.RoleTherapist,
		c.supervisor: tandem.RoleSupervisor, c.newcomer: tandem.RoleTherapist} {
		m := practice.Member{Person: who, Name: c.word("staff" + string(who[33:])), Roles: []tandem.Role{role}}
		if err := s.CreateMember(ctx, c.practice, m, start); err != nil {
			return err
		}
		if who != c.newcomer {
			if err := s.CreateCredential(ctx, c.practice, c.credential(who)); err != nil {
				return err
			}
		}
	}
	_, err := s.AddSupervision(ctx, c.practice, practice.Supervision{Supervisor: c.supervisor, Supervisee: c.therapist, From: start})
	return err
}

func (c *clinic) credential(who tandem.PersonID) auth.Credential {
	name := c.word("login" + string(who[33:]))
	return auth.Credential{Person: who, Practice: c.practice, LogInName: name, LogInHash: "hash-of-" + string(who),
		Hash: "argon2id", Epoch: 1, ChangedAt: start}
}

// newToken is a program that acts for somebody, for a day.
func (c *clinic) newToken(n int, who tandem.PersonID) auth.Token {
	return auth.Token{ID: tandem.TokenID(c.id(n)), Practice: c.practice, Person: who, Epoch: 1, Label: c.word(fmt.Sprint("program", n)),
		MadeAt: start, ExpiresAt: start.Add(24 * time.Hour)}
}

func (c *clinic) takeIn(ctx context.Context, s *store.Store) error {
	c.couple = c.newCouple(20, "TD-101", c.ana, c.ben)
	c.benInvitation = practice.Invitation{Purpose: practice.PurposeJoin, ID: tandem.InvitationID(c.id(50)), Practice: c.practice, Person: c.ben, Couple: c.couple.ID,
		MadeBy: c.therapist, MadeAt: start, ExpiresAt: start.Add(practice.InvitationLasts)}
	c.token = c.newToken(51, c.ana)
	return all(s.CreateCouple(ctx, c.practice, c.couple),
		s.CreateCredential(ctx, c.practice, c.credential(c.ana)),
		s.CreateToken(ctx, c.practice, c.token, "hash-"+string(c.token.ID)),
		s.CreateInvitation(ctx, c.practice, c.benInvitation, "token-"+c.id(50)))
}

// newCouple is a couple of two with the therapist; its partners' ids follow n.
func (c *clinic) newCouple(n int, code string, one, two tandem.PersonID) casefile.Couple {
	partner := func(i int, who tandem.PersonID, language string) casefile.Partner {
		return casefile.Partner{ID: tandem.PartnerID(c.id(n + i)), Person: who, Position: i, Name: c.word(fmt.Sprint("partner", n, i)),
			Pronouns: c.word(fmt.Sprint("pronouns", n, i)), Language: language, TimeZone: "Europe/Berlin", JoinedAt: start}
	}
	return casefile.Couple{ID: tandem.CoupleID(c.id(n)), Practice: c.practice, Code: code, TimeZone: "Europe/Berlin",
		State: casefile.StateActive, TakenInAt: start, Partners: []casefile.Partner{partner(1, one, "en"), partner(2, two, "es")},
		Team: []casefile.Member{{Person: c.therapist, Function: casefile.FunctionLead, From: start}}}
}

// newPlan is two exercises over four weeks, the second week light.
func (c *clinic) newPlan(n int, couple tandem.CoupleID) plan.Plan {
	item := func(i int, exerciseID tandem.ExerciseID, times int) plan.Item {
		return plan.Item{ID: tandem.ItemID(c.id(n + i)), Exercise: exerciseID, Version: 1, Slot: exercise.SlotTalk,
			Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: times}, FromWeek: 1, ToWeek: 4}
	}
	one, two := item(2, "E02", 2), item(1, "E07", 1)
	one.Note = c.word(fmt.Sprint("itemnote", n))
	return plan.Plan{ID: tandem.PlanID(c.id(n)), Practice: c.practice, Couple: couple, Name: c.word(fmt.Sprint("plan", n)), State: plan.Active,
		Template: "T1", Note: c.word(fmt.Sprint("note", n)), Phases: []plan.Phase{{Name: c.word(fmt.Sprint("phase", n)), From: 1, To: 4}},
		Waits:    true,
		Openings: []plan.Opening{{Phase: 1, On: "2026-11-16", By: c.therapist, At: start, Held: 2, Of: 3, Reason: c.word(fmt.Sprint("opening", n))}},
		Reviews:  []plan.ReviewPoint{{Week: 4, Kind: plan.ReviewFinal}},
		StartsOn: "2026-11-02", FirstWeek: 1, Weeks: 4, Begins: time.Monday, Items: []plan.Item{one, two},
		Light: []int{2}, CreatedBy: c.therapist, CreatedAt: start, Version: 1}
}

func (c *clinic) assign(ctx context.Context, s *store.Store) error {
	c.plan = c.newPlan(30, c.couple.ID)
	c.wish = plan.Draft{Plan: c.plan, Revises: true, Version: 1, ChangedBy: c.therapist, ChangedAt: start}
	c.wish.Plan.Name = c.word("wish")
	return all(s.CreatePlan(ctx, c.plan), s.PutAssignments(ctx, c.plan, c.plan.Occurrences()),
		s.KeepPlanDraft(ctx, c.practice, c.couple.ID, c.wish),
		s.AddRevision(ctx, c.practice, plan.Revision{Plan: c.plan.ID, Number: 1, From: 1, By: c.therapist, At: start}))
}

func (c *clinic) work(ctx context.Context, s *store.Store) error {
	list, err := s.Assignments(ctx, c.practice, c.couple.ID, c.plan.ID)
	if err != nil {
		return err
	}
	c.first = list[0]
	if c.round, err = s.HoldRound(ctx, c.practice, c.first); err != nil {
		return err
	}
	c.move = c.newMove(60, 1, c.anaPartner)
	c.round.Moves = []exercise.Move{c.move}
	c.draft = homework.Draft{Round: c.round.ID, Author: c.benPartner, Step: "write", Form: exercise.Form{"text": {c.word("draft")}, "empty": nil}, At: start}
	file := []byte("%PDF " + c.word("document"))
	c.document = report.Issued{ID: tandem.DocumentID(c.id(40)), Couple: c.couple.ID, Kind: report.KindSummary, Edition: report.EditionClinical, Language: "es",
		ContentDigest: "content", BytesDigest: "bytes", IssuedBy: c.therapist, IssuedAt: start}
	c.chosen = c.photo(990, c.benPartner)
	return all(s.AppendMove(ctx, c.practice, c.round, c.move), s.KeepDraft(ctx, c.practice, c.round, c.draft), s.AddPhoto(ctx, c.practice, c.round, c.chosen),
		s.SetPart(ctx, c.practice, c.first, homework.Part{Partner: c.anaPartner, State: exercise.PartPartly, ChangedAt: start}),
		s.CreateDocument(ctx, c.practice, c.document, file, c.content()), c.lookBack(ctx, s))
}

// content is what the document says.
func (c *clinic) content() report.Document {
	return report.Document{Kind: report.KindSummary, Title: c.word("title"), Sections: []report.Section{{Title: "s", Blocks: []report.Block{
		report.Paragraph{Text: "p", Quiet: true}, report.Facts{Items: []report.Fact{{Term: "t", Value: "v", Partner: 2}}}}}}}
}

// newReview is a review of the clinic's couple, with something in every part.
func (c *clinic) newReview(n int) review.Review {
	return review.Review{ID: tandem.ReviewID(c.id(n)), Practice: c.practice, Couple: c.couple.ID, Kind: review.MidPlan, On: "2026-11-20",
		State: review.Scheduled, Preparation: c.first.ID, Part: []review.Part{{Partner: c.anaPartner}, {Partner: c.benPartner}},
		ScheduledBy: c.therapist, ScheduledAt: start, Version: 1}
}

// lookBack holds a review through to its freezing, and adds to it.
func (c *clinic) lookBack(ctx context.Context, s *store.Store) error {
	r := c.newReview(45)
	if err := s.CreateReview(ctx, r); err != nil {
		return err
	}
	r.Version, r.State, r.OpenedAt, r.FrozenAt = 2, review.Frozen, start.Add(time.Hour), start.Add(2*time.Hour)
	r.Part[1].Absent = true
	r.Content = review.Content{Improvements: []string{c.word("improved")}, Changes: []string{c.word("change")},
		Decisions: []review.Decision{{Text: c.word("decision"), Owner: c.benPartner, Due: "2026-12-01"}},
		Targets:   []review.Target{{Text: c.word("target"), Notice: c.word("notice"), Due: "2026-12-02"}},
		Plan:      review.PlanAdjust, PlanChanges: c.word("planchange"), NextOn: "2027-02-01",
		Difference: []plan.Difference{{From: 3, Changes: []plan.Change{{Kind: plan.ItemAdded, After: &plan.Item{ID: "new", Exercise: "E04", Version: 1, Note: c.word("difference")}}}}}}
	r.Alone = []review.Alone{{Partner: c.anaPartner, Changes: []plan.Difference{{From: 3, Changes: []plan.Change{
		{Kind: plan.ItemRemoved, Before: &plan.Item{ID: "old", Exercise: "E24", Version: 1, Partner: c.anaPartner, Note: c.word("alone")}}}}}}}
	a := review.Addition{ID: c.id(46), Author: c.therapist, Text: c.word("addition"), At: start.Add(3 * time.Hour)}
	err := all(s.SaveReview(ctx, r), s.AddToReview(ctx, c.practice, r.ID, a))
	r.Additions = []review.Addition{a}
	c.review = r
	return err
}

// newAsked is homework that no plan asks for, for some partners only.
func (c *clinic) newAsked(n int, couple tandem.CoupleID, partners ...tandem.PartnerID) homework.Assignment {
	return homework.Assignment{ID: tandem.AssignmentID(c.id(n)), Practice: c.practice, Couple: couple, Purpose: homework.PurposeIntake,
		Exercise: "E02", Version: 1, Nth: 1, OpensOn: "2026-11-02", DueOn: "2026-11-09", Some: len(partners) > 0, For: partners}
}

// newMove is an answer with everything that a move can say.
func (c *clinic) newMove(n, seq int, author tandem.PartnerID) exercise.Move {
	number, yes := 7, false
	return exercise.Move{ID: tandem.MoveID(c.id(n)), Seq: seq, Author: author, Kind: exercise.MovePrepare, Step: "write",
		Target: tandem.MoveID(c.id(999)), Key: "key-" + c.id(n), At: start, Answers: exercise.Answers{
			"text": {Text: c.word(fmt.Sprint("answer", n)) + " ü 🙂"}, "number": {Number: &number}, "yes": {Yes: &yes},
			"items": {Items: []map[exercise.FieldID]exercise.Value{{"quality": {Text: "kind"}}}}},
		Alone: []exercise.FieldID{"number", "yes"}, Narrowed: map[exercise.FieldID]exercise.Visibility{"text": exercise.AuthorAndTherapist}}
}

// everything reads all that is known of a clinic, to see whether it has changed.
func (c *clinic) everything(t *testing.T, s *store.Store) string {
	t.Helper()
	var b strings.Builder
	keep := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%+v\n", v)
	}
	p, err := s.Practice(bg, c.practice)
	keep(p, err)
	staff, err := s.Staff(bg, c.practice, start)
	slices.SortFunc(staff, func(a, b practice.Member) int { return strings.Compare(string(a.Person), string(b.Person)) })
	keep(staff, err)
	couples, err := s.Couples(bg, c.practice)
	keep(couples, err)
	own, err := s.Works(bg, c.practice)
	keep(own, err)
	for _, w := range own {
		one, err := s.Work(bg, c.practice, w.ID)
		keep(one, err)
	}
	revision, err := s.LibraryRevision(bg, c.practice)
	keep(revision, err)
	for _, who := range []tandem.PersonID{c.owner, c.therapist, c.supervisor, c.ana} {
		credential, err := s.Credential(bg, c.practice, who)
		keep(credential, err)
		language, err := s.Language(bg, c.practice, who)
		keep(language, err)
	}
	led, err := s.CouplesOfStaff(bg, c.practice, c.supervisor, start)
	keep(len(led), err)
	pl, err := s.CurrentPlan(bg, c.practice, c.couple.ID)
	keep(pl, err)
	wish, err := s.PlanDraft(bg, c.practice, c.couple.ID)
	keep(wish, err)
	revisions, err := s.Revisions(bg, c.practice, c.couple.ID)
	keep(revisions, err)
	list, err := s.Assignments(bg, c.practice, c.couple.ID, c.plan.ID)
	keep(list, err)
	rounds, err := s.Rounds(bg, c.practice, c.couple.ID)
	keep(len(rounds), err)
	for _, r := range rounds {
		for _, m := range r.Moves {
			keep(fmt.Sprint(m.ID, m.Seq, m.Answers["text"], m.Narrowed, m.Target), nil)
		}
		for _, who := range []tandem.PartnerID{c.anaPartner, c.benPartner} {
			d, ok, err := s.Draft(bg, c.practice, r, who)
			keep(fmt.Sprint(d, ok), err)
			ids, err := s.PhotosOf(bg, c.practice, r, who)
			keep(ids, err)
			for _, id := range ids {
				small, err := s.OpenPhoto(bg, c.practice, r, id, "", true)
				keep(string(small), err)
			}
		}
	}
	documents, err := s.Documents(bg, c.practice, c.couple.ID)
	keep(documents, err)
	tokens, err := s.Tokens(bg, c.practice, c.ana)
	keep(tokens, err)
	reviews, err := s.Reviews(bg, c.practice, c.couple.ID)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(reviews) // what stands behind a pointer, not where
	keep(string(written), err)
	ready, err := casefile.ReadinessOf(bg, s, untold{}, c.practice, c.couple.ID)
	keep(ready, err)
	contacts, err := s.Contacts(bg, c.practice, c.couple.ID)
	keep(contacts, err)
	var entries int64
	err = s.Read(bg).Table("audit_entries").Where("practice_id = ?", c.practice).Count(&entries).Error
	keep(entries, err)
	return b.String()
}

// ground is one open database that many tests share, each in practices of its own.
type ground struct {
	*store.Store
	base *base
	mu   sync.Mutex
	next int
	seen int // statements so far
	bad  []string
}

func (g *ground) clinic(t *testing.T) *clinic {
	t.Helper()
	g.mu.Lock()
	g.next += 1000
	off := g.next
	g.mu.Unlock()
	return newClinic(t, g.Store, off)
}

// counted is how many statements work sent, without any key in memory.
func (g *ground) counted(t *testing.T, work func() error) int {
	t.Helper()
	g.ForgetKeys(10000)
	g.mu.Lock()
	before := g.seen
	g.mu.Unlock()
	if err := work(); err != nil {
		t.Fatal(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen - before
}

// newGround opens the database with every statement watched.
func newGround(t *testing.T, b *base) *ground {
	t.Helper()
	g := &ground{Store: b.open(t), base: b}
	err := g.WatchStatements(func(sql string) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.seen++
		if wrong := unscoped(sql); wrong != "" {
			g.bad = append(g.bad, wrong+": "+sql)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, bad := range g.bad {
			t.Error(bad)
		}
	})
	return g
}

// TestDomain is what both databases promise alike of the domain's methods.
func TestDomain(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		g := newGround(t, b)
		t.Run("directory", func(t *testing.T) { directory(t, g) }) // first: it wants an empty database
		for _, c := range []struct {
			name string
			test func(*testing.T, *ground)
		}{
			{"credentials", credentials}, {"tokens", tokens}, {"access now", accessNow}, {"throttle", throttle}, {"sessions", sessions}, {"sessions end at once", sessionsEndAtOnce},
			{"practice and staff", staff}, {"roles", roles}, {"revoking", revoking}, {"supervision", supervision}, {"attendance", attendance}, {"supervision at once", supervisionAtOnce}, {"owners at once", ownersAtOnce}, {"revoked alone", revokedAlone},
			{"invitations", invitations}, {"invitations at once", invitationsAtOnce}, {"names and languages", names},
			{"couples", couples}, {"couples of staff", couplesOfStaff}, {"couples in a few queries", fewQueries},
			{"papers and signatures", papers}, {"safety screens", screens}, {"requests and contact", requests}, {"works of the practice", works}, {"register and endings", endings}, {"accounts shut out", shutOut},
			{"plans", plans}, {"drafts and revisions of a plan", planDrafts}, {"assignments of a plan", assignments}, {"assignments withdrawn", withdrawn}, {"assignments opened", opened},
			{"rounds", rounds}, {"moves at once", movesAtOnce}, {"parts and drafts", partsAndDrafts}, {"photos", photos},
			{"documents", documents}, {"reviews", reviews}, {"reviews at once", reviewsAtOnce}, {"asked", asked}, {"needed", needed}, {"live", live}, {"staff moves", staffMoves}, {"alone is apart", aloneIsApart}, {"writes need a transaction", writesNeedTx}, {"other practice", otherPractice},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, g) })
		}
	})
}
