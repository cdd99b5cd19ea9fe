package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// What lies between the two for weeks, in the privacy rig's story: a request that
// is asked and answered, promises and what both agreed, a chain whose first part
// is sealed, a review that both prepare. Each is told as far as it is announced,
// and Rowan keeps something of their own in each.

// between are the pieces of homework of that part of the story.
type between struct {
	*stage
	at map[tandem.ExerciseID]tandem.AssignmentID
}

// betweens are the exercises, in the order in which they are given.
func betweens() []tandem.ExerciseID {
	return []tandem.ExerciseID{
		"E05", // a request and its answer
		"E22", // a limit, kept for the therapist before it is shared
		"E45", // a hope that may never be asked
		"E32", // promises, in the ledger
		"E37", // what both agreed, and how it went, sealed
		"E36", // a chain: agreed, then noted apart
		"E09", // a chain: sealed, then one page
	}
}

// between gives the homework when it is first asked for.
func (s *stage) between() between {
	b := between{s, map[tandem.ExerciseID]tandem.AssignmentID{}}
	if s.given == nil {
		s.given = map[tandem.ExerciseID]tandem.AssignmentID{}
		for _, id := range betweens() {
			s.given[id] = s.ask(s.couple, id)
		}
	}
	b.at = s.given
	return b
}

// drafts types into a page of Rowan's and sends nothing.
func (b between) drafts(id tandem.ExerciseID, form url.Values) {
	if a := b.rowan.post("/homework/"+string(b.at[id])+"/draft", form); a.status >= http.StatusBadRequest {
		b.t.Fatalf("a draft of %s: %d", id, a.status)
	}
}

// unseen lets Rowan act, if they do, and holds that no version changes for Noor:
// it is a digest of random ids, so the two worlds cannot be compared in it.
func (b between) unseen(p privately, act func()) {
	if !p.does {
		return
	}
	versions := func() (all []string) {
		for _, id := range b.at {
			all = append(all, string(id)+" "+b.seen("noor", id).Sight.Version)
		}
		slices.Sort(all)
		return all
	}
	before := versions()
	if act(); !slices.Equal(before, versions()) {
		b.t.Errorf("a version of Noor's has changed: %v, and then %v", before, versions())
	}
}

// first: what is asked is thought over and left; a limit goes to the therapist
// alone; values are sealed. Mara lets what is sealed wait, in every world.
func (b between) first(p privately) {
	b.unseen(p, func() {
		b.does("rowan", b.at["E05"], exercise.MovePass, "", nil)
		b.drafts("E05", url.Values{"step": {"request"}, "need": {"Something that stays unsaid"}})
		limit := exercise.Form{"area": {"pace"}, "my_limit": {"Not every evening"}, "what_helps": {"A word before"}, "firmness": {"firm"}}
		b.does("rowan", b.at["E22"], exercise.MoveKeep, "", limit)
		b.does("rowan", b.at["E22"], exercise.MoveKeep, "", limit.Lay(exercise.Form{"firmness": {"flexible"}}))
		b.does("rowan", b.at["E45"], exercise.MoveKeep, "", exercise.Form{"let_go": {"An old hope"}, "keep": {"Our mornings"}, "forgiveness": {"not-yet"}})
		values := exercise.Form{"values.0.value": {"own"}, "values.0.own_value": {"Silence"}, "values.0.how": {"An hour of it"}, "values.0.importance": {"5"}, "values.0.lived": {"1"}}
		b.does("rowan", b.at["E09"], exercise.MoveSeal, "", values)
		in := homework.MoveInput{Kind: exercise.MoveSeal, Key: rowansKey, Version: b.seen("rowan", b.at["E09"]).Sight.Version, Form: values}
		b.must(b.homework.Move(bg, b.people["rowan"], b.at["E09"], in))
	})
	h := b.must(b.homework.SeeIn(bg, b.people["mara"], b.couple.ID, b.at["E09"])).(homework.Homework)
	b.must(b.homework.Guide(bg, b.people["mara"], b.couple.ID, b.at["E09"], homework.GuideInput{Kind: exercise.MoveHold, Key: b.IDs.New(), Version: h.Sight.Version}))
}

func (b between) seen(name string, id tandem.AssignmentID) homework.Homework {
	return b.must(b.homework.See(bg, b.people[name], id)).(homework.Homework)
}

// asked: what Rowan says aloud, at the same moment in every world.
func (b between) asked() {
	b.does("rowan", b.at["E05"], exercise.MoveRequest, "", exercise.Form{"need": {"A hug at the door"}, "by_when": {"when I come home"}, "why": {"It calms me"}})
	b.does("rowan", b.at["E32"], exercise.MoveOffer, "", exercise.Form{"what": {"I make the tea"}, "when": {"at eight"}, "sign": {"The cup is there"}})
	b.does("rowan", b.at["E37"], exercise.MovePropose, "", exercise.Form{"name": {"Dinner"}, "device_place": {"In the hall"}})
	b.does("rowan", b.at["E36"], exercise.MovePropose, "", exercise.Form{"what": {"hobby"}, "name": {"Clay"}, "why": {"Our hands"}, "recurrence": {"weekly"}, "first_on": {string(monday.AddDays(5))}, "at_time": {"19:00"}})
}

// answered: what Noor says to it; then Rowan notes how it went, sealed, takes it
// back, notes it anew, and types what is not sent.
func (b between) answered(p privately) {
	b.does("noor", b.at["E05"], exercise.MoveAnswer, exercise.MoveRequest, exercise.Form{"response": {"accept"}})
	b.does("noor", b.at["E32"], exercise.MoveSize, exercise.MoveOffer, exercise.Form{"size": {"ok"}})
	b.does("noor", b.at["E37"], exercise.MoveRespond, exercise.MovePropose, exercise.Form{"reply": {"agree"}})
	b.does("noor", b.at["E36"], exercise.MoveRespond, exercise.MovePropose, exercise.Form{"reply": {"agree"}, "own_why": {"Yours"}})
	b.unseen(p, func() {
		b.does("rowan", b.at["E37"], exercise.MoveLog, "", exercise.Form{"kept": {"no"}})
		b.does("rowan", b.at["E37"], exercise.MoveWithdraw, exercise.MoveLog, nil)
		b.does("rowan", b.at["E37"], exercise.MoveLog, "", exercise.Form{"kept": {"yes"}})
		b.does("rowan", b.at["E36"], exercise.MoveLog, "", exercise.Form{"held": {"held"}, "presence": {"1"}})
		b.does("rowan", b.at["E22"], exercise.MoveWithdraw, exercise.MoveKeep, nil)
		b.drafts("E32", url.Values{"step": {"outcome"}, "outcome": {"not"}})
		b.drafts("E05", url.Values{"step": {"word"}, "agreed_text": {"Only on weekdays"}})
	})
}

// prepared: Mara sets a review in every world, Noor prepares in every world, and
// Rowan, twice, in one.
func (b between) prepared(p privately) {
	r := b.must(b.reviews.Schedule(bg, b.people["mara"], b.couple.ID, review.ScheduleInput{Kind: "mid-plan", On: string(monday.AddDays(11))})).(review.Review)
	by := func(c *client, name, rating string) {
		if a := b.prepare(c, r.Preparation, name, rating); a.status != http.StatusSeeOther {
			b.t.Fatalf("%s prepares: %d", name, a.status)
		}
	}
	if p.does {
		by(b.rowan, "rowan", "1")
	}
	by(b.noor_, "noor", "5")
	if p.does {
		by(b.rowan, "rowan", "2")
		b.rowan.post("/homework/"+string(r.Preparation)+"/draft", url.Values{"step": {"prepare"}, "wish.0.wish_one": {"Another life"}})
	}
}

// afterAWeek: Rowan lets the therapist alone read what is sealed.
func (b between) afterAWeek(p privately) {
	b.unseen(p, func() { b.does("rowan", b.at["E09"], exercise.MoveConfide, exercise.MoveSeal, nil) })
}

// pieces lists it in the order in which it was given, the preparation last.
func (b between) pieces() []tandem.AssignmentID {
	var all []tandem.AssignmentID
	for _, id := range betweens() {
		all = append(all, b.at[id])
	}
	r, _ := b.newest()
	return append(all, r.Preparation)
}

// paths are where Noor can look for it, by a name that is the same everywhere.
func (b between) paths() map[string]string {
	all := map[string]string{}
	r, _ := b.newest()
	for name, at := range map[string]string{"the review": "/reviews/" + string(r.ID), "the review for staff": reviewHref(r), "reviews for staff": "/couples/" + string(b.couple.ID) + "/reviews"} {
		all[name] = at
	}
	for i, id := range b.pieces() {
		name, at := fmt.Sprintf("between them, %d", i), "/homework/"+string(id)
		for _, of := range []string{"", "?step=1", "?step=2", "/version", "/phone", "?do=request", "?do=answer", "?do=keep", "?do=seal", "?do=edit", "?do=log", "?do=outcome", "?do=prepare"} {
			all[name+of] = at + of
		}
		all[name+" for staff"] = "/couples/" + string(b.couple.ID) + at
	}
	for _, shelf := range []string{"requests", "commitments", "boundaries", "rituals", "values", "expectations"} {
		all["the shelf "+shelf] = "/together?shelf=" + shelf
	}
	for _, id := range betweens() {
		all["written in "+string(id)] = "/privacy?of=" + string(id)
	}
	return all
}

// rowansKey is the key of a move of Rowan's that nobody is told of, and keyed
// where Noor sends hers with the same one.
const (
	rowansKey = "a-key-of-rowans"
	keyed     = "a move with a key that Rowan has used"
)

// sameKey is what Noor gets who sends a move under the key of Rowan's.
func (b between) sameKey() answer {
	at := b.at["E09"]
	return b.noor_.post("/homework/"+string(at)+"/moves", url.Values{"kind": {"pass"}, "key": {rowansKey}, "version": {b.seen("noor", at).Sight.Version}})
}

// lacks is what is not there though the comparison is made of it.
func (b between) lacks(quiet *stage, noors map[string]string) []string {
	var wrong []string
	for what, holds := range map[string]bool{
		"the request":  strings.Contains(noors["the shelf requests"], "A hug at the door"),
		"the promise":  strings.Contains(noors["the shelf commitments"], "I make the tea"),
		"the ritual":   strings.Contains(noors["the shelf rituals"], "Clay"),
		"her review":   strings.Contains(noors[fmt.Sprintf("between them, %d", len(betweens()))], "noor sleeps better"),
		"the same key": strings.HasPrefix(noors["a key that Rowan has used"], "303"),
	} {
		if !holds {
			wrong = append(wrong, what+" is not there")
		}
	}
	moves := func(s *stage, id tandem.AssignmentID) int {
		return len(s.rows("SELECT m.id FROM moves m JOIN rounds r ON r.id = m.round_id WHERE r.assignment_id = '" + string(id) + "'"))
	}
	others := quiet.between().pieces()
	for i, id := range b.pieces() {
		if drafted := id == b.at["E32"]; !drafted && moves(b.stage, id) <= moves(quiet, others[i]) {
			wrong = append(wrong, fmt.Sprintf("between them, %d: Rowan has kept nothing", i))
		}
	}
	return wrong
}
