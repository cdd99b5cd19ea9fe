package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// The short run of the privacy rig over HTTP: two worlds with one story, that
// differ only in what Rowan keeps to themselves. What Noor fetches must be the
// same to the byte once random ids are masked.

// privately is what Rowan does unannounced, if they do it at all.
type privately struct {
	does bool
	mood string // ratings that go to the therapist alone
}

// live plays the story. Announced acts and all of the therapist's are the same
// in every world, at the same moments.
func live(s *stage, p privately) {
	day := func(n, hour int) {
		s.clock.Set(morning.AddDate(0, 0, n).Add(time.Duration(hour) * time.Hour))
		s.rowan, s.noor_ = s.browse("rowan"), s.browse("noor")
	}
	of := func(id tandem.ExerciseID, week int) tandem.AssignmentID { return s.assignment(s.couple, id, week) }
	s.private, s.sealed = s.ask(s.couple, "E39"), s.ask(s.couple, "E10") // in the same order in every world
	more := s.between()
	s.must(nil, s.cases.AddConsent(bg, s.people["ada"], casefile.ConsentInput{Title: "Letters", Words: "We may write to you."}))
	if p.does {
		s.intake()
	}
	if p.does { // plans when and where, wants no walk, and wants it again
		s.intends(s.rowan, s.itemOf(s.couple, "E02"), inTheKitchen)
		s.says(s.rowan, s.itemOf(s.couple, "E38"), homework.IntentionNot)
	}
	day(1, 0)
	more.first(p)
	if p.does { // prepared and not given, and read
		s.move(s.rowan, of("E02", 1), "prepare", three("rowan"))
		token, _ := s.token("rowan") // and with a program too
		for _, path := range []string{"/together", "/privacy", "/homework/" + string(of("E38", 1)), "/account"} {
			s.rowan.get(path)
			s.askWith(token, http.MethodGet, "/api/v1"+path, nil)
		}
	}
	if p.does {
		s.says(s.rowan, s.itemOf(s.couple, "E38"), homework.IntentionAny)
	}
	day(2, 0)
	s.move(s.rowan, of("E38", 1), "log", walked(p.mood))
	more.asked()
	day(3, 0)
	s.move(s.noor_, of("E38", 1), "log", walked("4"))
	s.move(s.noor_, of("E02", 1), "prepare", three("noor"))
	more.answered(p)
	day(8, 0)
	more.prepared(p)
	if p.does { // not this week, and two drafts
		s.move(s.rowan, of("E02", 2), "pass", nil)
		s.rowan.post("/homework/"+string(of("E38", 2))+"/draft", url.Values{"step": {"log"}, "activity": {"other"}, "other_activity": {"Something private"}})
		s.rowan.post("/homework/"+string(of("E02", 1))+"/draft", url.Values{"step": {"prepare"}, "items.0.quality": {"Something else"}})
	}
	if p.does { // a picture in a draft, and two in what is sealed
		f := s.noting(s.rowan, s.private)
		f.Set("stop", "yes")
		s.rowan.sendFiles("/homework/"+string(s.private)+"/moves", f, map[string][]byte{"photo": drawn(20)})
		s.must(nil, s.bring("rowan", s.rowan, s.sealed, 2))
	}
	if p.does { // takes an agreement back on their own phone
		if a := s.rowan.post("/agreements/"+string(s.couple.ID)+"/treatment/take-back", url.Values{"passphrase": {passphrase}}); a.status != http.StatusSeeOther {
			s.t.Fatalf("taking an agreement back: %d", a.status)
		}
	}
	day(10, 0)
	more.afterAWeek(p)
	day(15, 0)
	mood := three("rowan")
	mood.Set("mood_before", p.mood)
	s.move(s.rowan, of("E02", 3), "prepare", mood)
	day(15, 1)
	s.move(s.rowan, of("E02", 3), "give", nil)
	day(15, 2)
	s.move(s.noor_, of("E02", 3), "prepare", three("noor"))
	day(15, 3)
	s.move(s.noor_, of("E02", 3), "give", nil)
	day(15, 4)
	s.move(s.rowan, of("E02", 3), "acknowledge", url.Values{"acknowledgement": {"thanks"}, "mood_after": {p.mood}})
	if p.does { // prepared, and taken back before anybody could see it
		s.move(s.rowan, of("E02", 2), "prepare", three("rowan"))
		if all := s.must(s.homework.See(bg, s.people["rowan"], of("E02", 2))).(homework.Homework); len(all.Sight.Entries) > 0 {
			at := "/homework/" + string(of("E02", 2)) + "/moves/" + string(all.Sight.Entries[len(all.Sight.Entries)-1].Move) + "/withdraw"
			if a := s.rowan.post(at, url.Values{"key": {s.IDs.New()}, "version": {all.Sight.Version}}); a.status != http.StatusSeeOther {
				s.t.Fatalf("taking back: %d", a.status)
			}
		}
	}
	day(15, 5)
	// The therapist issues every edition; what the other is given is no news.
	s.documents = map[string]tandem.DocumentID{}
	for i, name := range []string{"clinical", "joint", "rowan's own", "noor's own"} {
		s.clock.Advance(time.Minute)
		s.documents[name] = s.issue([]report.Edition{report.EditionClinical, report.EditionJoint, report.EditionOwn, report.EditionOwn}[i], max(0, i-2))
	}
	if p.does { // from now on neither is for Rowan
		s.says(s.rowan, s.itemOf(s.couple, "E02"), homework.IntentionNot)
		s.intends(s.rowan, s.itemOf(s.couple, "E38"), url.Values{"day": {homework.IntentionNot}})
	}
	if p.does { // opens both
		s.rowan.get("/documents/" + string(s.documents["joint"]))
		s.rowan.get("/documents/" + string(s.documents["rowan's own"]) + "/page")
	}
}

// intake is what is known of Rowan before a plan, by Rowan and by the care team
// after it saw Rowan alone: an agreement signed, contact, a safety screen that
// speaks against joint work, a goal, a request to begin without something.
func (s *stage) intake() {
	mara, rowan, c := s.people["mara"], s.people["rowan"], s.couple
	id := c.Partners[0].ID
	for _, of := range s.must(s.cases.Agreements(bg, rowan)).([]casefile.Agreements) {
		for _, a := range of.Papers {
			if a.Open() {
				s.must(nil, s.cases.Sign(bg, rowan, c.ID, a.Paper.Subject.ID, casefile.SignInput{Digest: a.Paper.Digest(), Signed: "Rowan", Passphrase: passphrase}))
			}
		}
	}
	s.must(nil, s.cases.ChangePartner(bg, mara, c.ID, id, casefile.PartnerInput{Name: "rowan", Language: "en", TimeZone: "Europe/Berlin",
		Contact: casefile.Contact{Phone: "+49 30 1234", SafeHours: "never at night"}}))
	s.must(nil, s.cases.RecordScreen(bg, mara, c.ID, id, casefile.ScreenInput{On: string(monday), How: string(casefile.ScreenBoth),
		Result: string(casefile.JointNotIndicated), NextDue: "2026-04-01", Goal: string(casefile.GoalClarify), Words: "To know where I stand"}))
	s.must(nil, s.cases.AskGoal(bg, mara, c.ID, id)) // and Rowan answers on their own phone
	s.hope(s.rowan, c, id, "To find out where I stand")
	s.must(nil, s.cases.AskOverride(bg, mara, c.ID, id, casefile.OverrideInput{Requirement: casefile.RequirePolicy, Reason: "Rowan asked for time"}))
	s.must(s.cases.ResetPartner(bg, mara, c.ID, id)) // not used
}

var (
	randomID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)
	version  = regexp.MustCompile(`(name="version" value="|"version":"|data-version=")[0-9a-f]{24}"`)
	alone    = regexp.MustCompile(`(?m)^[0-9a-f]{24}`) // a version that is the whole answer; it digests random ids
	cookie   = regexp.MustCompile(`tandem=[A-Za-z0-9_-]{43}`)
)

// masked is an answer with random ids replaced by names of the same length.
func masked(a answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", a.status)
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		if name != "Date" { // the real clock's
			fmt.Fprintf(&b, "%s: %q\n", name, a.header[name])
		}
	}
	b.WriteString(a.body)
	text := randomID.ReplaceAllString(b.String(), "········-id-········")
	text = version.ReplaceAllString(text, `${1}··version··"`)
	text = alone.ReplaceAllString(text, "··version··")
	return cookie.ReplaceAllString(text, "tandem=··token··")
}

// fetched is an answer with the path that it came from.
type fetched struct {
	path string
	answer
}

// all is what was fetched as it is compared, once a change has planted a leak in it.
func (s *stage) all(got map[string]fetched, leak leak) map[string]string {
	told := map[string]string{}
	for name, f := range got {
		a := answer{f.status, f.body, f.header.Clone()}
		if leak != nil {
			a = leak(s, f.path, a)
		}
		told[name] = masked(a)
	}
	return told
}

// fetch is everything that Noor can get at, by a name that is the same in
// every world.
func (s *stage) fetch() map[string]fetched {
	paths := map[string]string{}
	for _, p := range []string{"/", "/today", "/coming", "/when", "/how", "/reviews", "/together", "/together?three=1", "/together?shelf=appreciations", "/together?shelf=appreciations&from=1", "/together?shelf=joy", "/privacy?of=E02", "/privacy", "/account", "/caseload", "/register", "/staff", "/couples/new", "/homework/" + s.IDs.New()} {
		paths[randomID.ReplaceAllString(p, "unknown")] = p
	}
	for _, id := range []tandem.ExerciseID{"E02", "E38"} {
		for week := 1; week <= 8; week++ {
			name, at := fmt.Sprintf("%s of week %d", id, week), "/homework/"+string(s.assignment(s.couple, id, week))
			paths[name], paths[name+", step 2"], paths[name+", change"] = at, at+"?step=2", at+"?do=prepare"
			paths[name+" for staff"] = "/couples/" + string(s.couple.ID) + at
		}
	}
	for _, of := range s.must(s.cases.Agreements(bg, s.people["noor"])).([]casefile.Agreements) {
		for i, a := range of.Papers {
			paths[fmt.Sprintf("agreement %d", i)] = "/agreements/" + string(of.Couple) + "/" + a.Paper.Subject.ID
		}
	}
	for name, id := range map[string]tandem.AssignmentID{"the good moment": s.private, "the memories": s.sealed} {
		at := "/homework/" + string(id)
		paths[name], paths[name+" for staff"] = at, "/couples/"+string(s.couple.ID)+at
		kept := s.photosIn(id, "rowan")
		for n := range 2 {
			photo := s.IDs.New()
			if n < len(kept) {
				photo = kept[n]
			}
			paths[fmt.Sprintf("%s, picture %d of Rowan's", name, n)] = at + "/photos/" + photo
		}
	}
	own, other := string(s.couple.Partners[1].ID), string(s.couple.Partners[0].ID)
	for name, at := range map[string]string{"the agreements": "/agreements", "second signatures": "/overrides", "the practice's texts": "/agreements-of-practice",
		"what stands before": "/gate", "the register data": "/details", "own register data": "/partners/" + own, "the other's register data": "/partners/" + other,
		"the other's gate": "/partners/" + other + "/gate", "own gate": "/partners/" + own + "/gate"} {
		if !strings.HasPrefix(at, "/agreements") && at != "/overrides" {
			at = "/couples/" + string(s.couple.ID) + at
		}
		paths[name] = at
	}
	paths["the couple"], paths["the summary"] = "/couples/"+string(s.couple.ID), "/couples/"+string(s.couple.ID)+"/summary"
	paths["her documents"] = "/documents"
	for name, id := range s.documents {
		paths["the "+name+" edition"], paths["the "+name+" edition as a page"] = "/documents/"+string(id), "/documents/"+string(id)+"/page"
	}
	maps.Copy(paths, s.between().paths())
	got := map[string]fetched{}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		got[name] = fetched{paths[name], s.noor_.get(paths[name])}
	}
	token, _ := s.token("noor")
	programs := []string{"/today", "/when", "/together", "/how", "/privacy", "/account", "/caseload", "/staff", "/couples/new", "/couples/" + string(s.couple.ID), "/couples/" + string(s.couple.ID) + "/documents"}
	for _, id := range []tandem.ExerciseID{"E02", "E38"} {
		for week := 1; week <= 8; week++ {
			programs = append(programs, "/homework/"+string(s.assignment(s.couple, id, week)))
		}
	}
	for _, at := range s.between().pieces() {
		programs = append(programs, "/homework/"+string(at))
	}
	for i, path := range append(programs, "/reviews", "/coming") {
		path = "/api/v1" + path
		got[fmt.Sprintf("for a program, %d", i)] = fetched{path, s.askWith(token, http.MethodGet, path, nil)}
	}
	at := "/api/v1/homework/" + string(s.assignment(s.couple, "E02", 1)) + "/moves"
	for name, object := range map[string]map[string]any{
		"a stale move": {"kind": "give", "key": s.IDs.New(), "version": "old"}, "no kind": {"key": s.IDs.New(), "version": "old"},
		"a bad field": {"kind": "prepare", "key": s.IDs.New(), "version": "old", "answers": map[string]any{"mood_before": map[string]any{"number": 9}}}} {
		got["for a program, "+name] = fetched{at, s.askWith(token, http.MethodPost, at, object)}
	}
	for n := range 3 { // her own pictures, and what she reads of them
		f := s.noting(s.noor_, s.private)
		f.Set("stop", "yes")
		path := "/homework/" + string(s.private) + "/moves"
		got[fmt.Sprintf("her own picture, time %d", n)] = fetched{path, s.noor_.sendFiles(path, f, map[string][]byte{"photo": drawn(uint8(90 + n))})}
	}
	own = "/homework/" + string(s.private) + "/photos/" + s.photosIn(s.private, "noor")[0]
	got["her own picture"] = fetched{own, s.noor_.get(own)}
	week1 := "/homework/" + string(s.assignment(s.couple, "E02", 1))
	wrong := map[string]url.Values{
		"a stale move": {"kind": {"give"}, "step": {"give"}, "key": {s.IDs.New()}, "version": {"old"}}, "no key": {"kind": {"give"}, "step": {"give"}},
		"a bad field": {"kind": {"prepare"}, "step": {"prepare"}, "key": {s.IDs.New()}, "screen": {"1"}, "mood_before": {"9"}}}
	for _, name := range slices.Sorted(maps.Keys(wrong)) { // in one order: the first renews the session
		got[name] = fetched{week1 + "/moves", s.noor_.post(week1+"/moves", wrong[name])}
	}
	got["a key that Rowan has used"] = fetched{keyed, s.between().sameKey()}
	return got
}

// apart names what differs between two worlds.
func apart(a, b map[string]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	return names
}

// twins are the two worlds after the story.
func twins(t *testing.T, database func() string) (quiet, busy *stage) {
	quiet, busy = newStage(newWorld(t, database())), newStage(newWorld(t, database()))
	live(quiet, privately{mood: "1"})
	live(busy, privately{does: true, mood: "5"})
	return quiet, busy
}

func TestWhatRowanKeepsNoorCannotTell(t *testing.T) {
	for name, database := range map[string]func(t *testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			quiet, busy := twins(t, func() string { return database(t) })
			theirs, ours := quiet.fetch(), busy.fetch()
			one, two := quiet.all(theirs, nil), busy.all(ours, nil)
			for _, what := range apart(one, two) {
				t.Errorf("%s differs:\n%s", what, firstDifference(one[what], two[what]))
			}
			if !strings.Contains(one["/together?shelf=appreciations"], "rowan values quality") || !strings.Contains(one["E38 of week 1"], "Took a walk") {
				t.Error("what was shared is not there: the comparison would mean nothing")
			}
			if !strings.Contains(one["for a program, 2"], "rowan values quality") || !strings.Contains(one["for a program, 0"], "\n200") && !strings.HasPrefix(one["for a program, 0"], "200") {
				t.Error("what was shared is not there for a program: the comparison would mean nothing")
			}
			if quiet.mara.get("/today").status == 0 || len(busy.rows("SELECT id FROM moves")) == len(quiet.rows("SELECT id FROM moves")) {
				t.Error("the worlds do not differ: the comparison would mean nothing")
			}
			if joint := one["the joint edition as a page"]; !strings.Contains(joint, "Done together") || !strings.HasPrefix(one["the noor's own edition"], "200") ||
				!strings.HasPrefix(one["the rowan's own edition"], "404") || !strings.HasPrefix(one["the clinical edition"], "404") {
				t.Error("the documents are not there as they should be: the comparison would mean nothing")
			}
			if len(busy.photosIn(busy.sealed, "rowan")) != 2 || len(busy.photosIn(busy.private, "rowan")) != 1 || !strings.HasPrefix(one["her own picture"], "200") {
				t.Error("the pictures are not there: the comparison would mean nothing")
			}
			for _, w := range busy.between().lacks(quiet, one) {
				t.Errorf("%s: the comparison would mean nothing", w)
			}
			if name == "sqlite" {
				plantLeaks(t, quiet, busy, theirs, ours)
			}
		})
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-80)
	return fmt.Sprintf("  %q\n  %q", a[from:min(len(a), i+120)], b[from:min(len(b), i+120)])
}
