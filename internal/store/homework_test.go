package store_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/tandem"
)

func rounds(t *testing.T, g *ground) {
	c := g.clinic(t)
	list, err := g.Rounds(bg, c.practice, c.couple.ID)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], c.round) {
		t.Fatalf("rounds\n%+v, want\n%+v (%v)", list, c.round, err)
	}
	all, err := g.Assignments(bg, c.practice, c.couple.ID, c.plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	hold := func(a homework.Assignment) (r homework.Round) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) (err error) { r, err = g.HoldRound(ctx, c.practice, a); return err })
		return r
	}
	if r := hold(c.first); !reflect.DeepEqual(r, c.round) {
		t.Errorf("held %+v, want %+v", r, c.round)
	}
	second := hold(all[1])
	if again := hold(all[1]); second.ID == c.round.ID || again.ID != second.ID || second.Exercise != all[1].Exercise ||
		second.Version != all[1].Version || second.Couple != c.couple.ID || len(second.Moves) != 0 {
		t.Errorf("a new round: %+v, then %+v", second, again)
	}
	err = g.InTx(bg, func(ctx context.Context) error {
		_, err := g.HoldRound(ctx, c.practice, homework.Assignment{ID: tandem.AssignmentID(c.id(777)), Couple: c.couple.ID})
		return err
	})
	wantKind(t, "a round of nothing", err, tandem.KindNotFound)
	for what, q := range map[string]struct {
		of   []tandem.AssignmentID
		want int
	}{"all": {nil, 2}, "one": {[]tandem.AssignmentID{all[1].ID}, 1}, "one without a round": {[]tandem.AssignmentID{all[2].ID}, 0}} {
		if l, err := g.Rounds(bg, c.practice, c.couple.ID, q.of...); err != nil || len(l) != q.want {
			t.Errorf("%s: %d rounds, want %d (%v)", what, len(l), q.want, err)
		}
	}
	for what, q := range map[string]struct {
		of   []tandem.ExerciseID
		want int
	}{"one's": {[]tandem.ExerciseID{c.first.Exercise}, 2}, "another's": {[]tandem.ExerciseID{"E99"}, 0}, "none's": {nil, 0}} {
		if l, err := g.RoundsOf(bg, c.practice, c.couple.ID, q.of); err != nil || len(l) != q.want || q.want > 0 && !slices.ContainsFunc(l, func(r homework.Round) bool { return r.ID == c.round.ID }) {
			t.Errorf("rounds of %s exercise: %d, want %d (%v)", what, len(l), q.want, err)
		}
	}

	appended := func(m exercise.Move) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, m) })
	}
	bare := exercise.Move{ID: tandem.MoveID(c.id(61)), Seq: 2, Author: c.benPartner, Kind: exercise.MovePass, Key: "key-" + c.id(60), At: start}
	if err := appended(bare); err != nil { // the same key as Ana's: keys are each author's own
		t.Fatal(err)
	}
	list, err = g.Rounds(bg, c.practice, c.couple.ID, c.first.ID)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0].Moves, []exercise.Move{c.move, bare}) {
		t.Errorf("moves\n%+v, want\n%+v (%v)", list, []exercise.Move{c.move, bare}, err)
	}
	sameSeq, sameKey, stranger := c.newMove(62, 2, c.anaPartner), c.newMove(63, 3, c.anaPartner), c.newMove(64, 3, "stranger")
	sameKey.Key = c.move.Key
	wantKind(t, "the same seq", appended(sameSeq), tandem.KindConflict)
	wantKind(t, "the same author and key", appended(sameKey), tandem.KindConflict)
	wantKind(t, "an author of no couple", appended(stranger), tandem.KindNotFound)
	outsider := c.newCouple(200, "TD-2", c.person(210), c.person(211))
	must(t, g.Store, func(ctx context.Context) error { return g.CreateCouple(ctx, c.practice, outsider) })
	wantKind(t, "an author of another couple", appended(c.newMove(65, 3, outsider.Partners[0].ID)), tandem.KindNotFound)

	one := g.counted(t, func() error { _, err := g.Rounds(bg, c.practice, c.couple.ID, c.first.ID); return err })
	must(t, g.Store, func(ctx context.Context) error {
		for i, a := range all[2:8] {
			r, err := g.HoldRound(ctx, c.practice, a)
			if err != nil {
				return err
			}
			if err := g.AppendMove(ctx, c.practice, r, c.newMove(70+i, 1, c.anaPartner)); err != nil {
				return err
			}
		}
		return nil
	})
	if many := g.counted(t, func() error { _, err := g.Rounds(bg, c.practice, c.couple.ID); return err }); many != one {
		t.Errorf("eight rounds ask %d times, one asks %d times", many, one)
	}
}

// movesAtOnce: a place in a round goes to one move, and those who hold the round
// come one after the other.
func movesAtOnce(t *testing.T, g *ground) {
	c := g.clinic(t)
	var work sync.WaitGroup
	kinds := make([]tandem.Kind, 2)
	moves := []exercise.Move{c.newMove(61, 2, c.anaPartner), c.newMove(62, 2, c.benPartner)}
	for i, m := range moves {
		work.Go(func() {
			kinds[i] = tandem.KindOf(g.InTx(bg, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, m) }))
		})
	}
	work.Wait()
	if !(kinds[0] == "" && kinds[1] == tandem.KindConflict || kinds[1] == "" && kinds[0] == tandem.KindConflict) {
		t.Errorf("two with one seq came to %q, want one conflict", kinds)
	}
	list, err := g.Assignments(bg, c.practice, c.couple.ID, c.plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	fresh := list[1] // all of them also race to make the round
	for i := range 8 {
		m := c.newMove(80+i, 0, c.anaPartner)
		work.Go(func() {
			err := g.InTx(bg, func(ctx context.Context) error {
				r, err := g.HoldRound(ctx, c.practice, fresh)
				if err != nil {
					return err
				}
				m.Seq = len(r.Moves) + 1
				return g.AppendMove(ctx, c.practice, r, m)
			})
			if err != nil {
				t.Errorf("move %d: %v", i, err)
			}
		})
	}
	work.Wait()
	rounds, err := g.Rounds(bg, c.practice, c.couple.ID, fresh.ID)
	if err != nil || len(rounds) != 1 || len(rounds[0].Moves) != 8 {
		t.Fatalf("rounds %+v, %v; want one with eight moves", rounds, err)
	}
	for i, m := range rounds[0].Moves {
		if m.Seq != i+1 {
			t.Errorf("place %d holds seq %d", i, m.Seq)
		}
	}
}

func partsAndDrafts(t *testing.T, g *ground) {
	c := g.clinic(t)
	later := start.Add(time.Minute)
	part := func(who tandem.PartnerID, state exercise.PartState) error {
		return g.InTx(bg, func(ctx context.Context) error {
			return g.SetPart(ctx, c.practice, c.first, homework.Part{Partner: who, State: state, ChangedAt: later})
		})
	}
	changed := func(want map[tandem.PartnerID]time.Time) {
		t.Helper()
		if got, err := g.LastChanges(bg, c.practice, []tandem.CoupleID{c.couple.ID}); err != nil || !maps.EqualFunc(got, want, time.Time.Equal) {
			t.Errorf("last changes are %v, want %v (%v)", got, want, err)
		}
	}
	changed(map[tandem.PartnerID]time.Time{c.anaPartner: start})
	if err := all(part(c.anaPartner, exercise.PartDone), part(c.benPartner, exercise.PartPassed)); err != nil {
		t.Fatal(err)
	}
	changed(map[tandem.PartnerID]time.Time{c.anaPartner: later, c.benPartner: later})
	a, err := g.Assignment(bg, c.practice, c.first.ID)
	if err != nil || len(a.Parts) != 2 || a.Part(c.anaPartner) != exercise.PartDone || a.Part(c.benPartner) != exercise.PartPassed || !a.Parts[0].ChangedAt.Equal(later) {
		t.Errorf("parts %+v, %v", a.Parts, err)
	}
	wantKind(t, "a part of a stranger", part("stranger", exercise.PartDone), tandem.KindNotFound)

	look := func(what string, who tandem.PartnerID, want *homework.Draft) {
		t.Helper()
		d, ok, err := g.Draft(bg, c.practice, c.round, who)
		if err != nil || ok != (want != nil) || ok && !reflect.DeepEqual(d, *want) {
			t.Errorf("%s: %+v, %v, %v; want %+v", what, d, ok, err, want)
		}
	}
	look("Ben's", c.benPartner, &c.draft)
	look("Ana has none", c.anaPartner, nil)
	next := c.draft
	next.Step, next.Form, next.At = "more", exercise.Form{"a": {"1", "2"}}, later
	own := homework.Draft{Round: c.round.ID, Author: c.anaPartner, Step: "write", Form: exercise.Form{}, At: start}
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.KeepDraft(ctx, c.practice, c.round, next), g.KeepDraft(ctx, c.practice, c.round, own))
	})
	look("Ben's, replaced", c.benPartner, &next)
	look("Ana's", c.anaPartner, &own)
	for range 2 {
		must(t, g.Store, func(ctx context.Context) error { return g.DropDraft(ctx, c.practice, c.round, c.benPartner) })
	}
	look("Ben's, dropped", c.benPartner, nil)
	look("Ana's stays", c.anaPartner, &own)
	stranger := own
	stranger.Author = "stranger"
	err = g.InTx(bg, func(ctx context.Context) error { return g.KeepDraft(ctx, c.practice, c.round, stranger) })
	wantKind(t, "a draft of a stranger", err, tandem.KindNotFound)
}

func documents(t *testing.T, g *ground) {
	c := g.clinic(t)
	d, file, err := g.Document(bg, c.practice, c.document.ID)
	if err != nil || d != c.document || string(file) != "%PDF "+c.word("document") {
		t.Errorf("the document is %+v %q, want %+v (%v)", d, file, c.document, err)
	}
	_, _, err = g.Document(bg, c.practice, tandem.DocumentID(c.id(777)))
	wantKind(t, "an unknown document", err, tandem.KindNotFound)
	newer := c.document
	newer.ID, newer.IssuedAt = tandem.DocumentID(c.id(41)), start.Add(time.Minute)
	must(t, g.Store, func(ctx context.Context) error {
		return g.CreateDocument(ctx, c.practice, newer, []byte{0, 255}, report.Document{})
	})
	list, err := g.Documents(bg, c.practice, c.couple.ID)
	if err != nil || !reflect.DeepEqual(list, []report.Issued{newer, c.document}) {
		t.Errorf("documents %+v (%v)", list, err)
	}
	if _, file, err := g.Document(bg, c.practice, newer.ID); err != nil || len(file) != 2 || file[1] != 255 {
		t.Errorf("bytes %v, %v", file, err)
	}
	err = g.InTx(bg, func(ctx context.Context) error {
		return g.CreateDocument(ctx, c.practice, newer, nil, report.Document{})
	})
	wantKind(t, "an id twice", err, tandem.KindConflict)
	audience(t, g, c)
}

// audience: a document is listed for those whom it was made for.
func audience(t *testing.T, g *ground, c *clinic) {
	if d, content, err := g.DocumentContent(bg, c.practice, c.document.ID); err != nil || d != c.document || !reflect.DeepEqual(content, c.content()) {
		t.Errorf("the content is %+v of %+v (%v)", content, d, err)
	}
	_, _, err := g.DocumentContent(bg, c.practice, tandem.DocumentID(c.id(777)))
	wantKind(t, "the content of an unknown document", err, tandem.KindNotFound)
	joint, own, early := c.document, c.document, c.document
	joint.ID, joint.Edition, joint.IssuedAt = tandem.DocumentID(c.id(42)), report.EditionJoint, start.Add(2*time.Minute)
	own.ID, own.Edition, own.For, own.IssuedAt = tandem.DocumentID(c.id(43)), report.EditionOwn, c.anaPartner, start.Add(3*time.Minute)
	early.ID, early.Edition, early.IssuedAt = tandem.DocumentID(c.id(44)), report.EditionJoint, start.AddDate(-9, 0, 0) // before they came
	for _, d := range []report.Issued{joint, own, early} {
		must(t, g.Store, func(ctx context.Context) error { return g.CreateDocument(ctx, c.practice, d, []byte("x"), c.content()) })
	}
	for partner, want := range map[tandem.PartnerID][]report.Issued{c.anaPartner: {own, joint}, c.benPartner: {joint}, tandem.PartnerID(c.id(999)): {}} {
		if got, err := g.DocumentsFor(bg, c.practice, c.couple.ID, partner); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("for %s: %+v (%v)", partner, got, err)
		}
	}
	nobody := own
	nobody.ID, nobody.For = tandem.DocumentID(c.id(45)), ""
	for what, d := range map[string]report.Issued{"an own edition for nobody": nobody, "a joint one for one": {ID: tandem.DocumentID(c.id(46)), Couple: c.couple.ID,
		Kind: "k", Edition: report.EditionJoint, For: c.anaPartner, Language: "en", ContentDigest: "c", BytesDigest: "b", IssuedBy: c.therapist, IssuedAt: start}} {
		if err := g.InTx(bg, func(ctx context.Context) error { return g.CreateDocument(ctx, c.practice, d, nil, report.Document{}) }); err == nil {
			t.Errorf("%s was stored", what)
		}
	}
	for i, e := range []tandem.Entry{{Event: tandem.EventDocumentExported, Actor: tandem.PersonID(c.id(5))}, {Event: tandem.EventDocumentIssued, Actor: c.therapist}} {
		e.ID, e.Practice, e.At, e.Couple, e.Object = c.id(800+i), c.practice, start, c.couple.ID, tandem.Object{Kind: tandem.ObjectDocument, ID: string(own.ID)}
		must(t, g.Store, func(ctx context.Context) error { return g.Record(ctx, e) })
	}
	if got, err := g.Openings(bg, c.practice, c.couple.ID); err != nil || !reflect.DeepEqual(got, []report.Opening{{Document: own.ID, By: tandem.PersonID(c.id(5)), At: start}}) {
		t.Errorf("opened: %+v (%v)", got, err)
	}
}

// TestNothingOfTheDomainIsReadable: what people wrote, and who they are, stands
// sealed in the database's files.
func TestNothingOfTheDomainIsReadable(t *testing.T) {
	b := newBase(t, "")
	s := b.open(t)
	c := newClinic(t, s, 1000)
	if len(c.words) < 15 {
		t.Fatalf("only %d words were planted", len(c.words))
	}
	read := func() string {
		var files strings.Builder
		for _, name := range []string{"tandem.db", "tandem.db-wal"} {
			content, err := os.ReadFile(filepath.Join(b.options.Dir, name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			files.Write(content)
		}
		return files.String()
	}
	look := func(when string) {
		files := read()
		if !strings.Contains(files, "TD-101") || !strings.Contains(files, string(c.couple.ID)) {
			t.Errorf("%s: what stands open was not found, so this looks at nothing", when)
		}
		for _, word := range append(c.words, "quokka", string(exercise.AuthorAndTherapist)) {
			if strings.Contains(files, word) {
				t.Errorf("%s: %q can be read", when, word)
			}
		}
	}
	look("in the log")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	look("in the file")
	again := b.open(t)
	must(t, again, func(ctx context.Context) error { // planted: a name left open
		return try(ctx, again, "UPDATE couples SET code = ? WHERE practice_id = ?", c.words[0], c.practice)
	})
	if !strings.Contains(read(), c.words[0]) {
		t.Error("a word planted in the open was not found")
	}
}

// asked: homework that no plan asks for comes back as it was stored, also its
// round, and is nobody's but those whom it concerns.
func asked(t *testing.T, g *ground) {
	c := g.clinic(t)
	one, both := c.newAsked(790, c.couple.ID, c.anaPartner), c.newAsked(791, c.couple.ID)
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.CreateAssignment(ctx, c.practice, one), g.CreateAssignment(ctx, c.practice, both))
	})
	list, err := g.AssignmentsAsked(bg, c.practice, c.couple.ID)
	if err != nil || len(list) != 2 || !reflect.DeepEqual(list, []homework.Assignment{one, both}) {
		t.Errorf("asked %+v (%v)", list, err)
	}
	var r homework.Round
	must(t, g.Store, func(ctx context.Context) (err error) { r, err = g.HoldRound(ctx, c.practice, one); return err })
	if !r.Some || !reflect.DeepEqual(r.For, one.For) {
		t.Errorf("its round is %+v", r)
	}
	couples := []tandem.CoupleID{c.couple.ID, "another"}
	of, err := g.AssignmentsFor(bg, c.practice, couples, one.Purpose)
	rounds, failed := g.RoundsFor(bg, c.practice, couples, one.Purpose)
	if err != nil || failed != nil || !reflect.DeepEqual(of, list) || len(rounds) != 1 || rounds[0].ID != r.ID || !reflect.DeepEqual(rounds[0].For, one.For) {
		t.Errorf("for its purpose: %+v, %+v (%v, %v)", of, rounds, err, failed)
	}
	if of, err = g.AssignmentsFor(bg, c.practice, couples, "another"); err != nil || len(of) != 0 {
		t.Errorf("for another purpose: %+v (%v)", of, err)
	}
	for who, want := range map[tandem.PersonID]tandem.PartnerID{c.ana: c.anaPartner, c.ben: "", c.therapist: ""} {
		f, err := g.FactsOf(bg, tandem.Actor{Practice: c.practice, Person: who}, tandem.Object{Kind: tandem.ObjectAssignment, ID: string(one.ID)})
		if err != nil || f.Partner != want || slices.Contains(f.Relations, tandem.RelationPartner) != (want != "") {
			t.Errorf("%s stands to it as %+v (%v)", who, f, err)
		}
	}
	f, err := g.FactsOf(bg, tandem.Actor{Practice: c.practice, Person: c.ben}, tandem.Object{Kind: tandem.ObjectAssignment, ID: string(both.ID)})
	if err != nil || f.Partner != c.benPartner {
		t.Errorf("Ben stands to what is for both as %+v (%v)", f, err)
	}
	stranger := c.newAsked(792, c.couple.ID, "stranger")
	wantKind(t, "for a stranger", g.InTx(bg, func(ctx context.Context) error { return g.CreateAssignment(ctx, c.practice, stranger) }), tandem.KindNotFound)
	wantKind(t, "an id twice", g.InTx(bg, func(ctx context.Context) error { return g.CreateAssignment(ctx, c.practice, both) }), tandem.KindConflict)
}

// staffMoves: what the care team does comes back as it was stored; a record
// stands with the part.
func staffMoves(t *testing.T, g *ground) {
	c := g.clinic(t)
	reply := exercise.Move{ID: tandem.MoveID(c.id(795)), Seq: 2, Staff: c.therapist, Kind: exercise.MoveReply, For: []tandem.PartnerID{c.anaPartner},
		On: "2026-11-03", Answers: exercise.Answers{exercise.FieldReply: {Text: c.word("reply")}}, Key: c.move.Key, At: start}
	must(t, g.Store, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, reply) })
	rounds, err := g.Rounds(bg, c.practice, c.couple.ID, c.first.ID)
	if err != nil || len(rounds) != 1 || !reflect.DeepEqual(rounds[0].Moves, []exercise.Move{c.move, reply}) {
		t.Errorf("the round is %+v (%v)", rounds, err)
	}
	again := reply
	again.ID, again.Seq = tandem.MoveID(c.id(796)), 3
	wantKind(t, "the same key again", g.InTx(bg, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, again) }), tandem.KindConflict)
	again.Key, again.Staff = "another key", c.ben
	wantKind(t, "by a client", g.InTx(bg, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, again) }), tandem.KindNotFound)
	part := homework.Part{Partner: c.benPartner, State: exercise.PartDone, Recorded: &exercise.Record{On: "2026-11-03", InRoom: true}, ChangedAt: start}
	must(t, g.Store, func(ctx context.Context) error { return g.SetPart(ctx, c.practice, c.first, part) })
	a, err := g.Assignment(bg, c.practice, c.first.ID)
	if err != nil || !slices.ContainsFunc(a.Parts, func(p homework.Part) bool { return reflect.DeepEqual(p, part) }) {
		t.Errorf("the parts are %+v (%v)", a.Parts, err)
	}
}

// aloneIsApart: what is the author's alone opens with a key of its own and no other.
func aloneIsApart(t *testing.T, g *ground) {
	c := g.clinic(t)
	must(t, g.Store, func(ctx context.Context) error {
		return try(ctx, g.Store, "DELETE FROM keys WHERE practice_id = ? AND person_id = ? AND class = 'private'", c.practice, c.ana)
	})
	g.Store.ForgetKeys(100)
	_, err := g.Rounds(bg, c.practice, c.couple.ID, c.first.ID)
	wantKind(t, "without the private key", err, tandem.KindInternal)
}
