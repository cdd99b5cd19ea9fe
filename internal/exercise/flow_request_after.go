package exercise

import (
	"slices"
	"strconv"
	"time"

	"tandem/internal/tandem"
)

// open tells whether the words may still be settled.
func (r *requests) open(q *request) bool {
	return r.Words && (q.standing == StandingAccepted || q.standing == StandingAgreed || q.standing == StandingChange) && (r.Renews || len(q.kept) == 0)
}

// concluded is what comes after a yes: words, a yes to them, how it went, an end.
func (r *requests) concluded(i int, m Move) bool {
	switch m.Kind {
	case MoveWord:
		q := r.about(m.Target, func(q *request) int { return q.first })
		return q != nil && r.worded(q, i, m)
	case MoveFits:
		if q := r.about(m.Target, func(q *request) int { return q.verdict }); q != nil {
			return r.judged(q, m.Author)
		}
		q := r.about(m.Target, (*request).word)
		return q != nil && r.fits(q, m.Author)
	case MoveRetire:
		q := r.about(m.Target, func(q *request) int { return q.first })
		if q == nil || !r.Renews || q.by != m.Author || !r.open(q) {
			return false
		}
		q.standing = StandingClosed
		return true
	default:
		q := r.about(m.Target, func(q *request) int { return q.agreed })
		return q != nil && r.lookedBack(q, i, m)
	}
}

// worded sets down new words; they clear what was confirmed. What both agreed
// on before holds until they confirm the new ones.
func (r *requests) worded(q *request, i int, m Move) bool {
	if !r.open(q) {
		return false
	}
	q.words, q.confirmed, q.standing = append(q.words, i), map[tandem.PartnerID]bool{m.Author: true}, StandingAccepted
	if !r.Renews {
		q.agreed = -1
	} else if q.agreed >= 0 {
		q.standing = StandingChange
	}
	return true
}

func (r *requests) fits(q *request, p tandem.PartnerID) bool {
	if q.standing != StandingAccepted && q.standing != StandingChange || q.confirmed[p] {
		return false
	}
	q.confirmed[p] = true
	if r.all("", func(p tandem.PartnerID) bool { return q.confirmed[p] }) {
		q.standing, q.agreed, q.since, q.kept = StandingAgreed, q.word(), q.word(), nil
	}
	return true
}

func (r *requests) lookedBack(q *request, i int, m Move) bool {
	_, already := q.kept[m.Author]
	if r.Kept == nil || r.said(i, r.Kept.Field) == "" || q.standing != StandingAgreed && (q.standing != StandingClosed || r.Kept.Both) || already && !r.Renews && !r.Kept.Both {
		return false
	}
	if r.Kept.Both {
		q.verdict, q.confirmed = i, map[tandem.PartnerID]bool{m.Author: true}
		return true
	}
	if q.kept == nil {
		q.kept = map[tandem.PartnerID]int{}
	}
	q.kept[m.Author] = i
	if !r.Renews {
		q.standing = StandingClosed
	}
	return true
}

// judged: a verdict counts once all say the same. One of them lets it go on for
// another while; the others end it.
func (r *requests) judged(q *request, p tandem.PartnerID) bool {
	if q.confirmed[p] || q.standing != StandingAgreed {
		return false
	}
	q.confirmed[p] = true
	if !r.all("", func(p tandem.PartnerID) bool { return q.confirmed[p] }) {
		return true
	}
	if r.Kept.Again != "" && r.said(q.verdict, r.Kept.Field) == r.Kept.Again {
		q.since, q.verdict, q.agreed = q.verdict, -1, q.verdict
		return true
	}
	q.standing = StandingClosed
	return true
}

// due is the day on which one looks back.
func (r *requests) due(q *request, p tandem.PartnerID) tandem.Date {
	if last, ever := q.kept[p]; ever { // what holds on is looked at again after a while
		return tandem.DateOf(r.moves[last].At, time.UTC).AddDays(reviewDays)
	}
	for _, i := range []int{q.since, q.agreed, q.answer, q.last, q.first} {
		for _, id := range r.Due {
			if d, err := tandem.ParseDate(r.said(i, id)); err == nil {
				return d
			}
		}
		for _, id := range r.Weeks {
			if n, err := strconv.Atoi(r.said(i, id)); err == nil {
				return r.day(q.since, "", 7*n)
			}
		}
	}
	return r.day(q.since, "", 7)
}

// reviewDays is how long after looking back one is asked again about what holds
// on: a quarter.
const reviewDays = 91

func (r *requests) acts(p tandem.PartnerID) []Act {
	var asked, may []Act
	own := false
	for _, q := range r.asked {
		own = own || q.by == p
		now, later := r.next(q, p)
		asked, may = append(asked, now...), append(may, later...)
	}
	begin := r.beginning(p, own)
	if r.Once && len(r.asked) > 0 {
		for i := range begin {
			begin[i].Later = true
		}
	}
	return slices.Concat(asked, begin, may)
}

// beginning is how somebody comes to ask for something themselves.
func (r *requests) beginning(p tandem.PartnerID, own bool) []Act {
	alone, wrote := r.alone[p]
	switch {
	case r.Alone == "" && own, r.Alone == AloneDraft && own:
		return nil
	case r.Alone == "":
		return []Act{r.begins(MoveRequest, -1)}
	case !wrote:
		return []Act{r.begins(MoveKeep, -1)}
	}
	again := r.may(MoveKeep, -1).editing(r.fold, alone)
	switch {
	case r.Alone == AloneNote && own, len(r.cast) == 1: // given to one alone, there is nobody to ask
		return []Act{again}
	case r.Alone == AloneNote:
		return []Act{r.may(MoveRequest, -1), again}
	}
	share := r.begins(MoveShare, -1)
	share.Hands = r.moves[alone].ID
	return []Act{share, again}
}

// next is what a partner may do about one request: what waits, and what else.
func (r *requests) next(q *request, p tandem.PartnerID) (asked, may []Act) {
	switch {
	case q.question >= 0 && q.by == p:
		return []Act{r.asks(p, MoveExplain, q.question, q.question)}, nil
	case r.waitsFor(q, p):
		return []Act{r.answering(q, p)}, nil
	case r.Listen && q.standing == StandingAsked:
		return r.hearing(q, p), nil
	case q.standing == StandingAccepted || q.standing == StandingChange:
		asked, may = r.wording(q, p)
	case q.standing == StandingAgreed && q.verdict >= 0:
		return r.judging(q, p)
	case q.standing == StandingAgreed && r.Kept != nil:
		asked = []Act{r.asks(p, MoveKept, q.agreed, q.since).on(r.due(q, p))}
		if r.Words {
			may = []Act{r.may(MoveWord, q.first).editing(r.fold, q.word())}
		}
	case q.standing == StandingClosed && r.Kept != nil && !r.Kept.Both && !r.Renews && q.agreed >= 0:
		if _, already := q.kept[p]; !already {
			may = []Act{r.may(MoveKept, q.agreed)}
		}
	}
	if r.Renews && q.by == p && r.open(q) {
		may = append(may, r.may(MoveRetire, q.first))
	}
	return asked, may
}

func (r *requests) answering(q *request, p tandem.PartnerID) Act {
	kind := MoveAnswer
	if q.counters >= maxCounters {
		kind = MoveSettle
	}
	a := r.asks(p, kind, q.last, max(q.last, q.answer))
	if q.standing == StandingLater {
		a = a.on(q.again)
	}
	return a
}

func (r *requests) hearing(q *request, p tandem.PartnerID) []Act {
	switch {
	case q.heard && q.by == p && q.last == q.first:
		return []Act{r.asks(p, MoveSuggest, q.first, q.mirrored)} // the way is open to it now
	case !q.heard && q.by == p && q.mirrored >= 0:
		return []Act{r.asks(p, MoveCheck, q.mirrored, q.mirrored)}
	case !q.heard && q.by != p && q.mirrored < 0:
		return []Act{r.asks(p, MoveReflect, q.first, q.act)}
	}
	return nil
}

func (r *requests) wording(q *request, p tandem.PartnerID) (asked, may []Act) {
	switch {
	case q.word() < 0 && q.by == p:
		return []Act{r.asks(p, MoveWord, q.first, q.answer)}, nil
	case q.word() < 0:
		return nil, []Act{r.may(MoveWord, q.first)}
	case !q.confirmed[p]:
		asked = []Act{r.asks(p, MoveFits, q.word(), q.word())}
	}
	return asked, []Act{r.may(MoveWord, q.first).editing(r.fold, q.word())}
}

func (r *requests) judging(q *request, p tandem.PartnerID) (asked, may []Act) {
	if !q.confirmed[p] {
		asked = []Act{r.asks(p, MoveFits, q.verdict, q.verdict)}
	}
	return asked, []Act{r.may(MoveKept, q.agreed)}
}
