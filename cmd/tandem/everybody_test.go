package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// everybody is a world with one of each kind of person, with or without their
// access, and the things that they could ask for.
type everybody struct {
	*world
	who    []principal
	things map[string]*things // by the column's name
	works  []catalogue.Work   // of the practices' own, as they were begun
	left   practice.Link      // the open link of somebody invited to the staff
}

// principal is somebody who asks. What is said of them here is stated apart
// from the service: the assertions rest on it.
type principal struct {
	name   string
	cookie string   // of the session; "" is none
	token  string   // of a program that acts for them; "" is none
	as     string   // name in world.people; "" is nobody
	dead   bool     // has no access, or has lost it
	part   bool     // a partner
	away   bool     // of the other practice
	team   []string // the columns whose couple's words they may read
	names  []string // the columns whose partners' names they may read
}

// things are one couple with what belongs to it, and the ids that stand for it
// where a path asks for something else.
type things struct {
	couple   casefile.Couple
	partner  tandem.PartnerID    // invited, and has not come
	fresh    tandem.AssignmentID // nobody has noted anything
	begun    tandem.AssignmentID // both have written something
	moves    map[string]tandem.MoveID
	move     tandem.MoveID
	item     tandem.ItemID // of its plan, opened when it is needed
	document tandem.DocumentID
	review   review.Review   // up for signing
	person   tandem.PersonID // of the staff
	member   tandem.PersonID // of a care team
	paper    string          // the policy to be signed
	override tandem.OverrideID
	consent  tandem.ConsentID
	pictured tandem.AssignmentID // homework with a picture that the partners show each other
	photo    tandem.PhotoID
	work     tandem.WorkID
	date     tandem.OwnDateID // of the couple's own
	token    string
	access   tandem.TokenID // of a program that acts for somebody
	words    []string       // what its partners wrote
	names    []string       // its partners and case code
}

// The columns of the matrix: what a path names.
const (
	ofCouple    = "couple"    // the couple of Mara, Rowan and Noor
	ofNeighbour = "neighbour" // another couple of the same practice
	ofElsewhere = "elsewhere" // a couple of another practice
	ofClosed    = "closed"    // a couple of Mara's whose care has ended
	ofUnknown   = "unknown"   // a well-formed id of nothing
	ofMalformed = "malformed" // no id at all
)

func columns() []string {
	return []string{ofCouple, ofNeighbour, ofElsewhere, ofClosed, ofUnknown, ofMalformed}
}

const (
	unknownID   = "00000000-0000-4000-8000-00000000abcd"
	malformedID = "1'%20OR%20'1'='1"
)

// gather takes in a couple of named partners: the last one is invited and does
// not come, the others join, prepare and give, note something, and a summary
// is issued.
func (e *everybody) gather(column, therapist string, names ...string) *things {
	e.t.Helper()
	by := e.people[therapist]
	in := casefile.TakeInInput{Code: "TD-" + column, TimeZone: "Europe/Berlin"}
	for _, n := range names {
		in.Partners = append(in.Partners, casefile.PartnerInput{Name: shownName(n), Language: "en"})
	}
	c := e.must(e.cases.TakeIn(bg, by, in)).(casefile.Couple)
	e.couples[c.Code] = c
	o := &things{couple: c, moves: map[string]tandem.MoveID{}, names: []string{c.Code}}
	for i, name := range names {
		o.names = append(o.names, shownName(name))
		link := e.must(e.cases.InvitePartner(bg, by, c.ID, c.Partners[i].ID)).(practice.Link)
		if i == len(names)-1 {
			o.partner, o.token = c.Partners[i].ID, link.Token
		} else {
			e.join(name, link)
		}
	}
	e.ready(therapist, c)
	gate := e.must(e.cases.Gate(bg, by, c.ID, "")).(casefile.Gate)
	o.paper, o.member = string(gate.Choice.ID), by.Person
	e.must(nil, e.cases.AskOverride(bg, by, c.ID, o.partner, casefile.OverrideInput{Requirement: casefile.RequireScreen, Reason: "Needed at once"}))
	asked := e.must(e.store.Overrides(bg, c.Practice, c.ID)).([]casefile.Override)
	o.override = asked[0].ID
	e.must(nil, e.cases.AddDate(bg, by, c.ID, casefile.OwnDateInput{Name: "The day we met", On: "2019-06-12", Yearly: true}))
	o.date = e.must(e.store.OwnDates(bg, c.Practice, c.ID)).([]casefile.OwnDate)[0].ID
	e.assign(therapist, c)
	o.item = e.needs(c, "E42")
	o.begun, o.fresh = e.assignment(c, "E02", 1), e.assignment(c, "E38", 1)
	for i, name := range names[:len(names)-1] {
		words := strings.ToUpper(name) + " keeps a jar of"
		o.words = append(o.words, words)
		o.moves[name] = e.prepare(name, o.begun, words)
		if i < 2 {
			e.act(name, o.begun, homework.MoveInput{Kind: exercise.MoveGive})
		}
	}
	o.move = o.moves[names[0]]
	o.pictured = e.world.ask(c, "E39")
	o.photo = e.picture(names[0], o.pictured)
	o.document = e.must(e.reports.Issue(bg, by, c.ID, "", report.Request{Edition: report.EditionJoint})).(report.Issued).ID
	o.review = e.reviewUpForSigning(therapist, c, o.words[0])
	e.things[column] = o
	return o
}

// reviewUpForSigning is a review of the couple that holds the words.
func (e *everybody) reviewUpForSigning(therapist string, c casefile.Couple, words string) review.Review {
	e.t.Helper()
	by := e.people[therapist]
	r := e.must(e.reviews.Schedule(bg, by, c.ID, review.ScheduleInput{Kind: "mid-plan", On: "2026-03-20"})).(review.Review)
	e.must(e.reviews.Open(bg, by, c.ID, r.ID))
	e.must(e.reviews.Write(bg, by, c.ID, r.ID, review.ContentInput{Version: "2", Improvements: words}))
	return e.must(e.reviews.Offer(bg, by, c.ID, r.ID)).(review.Review)
}

// shownName is a partner's name, made so that no other word holds it.
func shownName(name string) string { return strings.ToUpper(name[:1]) + name[1:] + "qx" }

func (e *everybody) prepare(name string, id tandem.AssignmentID, words string) tandem.MoveID {
	e.t.Helper()
	form := exercise.Form{"mood_before": {"3"}}
	for i := range 3 {
		form[exercise.ItemName("items", i, "quality")] = []string{words}
		form[exercise.ItemName("items", i, "example")] = []string{words}
	}
	h := e.act(name, id, homework.MoveInput{Kind: exercise.MovePrepare, Form: form})
	i := slices.IndexFunc(h.Sight.Entries, func(x homework.Entry) bool { return x.Own && x.Kind == exercise.MovePrepare })
	return h.Sight.Entries[i].Move
}

// picture notes a good moment with a picture.
func (e *everybody) picture(name string, id tandem.AssignmentID) tandem.PhotoID {
	e.t.Helper()
	form := e.must(e.homework.KeepDraft(bg, e.people[name], id, homework.DraftInput{Step: "log", Files: map[string][]byte{"photo": drawn(99)},
		Form: exercise.Form{"moment": {"A jar on the sill"}, "date": {string(monday)}, "photo.alt": {"A jar"}}})).(exercise.Form)
	h := e.act(name, id, homework.MoveInput{Kind: exercise.MoveLog, Form: form})
	for _, f := range h.Sight.Entries[0].Fields {
		for _, p := range f.Value.Pictures() {
			return p.ID
		}
	}
	e.t.Fatal("no picture was kept")
	return ""
}

// act makes a move on what the partner sees now.
func (e *everybody) act(name string, id tandem.AssignmentID, in homework.MoveInput) homework.Homework {
	e.t.Helper()
	in.Key, in.Version = e.IDs.New(), e.version(name, id)
	return e.must(e.homework.Move(bg, e.people[name], id, in)).(homework.Homework)
}

func (e *everybody) version(name string, id tandem.AssignmentID) string {
	e.t.Helper()
	return e.must(e.homework.See(bg, e.people[name], id)).(homework.Homework).Sight.Version
}

// session logs somebody in and returns their cookie.
func (e *everybody) session(name string) string {
	e.t.Helper()
	at := e.must(url.Parse(e.srv.URL)).(*url.URL)
	for _, c := range e.browse(name).Jar.Cookies(at) {
		return c.Name + "=" + c.Value
	}
	e.t.Fatalf("%s has no session", name)
	return ""
}

// newEverybody fills a world. Those who lose their access lose it after they
// have logged in.
func newEverybody(w *world) *everybody {
	e := &everybody{world: w, things: map[string]*things{}}
	w.otherPractice("olga", "otto")
	for _, name := range []string{"mara", "tess", "finn", "ruth", "cleo"} {
		w.hire("ada", name, tandem.RoleTherapist)
	}
	w.hire("ada", "soren", tandem.RoleSupervisor)
	w.hire("ada", "sigrid", tandem.RoleSupervisor)
	w.hire("ada", "fina", tandem.RoleFrontDesk)
	w.must(nil, w.practice.Supervise(bg, w.people["ada"], w.people["soren"].Person, w.people["mara"].Person))
	e.left = w.must(w.practice.InviteStaff(bg, w.people["ada"], practice.InviteStaffInput{Name: "Nils", Roles: []tandem.Role{tandem.RoleTherapist}})).(practice.Link)
	away := w.must(w.practice.InviteStaff(bg, w.people["olga"], practice.InviteStaffInput{Name: "Oda", Roles: []tandem.Role{tandem.RoleTherapist}})).(practice.Link)

	own := e.gather(ofCouple, "mara", "rowan", "noor", "gil", "pia")
	e.gather(ofNeighbour, "tess", "kim", "lee")
	w.hire("olga", "odo", tandem.RoleTherapist) // otto's second clinician
	e.gather(ofElsewhere, "otto", "zed", "yan")
	closed := e.gather(ofClosed, "mara", "ivo", "jan")
	nothing := func(id string) *things {
		return &things{couple: casefile.Couple{ID: tandem.CoupleID(id)}, partner: tandem.PartnerID(id), fresh: tandem.AssignmentID(id), begun: tandem.AssignmentID(id), pictured: tandem.AssignmentID(id), photo: tandem.PhotoID(id),
			review: review.Review{ID: tandem.ReviewID(id)}, move: tandem.MoveID(id), item: tandem.ItemID(id), access: tandem.TokenID(id), document: tandem.DocumentID(id), person: tandem.PersonID(id), token: id,
			member: tandem.PersonID(id), paper: id, override: tandem.OverrideID(id), consent: tandem.ConsentID(id), work: tandem.WorkID(id), date: tandem.OwnDateID(id)}
	}
	e.things[ofUnknown], e.things[ofMalformed] = nothing(unknownID), nothing(malformedID)
	e.things[ofUnknown].token = strings.Repeat("A", 43)
	own.person, own.token = e.left.Invitation.Person, e.left.Token
	e.things[ofNeighbour].person, e.things[ofElsewhere].person = w.people["tess"].Person, away.Invitation.Person
	closed.person = w.people["ruth"].Person
	closed.member = w.people["sigrid"].Person // works here, and is on no care team
	for _, owner := range []string{"ada", "olga"} {
		w.must(nil, w.cases.AddConsent(bg, w.people[owner], casefile.ConsentInput{Title: "Letters", Words: "We may write to you."}))
	}
	texts := func(owner string) tandem.ConsentID {
		return w.must(w.store.Consents(bg, w.people[owner].Practice)).([]casefile.Consent)[0].ID
	}
	own.consent, e.things[ofElsewhere].consent = texts("ada"), texts("olga")
	e.things[ofNeighbour].consent, closed.consent = own.consent, own.consent
	drafted := func(who string) tandem.WorkID {
		made := w.must(w.library.Start(bg, w.people[who], catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E38"})).(catalogue.Work)
		e.works = append(e.works, made)
		return made.ID
	}
	own.work, e.things[ofElsewhere].work = drafted("mara"), drafted("otto")
	e.things[ofNeighbour].work, closed.work = own.work, own.work

	stale, idle := e.session("mara"), e.session("rowan")
	w.clock.Advance(31 * time.Minute)
	for _, name := range []string{"finn", "ruth", "cleo"} {
		w.must(nil, w.cases.AddToTeam(bg, w.people["mara"], own.couple.ID, casefile.TeamInput{Person: w.people[name].Person, Function: casefile.FunctionCoTherapist}))
	}
	own.member = w.people["cleo"].Person
	couple, neighbour, elsewhere := []string{ofCouple}, []string{ofNeighbour}, []string{ofElsewhere}
	mara, desk := []string{ofCouple, ofClosed}, []string{ofCouple, ofNeighbour, ofClosed}
	e.who = []principal{
		{name: "anonymous", dead: true},
		{name: "therapist, session run out", cookie: stale, as: "mara", dead: true},
		{name: "partner, session run out", cookie: idle, as: "rowan", dead: true},
		{name: "owner", as: "ada"},
		{name: "therapist of the couple", as: "mara", team: mara, names: mara},
		{name: "therapist of the practice", as: "tess", team: neighbour, names: neighbour},
		{name: "former therapist", as: "finn"},
		{name: "supervisor", as: "soren", team: mara, names: mara},
		{name: "supervisor of nobody here", as: "sigrid"},
		{name: "front desk", as: "fina", names: desk},
		{name: "partner one", as: "rowan", part: true, team: couple, names: couple},
		{name: "partner two", as: "noor", part: true, team: couple, names: couple},
		{name: "former client", as: "gil", part: true, dead: true},
		{name: "partner of the neighbour", as: "kim", part: true, team: neighbour, names: neighbour},
		{name: "partner, care ended", as: "ivo", part: true, dead: true},
		{name: "revoked staff", as: "ruth", dead: true},
		{name: "owner elsewhere", as: "olga", away: true},
		{name: "therapist elsewhere", as: "otto", away: true, team: elsewhere, names: elsewhere},
		{name: "partner elsewhere", as: "zed", away: true, part: true, team: elsewhere, names: elsewhere},
	}
	for i := range e.who {
		if p := &e.who[i]; p.cookie == "" && p.as != "" {
			p.cookie = e.session(p.as)
		}
	}
	e.programs()
	w.must(nil, w.cases.EndOnTeam(bg, w.people["mara"], own.couple.ID, w.people["finn"].Person))
	w.must(nil, w.cases.EndMembership(bg, w.people["mara"], own.couple.ID, own.couple.Partners[2].ID)) // gil
	w.must(nil, w.cases.CloseCouple(bg, w.people["mara"], closed.couple.ID))
	w.must(nil, w.practice.RevokeStaff(bg, w.people["ada"], w.people["ruth"].Person))
	w.remember()
	return e
}

// ask sends one request as the principal, without keeping what comes back.
func (e *everybody) ask(p principal, method, path string, form url.Values) answer {
	e.t.Helper()
	c := &client{w: e.world, Client: http.Client{Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	header := http.Header{}
	if p.cookie != "" {
		header.Set("Cookie", p.cookie)
	}
	if method == http.MethodGet {
		return c.do(method, path, nil, header)
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(method, path, strings.NewReader(form.Encode()), header)
}

// id is what stands for a path's parameter when it names the column's thing.
// Partners name their own moves where they have some.
func (e *everybody) id(p principal, r row, parameter, column string) string {
	o := e.things[column]
	switch parameter {
	case "couple":
		return string(o.couple.ID)
	case "partner":
		return string(o.partner)
	case "photo":
		return string(o.photo)
	case "assignment":
		if strings.Contains(r.path, ":photo") {
			return string(o.pictured)
		}
		if r.fresh {
			return string(o.fresh)
		}
		return string(o.begun)
	case "move":
		if own, ok := o.moves[p.as]; ok {
			return string(own)
		}
		return string(o.move)
	case "document":
		return string(o.document)
	case "review":
		return string(o.review.ID)
	case "item":
		return string(o.item)
	case "person":
		return string(o.person)
	case "access":
		return string(o.access)
	case "token":
		return o.token
	case "member":
		return string(o.member)
	case "paper":
		return o.paper
	case "override":
		return string(o.override)
	case "consent":
		return string(o.consent)
	case "work":
		return string(o.work)
	case "date":
		return string(o.date)
	}
	e.t.Fatalf("no id for :%s", parameter)
	return ""
}
