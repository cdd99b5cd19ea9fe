package store_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// tenantTables hold rows of practices. Sessions and the throttle do not.
var tenantTables = strings.Fields(`practice_keys keys people staff_roles couples partners care_team supervision invitations
	credentials plans plan_items plan_light_weeks plan_pauses plan_drafts plan_revisions assignments assignment_partners assignment_parts presences rounds moves drafts photos documents audit_entries
	signatures couple_policies practice_consents safety_screens gate_overrides tokens
	care_sessions care_session_partners outside_help reviews review_parts review_additions partner_contacts couple_dates item_opt_outs intakes shut_accounts library_works libraries`)

// beforeThePractice are the only statements that look across practices, by what
// they hold, each with its reason.
var beforeThePractice = map[string]string{
	"from credentials where login_hash =": "a log-in name is found before the practice is known",
	"from tokens where token_hash =":      "a program shows its token before the practice is known",
	"delete from tokens where expires_at": "sweeping what has run out, of everybody",
	"from invitations where token_hash =": "a link is opened before the practice is known",
	"from practices x order by":           "a start of the service finds the installation",
	"select id from practices limit":      "the first practice is founded where there is none",
}

var (
	mention = regexp.MustCompile(`\b(from|join|update|into)\s+(\w+)(?:\s+(?:as\s+)?(\w+))?`)
	inside  = regexp.MustCompile(`\([^()]*\)`)
)

// unscoped says what is wrong with a statement that reaches a tenant's rows
// without naming the practice, or lets an OR stand beside that condition; ""
// when nothing is.
func unscoped(sql string) string {
	sql = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(sql, `"`, "")), " "))
	for allowed := range beforeThePractice {
		if strings.Contains(sql, allowed) {
			return ""
		}
	}
	_, conditions, filtered := strings.Cut(sql, " where ")
	for _, m := range mention.FindAllStringSubmatch(sql, -1) {
		how, table, alias := m[1], m[2], m[3]
		if how == "into" || table != "practices" && !slices.Contains(tenantTables, table) {
			continue
		}
		if !filtered {
			return "no condition on " + table
		}
		if table == "practices" {
			if !regexp.MustCompile(`\bid = [?$@]`).MatchString(conditions) {
				return "practices without an id"
			}
			continue
		}
		column := `(^|[ (])practice_id`
		if alias != "" && !slices.Contains([]string{"where", "set", "order", "on"}, alias) {
			column = `\b` + alias + `\.practice_id`
		}
		if !regexp.MustCompile(column + ` = |= ` + column).MatchString(sql[strings.Index(sql, m[0]):]) {
			return "no practice_id for " + table
		}
	}
	for strings.Contains(conditions, "(") { // from the innermost bracket outwards
		before := conditions
		loose := false
		conditions = inside.ReplaceAllStringFunc(conditions, func(group string) string {
			loose = loose || strings.Contains(group, "practice_id") && strings.Contains(group, " or ")
			return ""
		})
		if loose {
			return "an OR without brackets"
		}
		if conditions == before {
			break
		}
	}
	if strings.Contains(conditions, " or ") {
		return "an OR without brackets"
	}
	return ""
}

func TestStatementsNameThePractice(t *testing.T) {
	for sql, want := range map[string]string{
		`SELECT * FROM "couples" WHERE practice_id = ? AND id = ?`:                                                                        "",
		`SELECT * FROM "couples" WHERE practice_id = $1 AND (id = $2 OR code = $3)`:                                                       "",
		`SELECT c.* FROM couples c JOIN partners p ON p.practice_id = c.practice_id WHERE c.practice_id = ?`:                              "",
		`UPDATE "people" SET "revoked_at"=? WHERE practice_id = ?`:                                                                        "",
		`INSERT INTO "people" ("practice_id") VALUES (?)`:                                                                                 "",
		`SELECT * FROM "sessions" WHERE token_hash = ?`:                                                                                   "",
		`SELECT * FROM "credentials" WHERE login_hash = ? LIMIT 1`:                                                                        "",
		`SELECT * FROM "couples"`:                                                                                                         "no condition on couples",
		`SELECT * FROM "couples" WHERE id = ?`:                                                                                            "no practice_id for couples",
		`SELECT * FROM "couples" WHERE practice_id = ? AND id = ? OR code = ?`:                                                            "an OR without brackets",
		`SELECT * FROM "couples" WHERE (practice_id = ? AND id = ? OR code = ?) AND state = ?`:                                            "an OR without brackets",
		`SELECT * FROM "couples" WHERE practice_id = ? AND (id IN (SELECT m.couple_id FROM moves m WHERE m.practice_id = ?) OR code = ?)`: "",
		`SELECT * FROM "couples" WHERE (practice_id = ? AND id = ?) OR code = ?`:                                                          "an OR without brackets",
		`SELECT c.* FROM couples c JOIN partners p ON p.couple_id = c.id WHERE c.practice_id = ?`:                                         "no practice_id for partners",
		`SELECT c.* FROM couples c WHERE c.practice_id = ? AND c.id IN (SELECT couple_id FROM moves m WHERE m.id=?)`:                      "no practice_id for moves",
		`UPDATE "people" SET "revoked_at"=? WHERE id = ?`:                                                                                 "no practice_id for people",
		`UPDATE "people" SET "practice_id"=? WHERE id = ?`:                                                                                "no practice_id for people",
		`DELETE FROM "drafts" WHERE round_id = ?`:                                                                                         "no practice_id for drafts",
		`INSERT INTO rounds (id) SELECT a.id FROM assignments a WHERE a.id = ?`:                                                           "no practice_id for assignments",
		`SELECT * FROM "practices" WHERE demo = ?`:                                                                                        "practices without an id",
	} {
		if got := unscoped(sql); got != want {
			t.Errorf("%s\ngave %q, want %q", sql, got, want)
		}
	}
}

// TestWatchSeesStatements: a query planted in the running store is reported,
// whichever of gorm's ways it takes.
func TestWatchSeesStatements(t *testing.T) {
	s := newBase(t, "").open(t)
	var bad []string
	if err := s.WatchStatements(func(sql string) {
		if wrong := unscoped(sql); wrong != "" {
			bad = append(bad, wrong)
		}
	}); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	var n int64
	for _, err := range []error{
		s.Read(bg).Table("couples").Where("id = ?", "x").Find(&rows).Error,
		s.Read(bg).Raw("SELECT * FROM moves WHERE id = ?", "x").Scan(&rows).Error,
		s.Read(bg).Table("drafts").Count(&n).Error,
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	inTx(t, s, func(ctx context.Context) {
		db, err := s.Write(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			db.Table("people").Where("id = ?", "x").Update("kind", "staff").Error,
			db.Exec("DELETE FROM moves WHERE id = ?", "x").Error,
			db.Table("drafts").Where("round_id = ?", "x").Delete(nil).Error,
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	if len(bad) != 6 {
		t.Errorf("six planted statements, %d reported: %q", len(bad), bad)
	}
}

// withoutPractice are the methods of the store that take no practice: the
// directory, and what is no query. The list is closed.
var withoutPractice = map[string]string{
	"InTx": "no query: what runs inside names its practice", "Close": "no query", "CheckRoot": "no practice: any key will do to try the root on",
	"HoldFounding":      "directory: asked before there is a practice",
	"Installation":      "directory: asked by the start of the service",
	"InvitationByToken": "directory: a link is opened by nobody known",
	"CredentialByLogIn": "directory: a log-in name finds the practice",
	"TokenByHash":       "directory: a token tells the practice", "ForgetTokens": "directory: tokens that have run out, of everybody",
	"Tries": "directory: the throttle counts keyed hashes", "SwapTries": "directory: the throttle", "ForgetTries": "directory: the throttle",
	"Find": "directory: a session tells the practice", "FindCtx": "directory: a session", "Commit": "directory: a session",
	"CommitCtx": "directory: a session", "Delete": "directory: a session", "DeleteCtx": "directory: a session",
	"ForgetSessions": "directory: sessions that have expired, of everybody",
}

// takesPractice tells whether a method is handed a practice, by itself or in
// what it stores.
func takesPractice(m reflect.Type) bool {
	practiceID := reflect.TypeFor[tandem.PracticeID]()
	for i := range m.NumIn() {
		in := m.In(i)
		if in == practiceID {
			return true
		}
		if in.Kind() == reflect.Struct {
			if f, ok := in.FieldByName("Practice"); ok && f.Type == practiceID {
				return true
			}
		}
	}
	return false
}

// gaps lists what is wrong with the tables: a method with a practice and no
// case, one without that is not on the list, and entries that name nothing.
func gaps(of reflect.Type, cases, listed []string, ignore []string) []string {
	var wrong []string
	names := map[string]bool{}
	for i := range of.NumMethod() {
		m := of.Method(i)
		names[m.Name] = true
		switch {
		case slices.Contains(ignore, m.Name):
		case takesPractice(m.Type) && !slices.Contains(cases, m.Name):
			wrong = append(wrong, m.Name+" has no case for another practice")
		case !takesPractice(m.Type) && !slices.Contains(listed, m.Name):
			wrong = append(wrong, m.Name+" takes no practice and is not on the list")
		}
	}
	for _, name := range append(slices.Clone(cases), listed...) {
		if !names[name] {
			wrong = append(wrong, name+" is listed and does not exist")
		}
	}
	for _, name := range listed {
		if slices.Contains(cases, name) {
			wrong = append(wrong, name+" stands in both tables")
		}
	}
	return wrong
}

// testOnly are the methods that the tests of this package add to the store.
func testOnly(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, file := range []string{"export_test.go", "export_domain_test.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

func keysOf[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestEveryMethodHasItsOtherPractice(t *testing.T) {
	for _, wrong := range gaps(reflect.TypeFor[*store.Store](), keysOf(otherPracticeCases()), keysOf(withoutPractice), testOnly(t)) {
		t.Error(wrong)
	}
}

// planted is a store with methods that nobody wrote a case for.
type planted struct{ *store.Store }

func (planted) Leak(context.Context, tandem.PracticeID) error   { return nil }
func (planted) LeakPlan(context.Context, plan.Plan) error       { return nil }
func (planted) LeakAll(context.Context) ([]tandem.Entry, error) { return nil, nil }

func TestAMethodWithoutACaseIsReported(t *testing.T) {
	got := gaps(reflect.TypeFor[planted](), append(keysOf(otherPracticeCases()), "Gone"), keysOf(withoutPractice), testOnly(t))
	want := []string{"Leak has no case for another practice", "LeakAll takes no practice and is not on the list",
		"LeakPlan has no case for another practice", "Gone is listed and does not exist"}
	if !slices.Equal(got, want) {
		t.Errorf("reported %q, want %q", got, want)
	}
	cases := slices.DeleteFunc(keysOf(otherPracticeCases()), func(name string) bool { return name == "Couple" })
	got = gaps(reflect.TypeFor[*store.Store](), cases, keysOf(withoutPractice), testOnly(t))
	if !slices.Equal(got, []string{"Couple has no case for another practice"}) {
		t.Errorf("with a case taken away: %q", got)
	}
}

// trespass is one method asked by a practice for what belongs to another: with
// mine's practice and theirs' objects. It says what it got.
type trespass func(ctx context.Context, s *store.Store, mine, theirs *clinic) (got any, err error)

// outcome is what must come of it.
type outcome struct {
	try  trespass
	kind tandem.Kind // the error; "" when it must find or change nothing
	got  string      // how what it found prints, where there is no error
}

func notFound(try trespass) outcome { return outcome{try: try, kind: tandem.KindNotFound} }

func nothing(got string, try trespass) outcome { return outcome{try: try, got: got} }

// only wraps a method that returns an error alone.
func only(call func(ctx context.Context, s *store.Store, mine, theirs *clinic) error) trespass {
	return func(ctx context.Context, s *store.Store, mine, theirs *clinic) (any, error) {
		return nil, call(ctx, s, mine, theirs)
	}
}

// otherPracticeCases has one case for every method that takes a practice.
func otherPracticeCases() map[string]outcome {
	cases := map[string]outcome{}
	for _, some := range []map[string]outcome{peopleCases(), caseCases(), intakeCases(), workCases(), libraryCases(), askedCases(), photoCases()} {
		for name, c := range some {
			cases[name] = c
		}
	}
	return cases
}

func peopleCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	later := start.Add(time.Hour)
	return map[string]outcome{
		"Credential": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Credential(ctx, m.practice, o.ana) }),
		"CreateCredential": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			k := o.credential(o.newcomer)
			return s.CreateCredential(ctx, m.practice, k)
		})),
		"SetPassphrase": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.SetPassphrase(ctx, m.practice, o.ana, 1, "stolen", later)
		}),
		"EndSessions": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.EndSessions(ctx, m.practice, o.ana) })),
		"AccessNow":   notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.AccessNow(ctx, m.practice, o.ana, later) }),
		"CreateToken": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreateToken(ctx, m.practice, o.newToken(703, o.ana), "hash-"+m.id(703))
		})),
		"Tokens": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Tokens(ctx, m.practice, o.ana) }),
		"RevokeToken": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RevokeToken(ctx, m.practice, o.token.ID, later)
		}),
		"TouchToken": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.TouchToken(ctx, m.practice, o.token.ID, "2026-12-24")
		})),
		"CreateInvitation": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			i := o.benInvitation
			i.ID = tandem.InvitationID(m.id(700))
			return s.CreateInvitation(ctx, m.practice, i, "token-"+m.id(700))
		})),
		"WithdrawInvitations": nothing("0", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.WithdrawInvitations(ctx, m.practice, o.ben, o.couple.ID, later)
		}),
		"ClaimInvitation": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.ClaimInvitation(ctx, m.practice, o.benInvitation.ID, later)
		}),
		"HasAccount": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.HasAccount(ctx, m.practice, o.ana) }),
		"CreatePractice": outcome{kind: tandem.KindConflict, try: only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreatePractice(ctx, o.practice, practice.Practice{ID: o.practice, Name: "taken over", FoundedAt: later})
		})},
		"Practice": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Practice(ctx, tandem.PracticeID(o.couple.ID))
		}),
		"CreateMember": nothing("quokka", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			// The same id in another practice is another person: theirs stays theirs.
			err := s.CreateMember(ctx, m.practice, practice.Member{Person: o.owner, Name: "impostor"}, later)
			if err != nil {
				return nil, err
			}
			name, err := s.NameOf(ctx, o.practice, o.owner)
			return name[:6], err
		}),
		"Staff": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			staff, err := s.Staff(ctx, m.practice, later)
			return slices.ContainsFunc(staff, func(x practice.Member) bool { return x.Person == o.therapist }), err
		}),
		"Member": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Member(ctx, m.practice, o.therapist, later) }),
		"OwnersToKeep": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			owners, err := s.OwnersToKeep(ctx, m.practice, later)
			return slices.Contains(owners, o.owner), err
		}),
		"SetRoles": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetRoles(ctx, m.practice, o.therapist, []tandem.Role{tandem.RoleOwner}, later)
		})),
		"Revoke": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.Revoke(ctx, m.practice, o.therapist, later) })),
		"AddSupervision": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AddSupervision(ctx, m.practice, practice.Supervision{Supervisor: m.supervisor, Supervisee: o.therapist, From: later})
		}),
		"EndSupervision": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.EndSupervision(ctx, m.practice, o.supervisor, o.therapist, later)
		}),
		"Supervisions": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			links, err := s.Supervisions(ctx, m.practice, later)
			return slices.ContainsFunc(links, func(l practice.Supervision) bool { return l.Supervisee == o.therapist }), err
		}),
		"NameOf":   notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.NameOf(ctx, m.practice, o.ana) }),
		"Language": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Language(ctx, m.practice, o.ana) }),
		"SetLanguage": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetLanguage(ctx, m.practice, o.ana, "es")
		})),
	}
}

func caseCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"Couple": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Couple(ctx, m.practice, o.couple.ID) }),
		"Couples": nothing("1", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Couples(ctx, m.practice)
			return len(list), err
		}),
		"CouplesOfStaff": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.CouplesOfStaff(ctx, m.practice, o.therapist, start)
		}),
		"PartnerCouples": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PartnerCouples(ctx, m.practice, o.ana)
		}),
		"Codes": nothing("[TD-101]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Codes(ctx, m.practice) }),
		"Therapists": nothing("1", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Therapists(ctx, m.practice, start)
			return len(list), err
		}),
		"CreateCouple": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			c := m.newCouple(800, "TD-800", m.person(810), m.person(811))
			c.Team[0].Person = o.therapist
			return s.CreateCouple(ctx, m.practice, c)
		})),
		"CreateDocument": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			d := o.document
			d.ID = tandem.DocumentID(m.id(701))
			return s.CreateDocument(ctx, m.practice, d, []byte("x"), report.Document{})
		})),
		"Document": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, file, err := s.Document(ctx, m.practice, o.document.ID)
			return file, err
		}),
		"DocumentContent": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, content, err := s.DocumentContent(ctx, m.practice, o.document.ID)
			return content, err
		}),
		"DocumentsFor": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.DocumentsFor(ctx, m.practice, o.couple.ID, o.anaPartner)
		}),
		"Openings": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Openings(ctx, m.practice, o.couple.ID)
		}),
		"Documents": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Documents(ctx, m.practice, o.couple.ID)
		}),
		"Review": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Review(ctx, m.practice, o.review.ID) }),
		"HoldReview": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.HoldReview(ctx, m.practice, o.review.ID)
		}),
		"Reviews": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Reviews(ctx, m.practice, o.couple.ID)
		}),
		"ReviewDays": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.ReviewDays(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"CreateReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			r := o.newReview(703)
			r.Practice, r.ID = m.practice, tandem.ReviewID(m.id(703))
			return s.CreateReview(ctx, r)
		})),
		"SaveReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			r := o.review
			r.Practice, r.Version = m.practice, r.Version+1
			return s.SaveReview(ctx, r)
		})),
		"AddToReview": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AddToReview(ctx, m.practice, o.review.ID, review.Addition{ID: m.id(704), Author: m.therapist, Text: "x", At: start})
		})),
		"FactsOf": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			facts, err := s.FactsOf(ctx, tandem.Actor{Person: m.therapist, Practice: m.practice},
				tandem.Object{Kind: tandem.ObjectCouple, ID: string(o.couple.ID)})
			return facts.Found, err
		}),
		"Record": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error { // their log must not grow
			return s.Record(ctx, tandem.Entry{ID: m.id(702), Practice: m.practice, At: start, Actor: m.therapist,
				Event: tandem.EventCoupleRead, Object: tandem.Object{Kind: tandem.ObjectCouple, ID: string(o.couple.ID)}})
		})),
	}
}

func workCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"CurrentPlan": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.CurrentPlan(ctx, m.practice, o.couple.ID) }),
		"CurrentPlans": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.CurrentPlans(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"CreatePlan": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreatePlan(ctx, m.newPlan(730, o.couple.ID))
		})),
		"SavePlan": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			p := o.plan
			p.Practice, p.State, p.Version = m.practice, plan.Ended, p.Version+1
			return s.SavePlan(ctx, p)
		})),
		"PutAssignments": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			p := o.plan
			p.Practice = m.practice
			return s.PutAssignments(ctx, p, nil)
		})),
		"Plans": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Plans(ctx, m.practice, o.couple.ID) }),
		"BegunWeek": nothing("0", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.BegunWeek(ctx, m.practice, o.plan.ID)
		}),
		"OptOuts": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.OptOuts(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"SetOptOut": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetOptOut(ctx, m.practice, plan.OptOut{Couple: o.couple.ID, Partner: o.anaPartner, Item: o.plan.Items[0].ID, From: "2026-11-09"})
		})),
		"PlanDraft": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.PlanDraft(ctx, m.practice, o.couple.ID)
		}),
		"KeepPlanDraft": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.KeepPlanDraft(ctx, m.practice, o.couple.ID, plan.Draft{Plan: m.plan, Version: 1, ChangedBy: m.therapist, ChangedAt: start})
		})),
		"DropPlanDraft": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropPlanDraft(ctx, m.practice, o.couple.ID)
		})),
		"AddRevision": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AddRevision(ctx, m.practice, plan.Revision{Plan: o.plan.ID, Number: 2, By: m.therapist, At: start})
		})),
		"Revisions": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Revisions(ctx, m.practice, o.couple.ID)
		}),
		"Assignment": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.Assignment(ctx, m.practice, o.first.ID) }),
		"Assignments": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Assignments(ctx, m.practice, o.couple.ID, o.plan.ID)
		}),
		"AssignmentsOpened": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsOpened(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, "2026-01-01", "2027-01-01")
		}),
		"LastEnded": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.LastEnded(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"LastChanges": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.LastChanges(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"AssignmentsAsked": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsAsked(ctx, m.practice, o.couple.ID)
		}),
		"AssignmentsLive": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsLive(ctx, m.practice, o.couple.ID)
		}),
		"SetLive": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetLive(ctx, m.practice, o.round, true) })),
		"RoundsAwaiting": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsAwaiting(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"RoundsNoticed": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsNoticed(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, start.AddDate(-1, 0, 0))
		}),
		"SetNoticed": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetNoticed(ctx, m.practice, o.round, start) })),
		"SetAwaits":  notFound(only(func(ctx ctxT, s sT, m, o *clinic) error { return s.SetAwaits(ctx, m.practice, o.round, true) })),
		"CreateAssignment": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.CreateAssignment(ctx, m.practice, o.newAsked(790, o.couple.ID, o.anaPartner))
		})),
		"RedateAssignment": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			a := o.newAsked(792, o.couple.ID)
			return all(s.CreateAssignment(ctx, o.practice, a), s.RedateAssignment(ctx, m.practice, a.ID, "2026-12-01", "2026-12-02"))
		})),
		"Rounds": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Rounds(ctx, m.practice, o.couple.ID, o.first.ID)
		}),
		"RoundsOf": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsOf(ctx, m.practice, o.couple.ID, []tandem.ExerciseID{o.first.Exercise})
		}),
		"HoldRound": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) { return s.HoldRound(ctx, m.practice, o.first) }),
		"AppendMove": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.AppendMove(ctx, m.practice, o.round, o.newMove(761, 2, o.anaPartner))
		})),
		"SetPart": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetPart(ctx, m.practice, o.first, homework.Part{Partner: o.anaPartner, State: exercise.PartDone, ChangedAt: start})
		})),
		"Draft": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			_, ok, err := s.Draft(ctx, m.practice, o.round, o.benPartner)
			return ok, err
		}),
		"KeepDraft": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			d := o.draft
			d.Form = exercise.Form{"text": {"overwritten"}}
			return s.KeepDraft(ctx, m.practice, o.round, d)
		})),
		"DropDraft": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropDraft(ctx, m.practice, o.round, o.benPartner)
		})),
	}
}

// otherPractice: one practice finds nothing of another and changes nothing there.
func otherPractice(t *testing.T, g *ground) {
	for name, c := range otherPracticeCases() {
		t.Run(name, func(t *testing.T) {
			mine, theirs := g.clinic(t), g.clinic(t)
			before := theirs.everything(t, g.Store)
			var got any
			err := g.InTx(bg, func(ctx context.Context) (err error) {
				got, err = c.try(ctx, g.Store, mine, theirs)
				return err
			})
			wantKind(t, name, err, c.kind)
			if err == nil && fmt.Sprint(got) != c.got {
				t.Errorf("got %v, want %s", got, c.got)
			}
			if after := theirs.everything(t, g.Store); after != before {
				t.Errorf("it changed the other practice from\n%s\nto\n%s", before, after)
			}
		})
	}
}
