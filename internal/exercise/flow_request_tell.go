package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// tell says what has become of everything that was asked.
func (r *requests) tell(s *State) {
	for _, i := range r.alone {
		s.Openings[i].Confided = !slices.ContainsFunc(r.asked, func(q *request) bool { return q.first == i })
	}
	for _, q := range r.asked {
		for _, i := range q.words {
			if i != q.word() && !s.Openings[i].Taken && r.Renews {
				s.stands(i, StandingReplaced)
			}
		}
		for _, i := range []int{q.word(), q.last, q.first} {
			s.stands(i, q.standing)
		}
		if q.agreed >= 0 && r.moves[q.agreed].Kind == MoveKept { // what goes on for another while
			s.stands(q.agreed, q.standing)
		}
		if q.verdict >= 0 && q.standing == StandingClosed {
			s.stands(q.verdict, StandingClosed)
		}
		if q.standing == StandingAgreed && r.Kept != nil {
			s.Openings[q.first].Due = r.due(q, "")
		}
		if q.agreed >= 0 && q.standing == StandingChange { // holds until the new words are confirmed
			s.stands(q.agreed, StandingAgreed)
		}
		switch q.standing {
		case StandingDeclined, StandingSession, StandingClosed:
		default:
			s.Live = true
		}
	}
	for _, p := range r.cast {
		s.Parts[p], s.Stage[p] = r.partOf(p), r.requestStage(p)
		if waited(r.acts(p)) {
			s.Waiting[p] = tandem.Say("has a request to answer or to settle")
		}
	}
}

// partOf: whoever acted has done their part; so has who wrote something alone
// that asks for nothing more.
func (r *requests) partOf(p tandem.PartnerID) PartState {
	_, wrote := r.alone[p]
	switch {
	case r.acted[p], wrote && r.Alone == AloneNote:
		return PartDone
	case wrote:
		return PartPartly
	default:
		return PartNone
	}
}

// requestStage says where the partner's requests stand, the one that waits for
// somebody first.
func (r *requests) requestStage(p tandem.PartnerID) tandem.Text {
	said := r.aloneStage(p)
	for _, q := range r.asked {
		waits, rests := r.requestStages(q, p)
		if !waits.IsZero() {
			return waits
		}
		if q.standing != StandingClosed || said.IsZero() || q.by == p {
			said = rests
		}
	}
	return said
}

func (r *requests) requestStages(q *request, p tandem.PartnerID) (waits, rests tandem.Text) {
	if waits, rests = r.hearingStage(q, p); !waits.IsZero() || !rests.IsZero() {
		return waits, rests
	}
	other := q.by != p
	switch q.standing {
	case StandingAsked:
		if r.waitsFor(q, p) {
			return tandem.Say("%s has something for you to answer. Take your time.", r.moves[q.last].Author), tandem.Text{}
		}
		return tandem.Text{}, tandem.Say("Your words are on their way. An answer may take time.")
	case StandingAccepted, StandingChange:
		switch {
		case q.word() >= 0 && !q.confirmed[p]:
			return tandem.Say("The words are there. Do they fit for you?"), tandem.Text{}
		case q.word() < 0 && !other:
			return tandem.Say("Yes was said. Now put it into words."), tandem.Text{}
		}
		return tandem.Text{}, tandem.Say("Yes was said. The words are not settled yet.")
	case StandingAgreed:
		if q.verdict >= 0 && !q.confirmed[p] {
			return tandem.Say("%s has looked back. Would you say the same?", r.moves[q.verdict].Author), tandem.Text{}
		}
		return tandem.Text{}, tandem.Say("This is agreed between the two of you.")
	case StandingLater:
		return tandem.Text{}, tandem.Say("Not now was said, with a day to look again.")
	case StandingDeclined:
		return tandem.Text{}, tandem.Say("The answer is no for now. That is an answer too.")
	case StandingSession:
		return tandem.Text{}, tandem.Say("You take this to your next session.")
	default:
		return tandem.Text{}, tandem.Say("This is noted. You find it under Together.")
	}
}

// hearingStage is where it stands before there is anything to answer.
func (r *requests) hearingStage(q *request, p tandem.PartnerID) (waits, rests tandem.Text) {
	own := q.by == p
	switch {
	case q.standing != StandingAsked:
	case q.question >= 0 && own:
		return tandem.Say("%s would like to know more. Say it in your words.", r.moves[q.question].Author), tandem.Text{}
	case q.question >= 0:
		return tandem.Text{}, tandem.Say("Your question is on its way. An answer may take time.")
	case !r.Listen || q.last != q.first:
	case q.heard && own:
		return tandem.Say("You feel understood. Now there is room for a wish."), tandem.Text{}
	case q.heard:
		return tandem.Text{}, tandem.Say("You were heard right. A wish may come next.")
	case q.mirrored >= 0 && own:
		return tandem.Say("%s has said what they understood. Does it fit?", r.moves[q.mirrored].Author), tandem.Text{}
	case q.mirrored >= 0:
		return tandem.Text{}, tandem.Say("Your words are on their way. An answer may take time.")
	case !own:
		return tandem.Say("%s told you how something was. First say what you understood.", q.by), tandem.Text{}
	}
	return tandem.Text{}, tandem.Text{}
}

// aloneStage is where what somebody wrote alone stands.
func (r *requests) aloneStage(p tandem.PartnerID) tandem.Text {
	_, wrote := r.alone[p]
	switch {
	case !wrote:
		return tandem.Text{}
	case r.Alone == AloneNote:
		return tandem.Say("It is with you and your therapist. Nothing more is needed.")
	default:
		return tandem.Say("You and your therapist can read it. Share it when you are ready.")
	}
}
