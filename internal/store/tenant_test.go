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

	"tandem/internal/plan"
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
