package main

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/api"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestTheLineOverJSON plays the main job by programs of the three: a couple is
// taken in, signs, passes the gate, works through four weeks of a plan under a
// moved clock, holds a review, and gets a document. Two things stay with a
// browser: opening an account behind a one-time link, and with it the log-in.
// Every answer is held against the description.
func TestTheLineOverJSON(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		l := &jsonLine{world: w, mara: w.program("mara")}
		l.takeInAndInvite()
		l.passTheGate()
		l.startThePlan()
		for week := range 4 {
			l.liveAWeek(week)
		}
		l.review()
		l.print()
	})
}

type jsonLine struct {
	*world
	couple   api.TakenIn
	mara     *program
	partners [2]*program
	acts     int
}

var lineNames = [2]string{"rowan", "noor"}

func (l *jsonLine) at(rest string) string { return "/couples/" + string(l.couple.Couple) + rest }

func (l *jsonLine) takeInAndInvite() {
	l.t.Helper()
	var blank api.Blank
	l.mara.get("/couples/new", &blank)
	l.mara.post("/couples", map[string]any{"code": blank.Code, "time_zone": "Europe/Berlin", "partners": []any{
		map[string]any{"name": "Rowan", "language": "en", "pronouns": "they/them", "contact": map[string]any{"phone": "+49 30 1234", "preferred": "text"}},
		map[string]any{"name": "Noor", "language": "en"}}}, &l.couple)
	for i, p := range l.couple.Partners {
		var link api.Link
		l.mara.post(l.at("/partners/"+string(p.Partner)+"/invitation"), nil, &link)
		a := l.browse("").post(strings.TrimPrefix(link.URL, l.srv.URL), url.Values{"name": {logInName(lineNames[i])}, "passphrase": {passphrase}, "language": {"en"}})
		if a.status != http.StatusSeeOther {
			l.t.Fatalf("joining: %d", a.status)
		}
		l.partners[i] = l.program(lineNames[i])
	}
}

func (l *jsonLine) passTheGate() {
	l.t.Helper()
	var gate api.Gate
	l.mara.get(l.at("/gate"), &gate)
	if gate.Ready || len(gate.Missing) == 0 {
		l.t.Fatalf("the gate is open: %+v", gate)
	}
	l.mara.post(l.at("/policy"), map[string]any{"policy": "no-secrets"}, nil)
	l.mara.post(l.at("/intake"), map[string]any{"model": "relationship"}, nil)
	for i, p := range l.partners {
		var papers api.Agreements
		p.get("/agreements", &papers)
		for _, paper := range papers.Couples[0].Papers {
			p.post("/agreements/"+string(l.couple.Couple)+"/"+paper.Paper, map[string]any{"digest": paper.Digest, "signed": l.couple.Partners[i].Name, "passphrase": passphrase}, nil)
		}
		var waiting api.Waiting
		if p.get("/agreements/waiting", &waiting); waiting.Waiting != 0 {
			l.t.Errorf("%d agreements still wait", waiting.Waiting)
		}
		l.mara.post(l.at("/partners/"+string(l.couple.Partners[i].Partner)+"/screen"),
			map[string]any{"on": string(monday), "how": "interview", "result": "no-concern", "next_due": "2026-06-01", "goal": "improve", "goal_words": "More ease"}, nil)
	}
	if l.mara.get(l.at("/gate"), &gate); !gate.Ready {
		l.t.Fatalf("the gate is shut: %+v", gate.Missing)
	}
}

func (l *jsonLine) startThePlan() {
	l.t.Helper()
	var draft api.PlanDraft
	l.mara.post(l.at("/plan/draft"), map[string]any{"template": "S4"}, &draft)
	var check api.PlanCheck
	l.mara.get(l.at("/plan/check"), &check)
	if len(check.Unmet) > 0 {
		l.t.Fatalf("the gate says %+v", check.Unmet)
	}
	var running api.PlanBrief
	l.mara.post(l.at("/plan/activate"), map[string]any{"version": check.Draft.Version}, &running)
	l.clock.Set(check.Draft.StartsOn.Time().Add(18 * time.Hour))
}

// liveAWeek has both partners do what their day's lists offer, one after the
// other and once more, so that each can answer what the other gave.
func (l *jsonLine) liveAWeek(week int) {
	l.t.Helper()
	before := l.acts
	if week == 2 { // the second phase waits until the therapist has looked
		l.mara.post(l.at("/plan/phase"), map[string]any{}, nil)
	}
	for range 3 {
		for _, p := range l.partners {
			l.doEverything(p)
		}
		l.clock.Advance(time.Hour)
	}
	if l.acts-before < 4 {
		l.t.Errorf("in week %d only %d acts", week+1, l.acts-before)
	}
	var load api.Caseload
	l.mara.get("/caseload", &load)
	if len(load.Couples) != 1 || load.Couples[0].Plan == nil || load.Couples[0].Plan.Week != week+1 {
		l.t.Errorf("the caseload in week %d: %+v", week+1, load.Couples)
	}
	l.clock.Advance(7*24*time.Hour - 3*time.Hour)
}

// doEverything acts wherever the day's list offers an act that has a step.
func (l *jsonLine) doEverything(p *program) {
	l.t.Helper()
	var today api.Today
	p.get("/today", &today)
	for _, card := range today.Couples[0].Open {
		for _, at := range card.Times {
			for range 6 {
				if !l.doOne(p, at.Assignment) {
					break
				}
			}
		}
	}
}

// doOne makes the first act that comes next, if there is one.
func (l *jsonLine) doOne(p *program, id tandem.AssignmentID) bool {
	l.t.Helper()
	var h api.Homework
	p.get("/homework/"+string(id), &h)
	i := slices.IndexFunc(h.Acts, func(a api.Act) bool {
		return a.Step != "" && !a.Later && (a.After == nil || !a.After.After(l.clock.Now()))
	})
	if i < 0 || h.State == exercise.PartDone {
		return false
	}
	act := h.Acts[i]
	step := h.Steps[slices.IndexFunc(h.Steps, func(s exercise.Step) bool { return s.ID == act.Step })]
	a := p.ask(http.MethodPost, strings.TrimPrefix(act.Post, "/api/v1"), map[string]any{"kind": string(act.Kind), "key": l.IDs.New(), "version": h.Version, "answers": filled(step.Fields, tandem.DateOf(l.clock.Now(), time.UTC))})
	if a.status != http.StatusOK {
		l.t.Fatalf("%s, %s: %d %s", h.Name, act.Kind, a.status, a.body)
	}
	l.acts++
	return true
}

// filled are answers to fields, whatever they ask.
func filled(fields []exercise.Field, day tandem.Date) map[string]any {
	answers := map[string]any{}
	chosen := map[exercise.FieldID]string{}
	for _, f := range fields {
		if f.When != nil && chosen[f.When.Field] != f.When.Is {
			continue
		}
		switch f.Type {
		case exercise.ShortText, exercise.LongText:
			answers[string(f.ID)] = text("A good word")
		case exercise.Scale, exercise.Counter:
			answers[string(f.ID)] = map[string]any{"number": f.Min}
		case exercise.Choice:
			chosen[f.ID] = f.Choices[0].Value
			answers[string(f.ID)] = text(f.Choices[0].Value)
		case exercise.Multi, exercise.Feelings:
			answers[string(f.ID)] = map[string]any{"several": []any{f.Choices[0].Value}}
		case exercise.Bool:
			answers[string(f.ID)] = map[string]any{"yes": true}
		case exercise.Day:
			answers[string(f.ID)] = text(string(day))
		case exercise.TimeOfDay:
			answers[string(f.ID)] = text("18:30")
		case exercise.Photo:
			answers[string(f.ID)] = map[string]any{"text": "A good picture", "picture": base64.StdEncoding.EncodeToString(drawn(150))}
		case exercise.List:
			items := []any{}
			for range max(f.Exactly, f.AtLeast, 1) {
				items = append(items, filled(f.Item, day))
			}
			answers[string(f.ID)] = map[string]any{"items": items}
		}
	}
	return answers
}

func (l *jsonLine) review() {
	l.t.Helper()
	today := tandem.DateOf(l.clock.Now(), tandem.MustZone("Europe/Berlin"))
	var made api.ReviewLine
	l.mara.post(l.at("/reviews"), map[string]any{"kind": "quarterly", "on": string(today)}, &made)
	at := l.at("/reviews/" + string(made.Review))
	for _, p := range l.partners {
		l.doEverything(p)
	}
	var page api.ReviewPage
	l.mara.get(at, &page)
	for _, part := range page.Preparing {
		if part.State != exercise.PartDone {
			l.t.Errorf("the preparation stands at %s", part.State)
		}
	}
	l.mara.post(at+"/open", nil, nil)
	if l.mara.get(at, &page); len(page.Brought) == 0 {
		l.t.Error("nothing that was prepared is there")
	}
	l.mara.post(at+"/content", map[string]any{"version": page.Version, "improvements": []any{"We laugh more"}, "changes": []any{"Phones away at dinner"},
		"decisions": []any{map[string]any{"text": "A walk on Sundays", "owner": "both"}}, "targets": []any{map[string]any{"text": "Walk", "notice": "We have walked", "due": string(today.AddDays(30))}},
		"plan_decision": "continue"}, nil)
	l.mara.post(at+"/offer", nil, nil)
	for i, p := range l.partners {
		var own api.OwnReviews
		p.get("/reviews", &own)
		if len(own.Reviews) != 1 || !own.Reviews[0].Asks {
			l.t.Fatalf("%s is not asked: %+v", lineNames[i], own)
		}
		p.post("/reviews/"+string(made.Review)+"/sign", map[string]any{"name": lineNames[i], "passphrase": passphrase, "digest": own.Reviews[0].Digest}, nil)
	}
	l.mara.get(at, &page)
	l.mara.post(at+"/sign", map[string]any{"name": "Mara", "passphrase": passphrase, "digest": page.Digest}, nil)
	if l.mara.get(at, &page); page.State != "frozen" || len(page.Signatures) != 3 {
		l.t.Errorf("the review is %s with %d signatures", page.State, len(page.Signatures))
	}
	l.mara.post(at+"/additions", map[string]any{"text": "We talked on the phone."}, nil)
}

func (l *jsonLine) print() {
	l.t.Helper()
	var content api.Content
	l.mara.get(l.at("/summary"), &content)
	if len(content.Sections) == 0 {
		l.t.Error("the summary says nothing")
	}
	var d api.Document
	l.mara.post(l.at("/summary"), map[string]any{"edition": "joint"}, &d)
	for _, p := range append(l.partners[:], l.mara) {
		if a := p.ask(http.MethodGet, "/documents/"+string(d.Document), nil); a.status != http.StatusOK || !strings.HasPrefix(a.body, "%PDF") || a.header.Get("Content-Type") != "application/pdf" {
			l.t.Errorf("the document: %d %q", a.status, a.header.Get("Content-Type"))
		}
	}
	var received api.ReceivedDocuments
	if l.partners[1].get("/documents", &received); len(received.Couples) != 1 || len(received.Couples[0].Documents) != 1 {
		l.t.Errorf("Noor has received %+v", received)
	}
	l.printForOne()
	var bank api.Together
	if l.partners[0].get("/together", &bank); len(bank.Couples[0].Entries) == 0 {
		l.t.Error("nothing was gathered")
	}
}

// printForOne issues Noor's own edition and the record of the review: the one
// reaches Noor alone, the other both.
func (l *jsonLine) printForOne() {
	l.t.Helper()
	own := l.at("/partners/" + string(l.couple.Partners[1].Partner) + "/summary")
	var content api.Content
	var d, rec api.Document
	if l.mara.get(own, &content); content.Edition != "own" || len(content.Sections) == 0 {
		l.t.Errorf("Noor's own edition before it is issued: %+v", content)
	}
	if l.mara.post(own, map[string]any{"language": "es"}, &d); d.For != l.couple.Partners[1].Partner || d.Language != "es" {
		l.t.Errorf("Noor's own edition: %+v", d)
	}
	var reviews api.Reviews
	l.mara.get(l.at("/reviews"), &reviews)
	record := l.at("/reviews/" + string(reviews.Reviews[0].Review) + "/record")
	if l.mara.get(record, &content); content.Kind != "review record" {
		l.t.Errorf("the record before it is issued: %+v", content)
	}
	l.mara.post(record, map[string]any{}, &rec)
	for i, want := range []int{http.StatusNotFound, http.StatusOK} {
		if a := l.partners[i].ask(http.MethodGet, "/documents/"+string(d.Document), nil); a.status != want {
			l.t.Errorf("%s opens Noor's own edition: %d", lineNames[i], a.status)
		}
		if a := l.partners[i].ask(http.MethodGet, "/documents/"+string(rec.Document), nil); a.status != http.StatusOK {
			l.t.Errorf("%s opens the record: %d", lineNames[i], a.status)
		}
	}
}
