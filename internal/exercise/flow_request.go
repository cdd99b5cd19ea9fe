package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// requestFlow is request-and-answer (RR): one asks, the other answers, and what
// may be answered is the exercise's own (Asking). After a yes both settle the
// words, where there are any; then it holds until somebody notes how it went. A
// no needs no reason and nothing follows from it. Nothing escalates by itself:
// after three suggestions there is only what ends it, or the session.
//
// Each partner may ask for one thing in a round; the two requests do not touch
// each other. What somebody writes alone before they ask is between them and
// the therapist, and steers nothing that the other can see.
type requestFlow struct{}

// maxCounters is how many suggestions go back and forth before it is time for
// the session (domain page 1.4, RR).
const maxCounters = 3

// fieldUnderstood is how the author says whether they were understood.
const fieldUnderstood FieldID = "understood"

func (requestFlow) Steps() []MoveKind { return []MoveKind{MoveAnswer} }

func (requestFlow) also() []MoveKind {
	return []MoveKind{MoveRequest, MoveSettle, MoveWord, MoveFits, MoveKept, MoveKeep, MoveShare, MoveReflect, MoveCheck, MoveSuggest, MoveExplain, MoveRetire}
}

func (requestFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	ask := def.Flow.Link(FlowRequest).Ask
	if ask == nil {
		ask = &Asking{} // no definition of the library: see the checker
	}
	return f.run(func() protocol {
		return &requests{fold: f, Asking: ask, acted: map[tandem.PartnerID]bool{}, alone: map[tandem.PartnerID]int{}}
	})
}

// requests is the state of the flow.
type requests struct {
	*fold
	*Asking
	asked []*request
	acted map[tandem.PartnerID]bool
	alone map[tandem.PartnerID]int // what each has written alone
}

// request is one thing asked for, and what has become of it. Indices are -1
// where there is no such move.
type request struct {
	by        tandem.PartnerID
	first     int // what is asked
	act       int // the move that asked it: another one where a draft was shared
	last      int // what waits for an answer: the request, a suggestion, an explanation
	answer    int // the answer that settled it for now
	question  int // what the author is asked before there is an answer
	mirrored  int // what the other understood, to be checked
	heard     bool
	counters  int
	standing  Standing
	again     tandem.Date // of a "not now": the day on which it is asked again
	words     []int       // the texts to agree on, oldest first
	agreed    int         // the text that both confirmed
	confirmed map[tandem.PartnerID]bool
	kept      map[tandem.PartnerID]int
	verdict   int // what waits for the other to say the same
	since     int // since when it holds
}

func (q *request) word() int {
	if len(q.words) == 0 {
		return -1
	}
	return q.words[len(q.words)-1]
}

func (r *requests) take(i int, m Move) bool {
	ok := false
	switch m.Kind {
	case MoveKeep:
		return r.Alone != "" && r.wrote(i, m)
	case r.first():
		ok = r.ask(i, m)
	case MoveReflect, MoveCheck, MoveSuggest:
		ok = r.Listen && r.listened(i, m)
	case MoveAnswer, MoveSettle:
		q := r.find(func(q *request) bool { return r.waitsFor(q, m.Author) && r.moves[q.last].ID == m.Target })
		ok = q != nil && r.answered(q, i, m)
	case MoveExplain:
		q := r.find(func(q *request) bool {
			return q.question >= 0 && r.moves[q.question].ID == m.Target && q.by == m.Author
		})
		if ok = q != nil; ok {
			q.last, q.question = i, -1
		}
	case MoveWord, MoveFits, MoveKept, MoveRetire:
		ok = r.concluded(i, m)
	}
	r.acted[m.Author] = r.acted[m.Author] || ok
	return ok
}

func (r *requests) find(is func(*request) bool) *request {
	if i := slices.IndexFunc(r.asked, is); i >= 0 {
		return r.asked[i]
	}
	return nil
}

// about is the request whose first move, or whose move at the index that pick
// gives, is the target.
func (r *requests) about(target tandem.MoveID, pick func(*request) int) *request {
	return r.find(func(q *request) bool { i := pick(q); return i >= 0 && r.moves[i].ID == target })
}

// wrote keeps what somebody writes alone. What was shared stays as it is.
func (r *requests) wrote(i int, m Move) bool {
	before, ever := r.alone[m.Author]
	if ever && r.find(func(q *request) bool { return q.first == before }) != nil {
		return false
	}
	if ever {
		r.openings[before].Gone = true
	}
	r.alone[m.Author] = i
	return true
}

func (r *requests) ask(i int, m Move) bool {
	if r.find(func(q *request) bool { return q.by == m.Author }) != nil {
		return false
	}
	q := &request{by: m.Author, first: i, act: i, last: i, answer: -1, question: -1, mirrored: -1, agreed: -1, verdict: -1, since: i, standing: StandingAsked}
	alone, wrote := r.alone[m.Author]
	switch {
	case r.Alone != "" && !wrote:
		return false
	case r.Alone == AloneDraft && !r.shared(alone):
		return false
	case r.Alone == AloneDraft:
		q.first, q.last = alone, alone
		r.openings[i].Of = r.moves[alone].ID
		r.openings[alone] = Opening{Partners: r.others(m.Author), Staff: true, Unsealed: true, At: m.At}
	}
	r.asked = append(r.asked, q)
	return true
}

// listened: the other says what they understood, as often as it takes; once
// the author says that it fits, and not before, the suggestion is open to them.
func (r *requests) listened(i int, m Move) bool {
	switch m.Kind {
	case MoveReflect:
		q := r.about(m.Target, func(q *request) int { return q.first })
		if q == nil || q.by == m.Author || q.heard || q.mirrored >= 0 {
			return false
		}
		q.mirrored = i
	case MoveCheck:
		q := r.about(m.Target, func(q *request) int { return q.mirrored })
		if q == nil || q.by != m.Author || q.heard || !r.isOpen(i, fieldUnderstood) || m.Answers[fieldUnderstood].Yes == nil && m.Answers[fieldUnderstood].Text == "" {
			return false
		}
		q.heard = r.says(i, fieldUnderstood)
		if !q.heard {
			q.mirrored = -1
		}
	default:
		q := r.about(m.Target, func(q *request) int { return q.first })
		if q == nil || q.by != m.Author || !q.heard || q.last != q.first {
			return false
		}
		q.last = i
	}
	return true
}

// says tells whether a yes or no that both can read is a yes.
func (r *requests) says(i int, id FieldID) bool {
	v := r.moves[i].Answers[id]
	return r.isOpen(i, id) && (v.Yes != nil && *v.Yes || v.Text == "yes")
}

// waitsFor tells whether the partner may answer what stands there now.
func (r *requests) waitsFor(q *request, p tandem.PartnerID) bool {
	return (q.standing == StandingAsked || q.standing == StandingLater) && q.question < 0 && r.moves[q.last].Author != p &&
		(!r.Listen || q.last != q.first)
}

func (r *requests) answered(q *request, i int, m Move) bool {
	field, until := r.Answer, r.Until
	if m.Kind == MoveSettle {
		field, until = r.Settle, r.Last
	}
	effect := r.effect(r.said(i, field))
	back := effect == EffectOther || effect == EffectAsk
	if (m.Kind == MoveSettle) != (q.counters >= maxCounters) || m.Kind == MoveSettle && back || effect == EffectAsk && q.by == m.Author {
		return false
	}
	switch effect {
	case EffectYes:
		q.standing, q.since = StandingAccepted, i
		r.accepted(q)
	case EffectOther:
		q.counters, q.last, q.standing = q.counters+1, i, StandingAsked
	case EffectAsk:
		q.counters, q.question, q.standing = q.counters+1, i, StandingAsked
	case EffectLater:
		q.standing, q.again = StandingLater, r.day(i, until, 7)
	case EffectNo:
		q.standing = StandingDeclined
	case EffectSession:
		q.standing = StandingSession
	default:
		return false
	}
	q.answer = i
	return true
}

// accepted: without words to settle a yes is enough, and without anything to
// look back on it is the end.
func (r *requests) accepted(q *request) {
	switch {
	case r.Words:
	case r.Kept != nil:
		q.standing, q.agreed = StandingAgreed, q.last
	default:
		q.standing = StandingClosed
	}
}
