package main

import (
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tandem/internal/api"
	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates"
	"tandem/templates/library"
)

// row is one route as the matrix asks it, with a form that would be taken from
// somebody who may.
type row struct {
	method, path string
	form         func(e *everybody, p principal, column string) url.Values
	json         func(e *everybody, p principal, column string) map[string]any // the same for a program; nil from it is no body at all
	fresh        bool                                                          // about homework that nobody has begun
	before       func(e *everybody, p principal, column string) (err error)    // brings about what the route needs
}

func (r row) key() string { return r.method + " " + r.path }

// parameters are the names of the path's parameters.
func (r row) parameters() []string {
	var names []string
	for part := range strings.SplitSeq(r.path, "/") {
		if name, is := strings.CutPrefix(part, ":"); is {
			names = append(names, name)
		}
	}
	return names
}

// ids are those parameters that name a thing.
func (r row) ids() []string {
	var names []string
	for _, name := range r.parameters() {
		if name != "week" && name != "file" && name != "exercise" {
			names = append(names, name)
		}
	}
	return names
}

// about tells whether the path names something of a couple's.
func (r row) about() bool {
	return strings.Contains(r.path, ":couple") || strings.Contains(r.path, ":assignment") || strings.Contains(r.path, ":document") ||
		strings.Contains(r.path, ":review") || strings.Contains(r.path, ":item")
}

// api tells whether a program asks, with a token.
func (r row) api() bool { return strings.HasPrefix(r.path, api.Prefix) }

// has tells how the path begins, for people and programs alike.
func (r row) has(prefix string) bool {
	return strings.HasPrefix(strings.TrimPrefix(r.path, strings.TrimSuffix(api.Prefix, "/")), prefix)
}

// otherPartners stands for a move of the other partner in the same homework.
const otherPartners = "other's"

// slow tells whether the route hashes a passphrase.
func (r row) slow() bool {
	return r.form != nil && (r.has("/log-in") || r.has("/invitation") || r.has("/account") || strings.HasSuffix(r.path, "/sign"))
}

// cell is one way to fill a row's path: everything names one column's things,
// or one parameter is exchanged.
type cell struct {
	name      string
	column    string
	exchanged string // parameter; "" for none
	value     string // a column, or for a week the text itself
}

func (r row) cells() []cell {
	ids := r.ids()
	if len(ids) == 0 {
		return []cell{{name: "-", column: ofCouple}}
	}
	var all []cell
	for _, c := range columns() {
		all = append(all, cell{name: c, column: c})
	}
	if len(ids) > 1 {
		for _, id := range ids {
			for _, c := range columns()[1:] {
				all = append(all, cell{":" + id + "=" + c, ofCouple, id, c})
			}
		}
	}
	if strings.Contains(r.path, ":move") {
		all = append(all, cell{":move=other's", ofCouple, "move", otherPartners})
	}
	if strings.Contains(r.path, ":week") {
		for _, week := range []string{"0", "-1", "99", "2x"} {
			all = append(all, cell{":week=" + week, ofCouple, "week", week})
		}
	}
	return all
}

func (e *everybody) fill(p principal, r row, c cell) string {
	path := r.path
	for _, name := range r.parameters() {
		value := "2"
		switch {
		case name == "file":
			value = templates.Served()[0]
		case name == "exercise":
			value = "E38"
		case name == "week" && c.exchanged == name:
			value = c.value
		case name == "week":
		case c.exchanged == name && c.value == otherPartners:
			value = string(e.things[ofCouple].moves["noor"])
			if p.as == "noor" {
				value = string(e.things[ofCouple].moves["rowan"])
			}
		case c.exchanged == name:
			value = e.id(p, r, name, c.value)
		default:
			value = e.id(p, r, name, c.column)
		}
		path = strings.Replace(path, ":"+name, value, 1)
	}
	return path
}

const anotherPassphrase = "seven boats leave at the third bell"

// fields is a form that is the same for everybody.
func fields(pairs ...string) func(*everybody, principal, string) url.Values {
	return func(*everybody, principal, string) url.Values {
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Add(pairs[i], pairs[i+1])
		}
		return form
	}
}

// move is a form that acts on what the partner sees; for anybody else on what
// partner one would.
func move(fresh bool, pairs ...string) func(*everybody, principal, string) url.Values {
	return func(e *everybody, p principal, column string) url.Values {
		form := fields(pairs...)(e, p, column)
		form.Set("key", e.IDs.New())
		name, o := "rowan", e.things[ofCouple]
		if own := e.things[column]; own.moves[p.as] != "" && !p.dead {
			name, o = p.as, own
		}
		if id := o.begun; !fresh {
			form.Set("version", e.version(name, id))
		} else {
			form.Set("version", e.version(name, o.fresh))
		}
		return form
	}
}

// reply is a form of somebody of the care team, on what they see; for anybody
// else on what Mara would.
func reply(e *everybody, p principal, column string) url.Values {
	form := fields("kind", string(exercise.MoveReply), "text", "Well done.", "to", "1")(e, p, column)
	name, o := "mara", e.things[ofCouple]
	if own := e.things[column]; own != nil && e.therapist(column) == p.as && !p.dead {
		name, o = p.as, own
	}
	form.Set("key", e.IDs.New())
	form.Set("version", e.must(e.homework.SeeIn(bg, e.people[name], o.couple.ID, o.begun)).(homework.Homework).Sight.Version)
	return form
}

// therapist is whose the couple of a column is.
func (e *everybody) therapist(column string) string {
	return map[string]string{ofCouple: "mara", ofClosed: "mara", ofNeighbour: "tess", ofElsewhere: "otto"}[column]
}

// newCouple names a therapist where the front desk asks, as its form does.
func newCouple(e *everybody, p principal, _ string) url.Values {
	form := fields("time_zone", "Europe/Berlin", "partners.0.name", "Una", "partners.0.language", "en", "partners.1.name", "Vik", "partners.1.language", "en")(e, p, "")
	if p.as == "fina" {
		form.Set("therapist", string(e.people["tess"].Person))
	}
	return form
}

// byTherapist does something with a couple as their therapist; nothing for
// couples that nobody cares for now.
func byTherapist(work func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error) func(*everybody, principal, string) error {
	return func(e *everybody, _ principal, column string) error {
		therapist := e.therapist(column)
		if column == ofClosed || therapist == "" {
			return nil
		}
		return work(e, e.people[therapist], e.things[column].couple.ID)
	}
}

var paused = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	return e.plans.Pause(bg, by, couple)
})

// phased is a running plan whose second phase waits to be opened.
var phased = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	return e.store.InTx(bg, func(ctx context.Context) error {
		p, err := e.store.CurrentPlan(ctx, by.Practice, couple)
		if err != nil {
			return err
		}
		p.Phases = []plan.Phase{{Name: "One", From: 1, To: 2, Focus: "Calm"}, {Name: "Two", From: 3, To: p.Weeks, Focus: "More"}}
		p.Waits, p.Version = true, p.Version+1
		return e.store.SavePlan(ctx, p)
	})
})

// drafted is a draft that changes the running plan, in its first version.
var drafted = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	_, err := e.plans.StartDraft(bg, by, couple, plan.StartInput{Revise: true})
	return err
})

// draftedChange is a draft that would change something, in its second version.
var draftedChange = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	if _, err := e.plans.StartDraft(bg, by, couple, plan.StartInput{Revise: true}); err != nil {
		return err
	}
	_, err := e.plans.ChangeDraft(bg, by, couple, plan.DraftInput{Version: "1", Name: "Another name", Weeks: "9"})
	return err
})

// draftedAnew is a draft of another plan, after the first has ended.
var draftedAnew = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	if err := e.plans.End(bg, by, couple, "Time for another."); err != nil {
		return err
	}
	_, err := e.plans.StartDraft(bg, by, couple, plan.StartInput{Template: "S4"})
	return err
})

// bySoren names a supervisor of one practice, whoever asks.
func bySoren(e *everybody, _ principal, _ string) url.Values {
	return url.Values{"supervisor": {string(e.people["soren"].Person)}}
}

func supervised(e *everybody, _ principal, column string) error {
	if column != ofCouple && column != ofNeighbour {
		return nil
	}
	return e.practice.Supervise(bg, e.people["ada"], e.people["soren"].Person, e.things[column].person)
}

// reviewed is a form about the review that the path names, as its page shows it.
func reviewed(pairs ...string) func(*everybody, principal, string) url.Values {
	return func(e *everybody, p principal, column string) url.Values {
		form := fields(pairs...)(e, p, column)
		r := e.things[column].review
		form.Set("digest", r.Digest())
		form.Set("version", strconv.Itoa(r.Version))
		return form
	}
}

// reviewIn puts every couple's review into a state.
func reviewIn(state review.State) func(e *everybody, p principal, column string) error {
	return func(e *everybody, _ principal, _ string) error {
		e.exec("UPDATE reviews SET state = ?, opened_at = ?, frozen_at = ?", string(state),
			map[bool]any{true: nil, false: e.clock.Now()}[state == review.Scheduled], map[bool]any{true: e.clock.Now(), false: nil}[state == review.Frozen])
		return nil
	}
}

// atTheDesk tells whether the route is the register's, which the front desk
// keeps.
func (r row) atTheDesk() bool {
	return strings.Contains(r.path, "/invitation") || strings.HasSuffix(r.path, "/details") || strings.Contains(r.path, "/dates") || strings.Contains(r.path, "/team") ||
		strings.HasSuffix(r.path, "/partners/:partner")
}

// What the register and the care team write down, whoever asks.
var (
	asPartner = fields("name", "Uwe", "language", "en", "time_zone", "Europe/Berlin", "phone", "+49 30 1234", "preferred", "call")
	asScreen  = fields("on", string(monday), "how", "interview", "result", "monitor", "next_due", "2026-06-01")
)

var aDate = fields("date_name", "The first flat", "date_on", "2021-09-03", "date_yearly", "yes")

// datesKept brings every couple's date back as it was kept.
func datesKept(e *everybody, _ principal, _ string) error {
	return e.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
		for _, column := range []string{ofCouple, ofNeighbour, ofElsewhere, ofClosed} {
			o := e.things[column]
			d := casefile.OwnDate{ID: o.date, Name: "The day we met", On: "2019-06-12", Yearly: true}
			if err := e.store.KeepOwnDate(ctx, o.couple.Practice, o.couple.ID, d, e.clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// unplanned has no plan that runs.
var unplanned = byTherapist(func(e *everybody, by tandem.Actor, couple tandem.CoupleID) error {
	return e.plans.End(bg, by, couple, "Time for another.")
})

// aHardWeek is one as the care team notes it in the room.
func aHardWeek(e *everybody, _ principal, _ string) url.Values {
	return url.Values{"key": {e.IDs.New()}, "date": {string(monday)}, "happened": {"We shouted."}}
}

func aHardWeekObject(e *everybody, _ principal, _ string) map[string]any {
	return map[string]any{"key": e.IDs.New(), "date": string(monday), "happened": "We shouted."}
}

// joins names a therapist of the first practice, whoever asks.
func joins(e *everybody, _ principal, _ string) url.Values {
	return url.Values{"member": {string(e.people["tess"].Person)}, "function": {"co-therapist"}}
}

// draftedWork brings every practice's work back as it was begun.
func draftedWork(e *everybody, _ principal, _ string) error {
	e.exec("DELETE FROM library_works")
	return e.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
		for _, w := range e.works {
			if err := e.store.KeepWork(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// publishedWork is draftedWork, published.
func publishedWork(e *everybody, p principal, column string) error {
	if err := draftedWork(e, p, column); err != nil {
		return err
	}
	e.exec("UPDATE library_works SET state = 'published', published_at = ?", e.clock.Now())
	return nil
}

// exerciseFile is a file that the library takes.
func exerciseFile() string {
	text, err := fs.ReadFile(library.Exercises, "exercises/E38.json")
	if err != nil {
		panic(err)
	}
	return string(text)
}

func importedForm(*everybody, principal, string) url.Values {
	return url.Values{"kind": {"exercise"}, "content": {exerciseFile()}}
}

func importedObject(*everybody, principal, string) map[string]any {
	return map[string]any{"kind": "exercise", "content": exerciseFile()}
}

// signs is a signature under what is signed already: nothing is left to do.
func signs(_ *everybody, _ principal, _ string) url.Values {
	return url.Values{"digest": {"x"}, "signed": {"Somebody"}, "passphrase": {passphrase}}
}

// rows is the matrix's own table of routes.
func rows() []row { return append(pageRows(), apiRows()...) }

func pageRows() []row {
	const get, post = http.MethodGet, http.MethodPost
	none := fields()
	return []row{
		{method: get, path: "/health"},
		{method: get, path: "/static/:file"},
		{method: get, path: "/"},
		{method: get, path: "/api"},
		{method: get, path: "/api/openapi.json"},
		{method: get, path: "/log-in"},
		{method: post, path: "/log-in", form: fields(auth.FieldLogInName, logInName("ada"), auth.FieldPassphrase, passphrase)},
		{method: post, path: "/leave", form: none},
		{method: get, path: "/invitation/:token"},
		{method: post, path: "/invitation/:token", form: fields(auth.FieldLogInName, "somebody.new@people.test", auth.FieldPassphrase, passphrase, practice.FieldLanguage, "en")},

		{method: post, path: "/log-out", form: none},
		{method: post, path: "/log-out-everywhere", form: none},
		{method: get, path: "/account"},
		{method: post, path: "/account/passphrase", form: fields(auth.FieldCurrent, passphrase, auth.FieldPassphrase, anotherPassphrase)},
		{method: post, path: "/account/tokens/:access/revoke", form: none},

		{method: get, path: "/caseload"},
		{method: get, path: "/register"},
		{method: get, path: "/couples/new"},
		{method: post, path: "/couples", form: newCouple},
		{method: get, path: "/couples/:couple"},
		{method: post, path: "/couples/:couple/partners/:partner/invitation", form: none},
		{method: post, path: "/couples/:couple/partners/:partner/invitation/withdraw", form: none},
		{method: get, path: "/couples/:couple/plan"},
		{method: get, path: "/couples/:couple/plan/draft", before: drafted},
		{method: post, path: "/couples/:couple/plan/draft", form: fields("revise", "yes")},
		{method: post, path: "/couples/:couple/plan/draft/change", form: fields("version", "1", "name", "Another name", "weeks", "9"), before: drafted},
		{method: post, path: "/couples/:couple/plan/draft/drop", form: none, before: drafted},
		{method: get, path: "/couples/:couple/plan/check", before: drafted},
		{method: post, path: "/couples/:couple/plan/activate", form: fields("version", "1"), before: draftedAnew},
		{method: post, path: "/couples/:couple/plan/revise", form: fields("version", "2"), before: draftedChange},
		{method: get, path: "/couples/:couple/plan/once"},
		{method: post, path: "/couples/:couple/plan/once", form: fields("exercise", "E38", "week", "2")},
		{method: get, path: "/couples/:couple/plan/end"},
		{method: post, path: "/couples/:couple/plan/end", form: fields("reason", "We have come far enough.")},
		{method: get, path: "/couples/:couple/plan/history"},
		{method: get, path: "/couples/:couple/details"},
		{method: post, path: "/couples/:couple/details", form: fields("code", "", "time_zone", "Europe/Madrid")},
		{method: get, path: "/couples/:couple/partners/:partner"},
		{method: post, path: "/couples/:couple/partners/:partner", form: asPartner},
		{method: post, path: "/couples/:couple/partners/:partner/access", form: none},
		{method: post, path: "/couples/:couple/partners/:partner/shut-out", form: none},
		{method: post, path: "/couples/:couple/partners/:partner/end", form: none},
		{method: post, path: "/couples/:couple/dates", form: aDate},
		{method: post, path: "/couples/:couple/dates/:date", form: aDate, before: datesKept},
		{method: post, path: "/couples/:couple/dates/:date/drop", form: none, before: datesKept},
		{method: post, path: "/couples/:couple/team", form: joins},
		{method: post, path: "/couples/:couple/team/:member/end", form: none},
		{method: post, path: "/couples/:couple/close", form: none},
		{method: get, path: "/couples/:couple/gate"},
		{method: post, path: "/couples/:couple/policy", form: fields("policy", "limited-secrets")},
		{method: post, path: "/couples/:couple/intake", form: fields("model", "two-individuals", "began_week", "3", "before", "A few talks")},
		{method: get, path: "/couples/:couple/partners/:partner/gate"},
		{method: post, path: "/couples/:couple/partners/:partner/papers", form: fields("papers", "x", "paper_name", "Somebody")},
		{method: post, path: "/couples/:couple/partners/:partner/screen", form: asScreen},
		{method: post, path: "/couples/:couple/partners/:partner/goal", form: none},
		{method: post, path: "/couples/:couple/partners/:partner/override", form: fields("requirement", "goal", "reason", "Needed at once")},
		{method: get, path: "/overrides"},
		{method: post, path: "/overrides/:override", form: fields("decision", "decline")},
		{method: post, path: "/overrides/:override/withdraw", form: none},
		{method: get, path: "/agreements-of-practice"},
		{method: post, path: "/agreements-of-practice", form: fields("title", "Rooms", "words", "We may meet online.")},
		{method: post, path: "/agreements-of-practice/:consent/retire", form: none},
		{method: post, path: "/couples/:couple/plan/weeks/:week/light", form: fields("light", "yes")},
		{method: post, path: "/couples/:couple/plan/pause", form: none},
		{method: post, path: "/couples/:couple/plan/resume", form: none, before: paused},
		{method: post, path: "/couples/:couple/plan/phase", form: fields("reason", "Both are ready."), before: phased},
		{method: get, path: "/couples/:couple/homework/:assignment"},
		{method: get, path: "/couples/:couple/homework/:assignment/photos/:photo"},
		{method: post, path: "/couples/:couple/homework/:assignment/guide", form: reply},
		{method: get, path: "/couples/:couple/summary"},
		{method: post, path: "/couples/:couple/summary", form: none},
		{method: get, path: "/couples/:couple/partners/:partner/summary"},
		{method: post, path: "/couples/:couple/partners/:partner/summary", form: none},
		{method: get, path: "/couples/:couple/sessions"},
		{method: post, path: "/couples/:couple/sessions", form: fields("on", string(monday), "outcome", "held", "there", "1")},
		{method: post, path: "/couples/:couple/help", form: fields("step", "group", "state", "begun")},
		{method: post, path: "/couples/:couple/course", form: fields("course", "single")},
		{method: post, path: "/couples/:couple/carry-over", form: none, before: unplanned},
		{method: post, path: "/couples/:couple/setbacks", form: aHardWeek},
		{method: get, path: "/couples/:couple/brief"},
		{method: get, path: "/couples/:couple/brief/print"},
		{method: get, path: "/couples/:couple/documents"},
		{method: get, path: "/documents"},
		{method: get, path: "/couples/:couple/reviews"},
		{method: post, path: "/couples/:couple/reviews", form: fields("kind", "quarterly", "on", "2026-03-20")},
		{method: get, path: "/couples/:couple/reviews/:review"},
		{method: post, path: "/couples/:couple/reviews/:review/day", form: fields("on", "2026-03-20"), before: reviewIn("scheduled")},
		{method: post, path: "/couples/:couple/reviews/:review/cancel", form: none, before: reviewIn("scheduled")},
		{method: post, path: "/couples/:couple/reviews/:review/open", form: none, before: reviewIn("scheduled")},
		{method: post, path: "/couples/:couple/reviews/:review/content", form: reviewed("improvements", "We laugh more")},
		{method: post, path: "/couples/:couple/reviews/:review/offer", form: none, before: reviewIn("open")},
		{method: post, path: "/couples/:couple/reviews/:review/sign", form: reviewed("name", "Wim", "passphrase", passphrase)},
		{method: post, path: "/couples/:couple/reviews/:review/partners/:partner/absent", form: fields("absent", "yes")},
		{method: post, path: "/couples/:couple/reviews/:review/partners/:partner/paper", form: reviewed()},
		{method: post, path: "/couples/:couple/reviews/:review/additions", form: fields("text", "We talked on the phone."), before: reviewIn("frozen")},
		{method: get, path: "/couples/:couple/reviews/:review/record", before: reviewIn("frozen")},
		{method: post, path: "/couples/:couple/reviews/:review/record", form: none, before: reviewIn("frozen")},
		{method: get, path: "/documents/:document"},
		{method: get, path: "/documents/:document/page"},
		{method: get, path: "/staff"},
		{method: post, path: "/staff", form: fields("name", "Wim", "roles", "therapist")},
		{method: post, path: "/staff/:person/roles", form: fields("roles", "supervisor")},
		{method: post, path: "/staff/:person/revoke", form: none},
		{method: post, path: "/staff/:person/invitation/withdraw", form: none},
		{method: post, path: "/staff/:person/supervision", form: bySoren},
		{method: post, path: "/staff/:person/supervision/end", form: bySoren, before: supervised},
		{method: post, path: "/staff/:person/access", form: none},

		{method: get, path: "/library"},
		{method: get, path: "/library/new"},
		{method: get, path: "/library/exercises/:exercise/try"},
		{method: post, path: "/library/exercises/:exercise/try", form: fields("trial", "", "as", "1", "kind", "pass")},
		{method: post, path: "/library/works", form: fields("kind", "exercise", "copy", "E38")},
		{method: post, path: "/library/files", form: importedForm},
		{method: get, path: "/library/works/:work", before: draftedWork},
		{method: post, path: "/library/works/:work", form: fields("edits", "1", "name", "Ours"), before: draftedWork},
		{method: get, path: "/library/works/:work/file", before: draftedWork},
		{method: get, path: "/library/works/:work/try", before: draftedWork},
		{method: post, path: "/library/works/:work/try", form: fields("trial", ""), before: draftedWork},
		{method: post, path: "/library/works/:work/publish", form: fields("edits", "1"), before: draftedWork},
		{method: post, path: "/library/works/:work/version", form: none, before: publishedWork},
		{method: post, path: "/library/works/:work/retire", form: none, before: publishedWork},
		{method: post, path: "/library/works/:work/drop", form: none, before: draftedWork},

		{method: get, path: "/agreements"},
		{method: get, path: "/agreements/:couple/:paper"},
		{method: post, path: "/agreements/:couple/:paper", form: signs},
		{method: post, path: "/agreements/:couple/:paper/take-back", form: fields("passphrase", passphrase)},
		{method: get, path: "/today"},
		{method: get, path: "/coming"},
		{method: get, path: "/homework/:assignment"},
		{method: get, path: "/homework/:assignment/photos/:photo"},
		{method: get, path: "/when"},
		{method: post, path: "/items/:item/when", form: none},
		{method: post, path: "/items/:item/answer", form: fields("answer", "later")},
		{method: post, path: "/items/:item/open", form: none},
		{method: post, path: "/homework/:assignment/presence", form: fields("here", "no")},
		{method: post, path: "/homework/:assignment/onward", form: none},
		{method: get, path: "/homework/:assignment/version"},
		{method: get, path: "/homework/:assignment/phone"},
		{method: post, path: "/homework/:assignment/phone", form: fields("passphrase", passphrase)},
		{method: post, path: "/homework/:assignment/phone/turn", form: fields("to", "me")},
		{method: post, path: "/homework/:assignment/moves", fresh: true, form: move(true, "kind", string(exercise.MoveLog), "step", "log", "screen", "1",
			"activity", "walk", "date", string(monday), "ease", "4", "laughed", "yes")},
		{method: post, path: "/homework/:assignment/draft", fresh: true, form: fields("step", "log", "activity", "walk")},
		{method: post, path: "/homework/:assignment/moves/:move/withdraw", form: move(false)},
		{method: post, path: "/homework/:assignment/moves/:move/narrow", form: move(false, "to", string(exercise.AuthorOnly))},
		{method: get, path: "/reviews"},
		{method: get, path: "/reviews/:review"},
		{method: post, path: "/reviews/:review/sign", form: reviewed("name", "Wim", "passphrase", passphrase)},
		{method: get, path: "/together"},
		{method: get, path: "/how"},
		{method: post, path: "/together/:couple/setback", form: none},
		{method: get, path: "/privacy"},
	}
}
