package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// requestFlow is request-and-answer (RR): one asks, the other says yes, suggests
// something else, says not now, says no, or would take it to the session. After
// a yes both settle the words; then it is agreed until somebody notes how it
// went. A no needs no reason and nothing follows from it. Nothing escalates by
// itself: after three suggestions there is only yes, not now, no, or the session.
//
// Each partner may ask for one thing in a round; the two requests do not touch
// each other.
type requestFlow struct{}

// maxCounters is how many suggestions go back and forth before it is time for
// the session (domain page 1.4, RR).
const maxCounters = 3

// The fields that steer request-and-answer, and what they may say.
const (
	fieldResponse FieldID = "response"
	fieldSettle   FieldID = "settle"
	fieldNotUntil FieldID = "not_now_until"
	fieldLast     FieldID = "settle_until"
	fieldFollowUp FieldID = "follow_up"
	fieldKept     FieldID = "kept"

	sayAccept  = "accept"
	sayCounter = "counter"
	sayNotNow  = "not-now"
	sayNo      = "no"
	saySession = "session"
)

func (requestFlow) Steps() []MoveKind {
	return []MoveKind{MoveRequest, MoveAnswer, MoveSettle, MoveWord, MoveFits, MoveKept}
}

func (requestFlow) steers() []steer {
	return []steer{
		{MoveAnswer, fieldResponse, []string{sayAccept, sayCounter, sayNotNow, sayNo, saySession}},
		{MoveSettle, fieldSettle, []string{sayAccept, sayNotNow, sayNo, saySession}},
		{MoveKept, fieldKept, []string{"yes", "partly", "no"}},
	}
}

func (requestFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &requests{fold: f, acted: map[tandem.PartnerID]bool{}} })
}

// requests is the state of the flow.
type requests struct {
	*fold
	asked []*request
	acted map[tandem.PartnerID]bool
}

// request is one thing asked for, and what has become of it.
type request struct {
	by        tandem.PartnerID
	first     int // index of the request
	last      int // index of what waits for an answer: the request or a suggestion
	answer    int // index of the answer that settled it for now, or -1
	counters  int
	standing  Standing
	again     tandem.Date // of a "not now": the day on which it is asked again
	word      int         // index of the text to agree on, or -1
	confirmed map[tandem.PartnerID]bool
	kept      map[tandem.PartnerID]bool
}

func (r *requests) take(i int, m Move) bool {
	ok := false
	switch m.Kind {
	case MoveRequest:
		if !slices.ContainsFunc(r.asked, func(q *request) bool { return q.by == m.Author }) {
			ok = true
			r.asked = append(r.asked, &request{by: m.Author, first: i, last: i, answer: -1, word: -1, standing: StandingAsked})
		}
	case MoveAnswer, MoveSettle:
		if q := r.find(func(q *request) bool { return q.waitsFor(r, m.Author) && r.moves[q.last].ID == m.Target }); q != nil {
			ok = r.answered(q, i, m)
		}
	case MoveWord:
		q := r.find(func(q *request) bool { return q.open() && r.moves[q.first].ID == m.Target })
		if ok = q != nil; ok { // new words clear what was confirmed
			q.word, q.confirmed, q.standing = i, map[tandem.PartnerID]bool{m.Author: true}, StandingAccepted
		}
	case MoveFits, MoveKept:
		q := r.find(func(q *request) bool { return q.word >= 0 && r.moves[q.word].ID == m.Target })
		ok = q != nil && r.concluded(q, i, m)
	}
	if ok {
		r.acted[m.Author] = true
	}
	return ok
}

func (r *requests) find(is func(*request) bool) *request {
	if i := slices.IndexFunc(r.asked, is); i >= 0 {
		return r.asked[i]
	}
	return nil
}

// waitsFor tells whether the partner may answer what stands there now.
func (q *request) waitsFor(r *requests, p tandem.PartnerID) bool {
	return (q.standing == StandingAsked || q.standing == StandingLater) && r.moves[q.last].Author != p
}

// open tells whether the words may still be settled.
func (q *request) open() bool {
	return (q.standing == StandingAccepted || q.standing == StandingAgreed) && len(q.kept) == 0
}

func (r *requests) answered(q *request, i int, m Move) bool {
	field, until := fieldResponse, fieldNotUntil
	if m.Kind == MoveSettle {
		field, until = fieldSettle, fieldLast
	}
	if (m.Kind == MoveSettle) != (q.counters >= maxCounters) {
		return false
	}
	switch r.said(i, field) {
	case sayAccept:
		q.standing = StandingAccepted
	case sayCounter:
		if m.Kind == MoveSettle {
			return false
		}
		q.counters, q.last, q.standing = q.counters+1, i, StandingAsked
	case sayNotNow:
		q.standing, q.again = StandingLater, r.day(i, until, 7)
	case sayNo:
		q.standing = StandingDeclined
	case saySession:
		q.standing = StandingSession
	default:
		return false
	}
	q.answer = i
	return true
}

func (r *requests) concluded(q *request, i int, m Move) bool {
	if m.Kind == MoveFits {
		if q.standing != StandingAccepted || q.confirmed[m.Author] {
			return false
		}
		q.confirmed[m.Author] = true
		if r.all("", func(p tandem.PartnerID) bool { return q.confirmed[p] }) {
			q.standing = StandingAgreed
		}
		return true
	}
	if q.standing != StandingAgreed && q.standing != StandingClosed || q.kept[m.Author] || r.said(i, fieldKept) == "" {
		return false
	}
	if q.kept == nil {
		q.kept = map[tandem.PartnerID]bool{}
	}
	q.kept[m.Author], q.standing = true, StandingClosed
	return true
}

func (r *requests) acts(p tandem.PartnerID) []Act {
	var asked, may []Act
	own := false
	for _, q := range r.asked {
		own = own || q.by == p
		now, later := r.about(q, p)
		asked, may = append(asked, now...), append(may, later...)
	}
	if !own {
		asked = append(asked, r.begins(MoveRequest, -1))
	}
	return append(asked, may...)
}

// about is what a partner may do about one request: what waits, and what else.
func (r *requests) about(q *request, p tandem.PartnerID) (asked, may []Act) {
	switch {
	case q.waitsFor(r, p):
		kind := MoveAnswer
		if q.counters >= maxCounters {
			kind = MoveSettle
		}
		a := r.asks(p, kind, q.last, max(q.last, q.answer))
		if q.standing == StandingLater {
			a = a.on(q.again)
		}
		return []Act{a}, nil
	case q.standing == StandingAccepted && q.word < 0 && q.by == p:
		return []Act{r.asks(p, MoveWord, q.first, q.answer)}, nil
	case q.standing == StandingAccepted && q.word < 0:
		return nil, []Act{r.may(MoveWord, q.first)}
	case q.standing == StandingAccepted && !q.confirmed[p]:
		return []Act{r.asks(p, MoveFits, q.word, q.word)}, []Act{r.may(MoveWord, q.first).editing(r.fold, q.word)}
	case q.standing == StandingAccepted:
		return nil, []Act{r.may(MoveWord, q.first).editing(r.fold, q.word)}
	case q.standing == StandingAgreed:
		kept := r.asks(p, MoveKept, q.word, q.word).on(r.day(q.word, fieldFollowUp, 7))
		return []Act{kept}, []Act{r.may(MoveWord, q.first).editing(r.fold, q.word)}
	case q.standing == StandingClosed && !q.kept[p]:
		return nil, []Act{r.may(MoveKept, q.word)}
	}
	return nil, nil
}

func (r *requests) tell(s *State) {
	for _, q := range r.asked {
		s.stands(q.first, q.standing)
		if q.last != q.first {
			s.stands(q.last, q.standing)
		}
		s.stands(q.word, q.standing)
		switch q.standing {
		case StandingDeclined, StandingSession, StandingClosed:
		default:
			s.Live = true
		}
	}
	for _, p := range r.cast {
		s.Parts[p], s.Stage[p] = PartNone, r.requestStage(p)
		if r.acted[p] {
			s.Parts[p] = PartDone
		}
		if waited(r.acts(p)) {
			s.Waiting[p] = tandem.Say("has a request to answer or to settle")
		}
	}
}

// requestStage says where the partner's requests stand, the one that waits for
// somebody first.
func (r *requests) requestStage(p tandem.PartnerID) tandem.Text {
	var said tandem.Text
	for _, q := range r.asked {
		other := q.by != p
		switch {
		case q.waitsFor(r, p) && q.standing == StandingAsked:
			return tandem.Say("%s has something for you to answer. Take your time.", r.moves[q.last].Author)
		case q.standing == StandingAccepted && q.word >= 0 && !q.confirmed[p]:
			return tandem.Say("The words are there. Do they fit for you?")
		case q.standing == StandingAccepted && q.word < 0 && !other:
			return tandem.Say("Yes was said. Now put it into words.")
		case q.standing == StandingAsked:
			said = tandem.Say("Your words are on their way. An answer may take time.")
		case q.standing == StandingAccepted:
			said = tandem.Say("Yes was said. The words are not settled yet.")
		case q.standing == StandingAgreed:
			said = tandem.Say("This is agreed between the two of you.")
		case q.standing == StandingLater:
			said = tandem.Say("Not now was said, with a day to look again.")
		case q.standing == StandingDeclined:
			said = tandem.Say("The answer is no for now. That is an answer too.")
		case q.standing == StandingSession:
			said = tandem.Say("You take this to your next session.")
		case q.standing == StandingClosed && said.IsZero():
			said = tandem.Say("This is noted. You find it under Together.")
		}
	}
	return said
}
