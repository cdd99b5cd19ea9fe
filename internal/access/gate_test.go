package access

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tandem/internal/tandem"
	"tandem/policies"
)

var update = flag.Bool("update", false, "write the golden files anew")

var _ tandem.Gate = (*Gate)(nil)

func shipped(t testing.TB) *Gate {
	t.Helper()
	g, err := New(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPlantedLinesRefuseToStart(t *testing.T) {
	good := "p, therapist, couple, read, careteam, allow"
	tests := []struct {
		name, policy string
		line         int
		says         string
	}{
		{"too few words", good + "\np, therapist, couple, read, careteam", 2, "has 5 words"},
		{"too many words", "p, therapist, couple, read, careteam, allow, deny", 1, "has 7 words"},
		{"a comment at the end of a rule", good + " # why, not", 1, "has 7 words"},
		{"not a rule", "# a comment\n\ng, owner, staff, read, practice, allow", 3, `begins with "g"`},
		{"misspelt deny", good + "\n\np, owner, couple, read, practice, dney", 3, `unknown effect "dney"`},
		{"capital Allow", "p, therapist, couple, read, careteam, Allow", 1, "unknown effect"},
		{"no effect", "p, therapist, couple, read, careteam,", 1, "unknown effect"},
		{"unknown role", "p, admin, couple, read, practice, allow", 1, `unknown role "admin"`},
		{"empty role", "p, , couple, read, careteam, allow", 1, "unknown role"},
		{"wildcard role", "p, *, couple, read, careteam, allow", 1, "unknown role"},
		{"unknown resource", "p, therapist, couples, read, careteam, allow", 1, `unknown permission "couples:read"`},
		{"unknown action", "p, therapist, couple, delete, careteam, allow", 1, `unknown permission "couple:delete"`},
		{"public is not granted", "p, therapist, public, , careteam, allow", 1, "unknown permission"},
		{"unknown relation", "p, therapist, couple, read, team, allow", 1, `unknown relation "team"`},
		{"quoted word", `p, therapist, couple, read, "careteam", allow`, 1, "unknown relation"},
		{"duplicate", good + "\n#\n" + good, 3, "same as line 1"},
		{"duplicate with other spaces", good + "\np,therapist,couple,read,careteam,allow", 2, "same as line 1"},
		{"partner on the care team", "p, partner, couple, read, careteam, allow", 1, "cannot hold"},
		{"therapist as partner", "p, therapist, round, move, partner, allow", 1, "cannot hold"},
		{"partner in the practice", good + "\np, partner, register, read, practice, allow", 2, "cannot hold"},
		{"allowed without a tie", "p, owner, couple, read, none, allow", 1, "nothing ties"},
		{"empty policy", "# nothing\n", 0, "no rule"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g, err := New(policies.Model, test.policy)
			var bad *PolicyError
			if !errors.As(err, &bad) || g != nil {
				t.Fatalf("got gate %v, error %v; want a PolicyError and no gate", g, err)
			}
			if bad.Line != test.line || !strings.Contains(bad.Says, test.says) {
				t.Errorf("got %q, want line %d saying %q", bad, test.line, test.says)
			}
		})
	}
}

func TestBadModelRefusesToStart(t *testing.T) {
	for name, text := range map[string]string{
		"empty":        "",
		"no matcher":   "[request_definition]\nr = role\n[policy_definition]\np = role, eft\n",
		"unknown word": strings.Replace(policies.Model, "r.role == p.role", "r.rule == p.role", 1),
		"other arity":  strings.Replace(policies.Model, "r = role, resource, action, relation", "r = role, resource, action", 1),
	} {
		if g, err := New(text, policies.Policy); err == nil || g != nil {
			t.Errorf("%s: the gate started", name)
		}
	}
}

func TestDenyWins(t *testing.T) {
	allow := "p, therapist, couple, read, careteam, allow\n"
	deny := "p, therapist, couple, read, careteam, deny\n"
	other := "p, therapist, shelf, read, careteam, allow\n"
	for _, policy := range []string{allow + deny + other, deny + allow + other, deny + other} {
		g, err := New(policies.Model, policy)
		if err != nil {
			t.Fatal(err)
		}
		roles, on := []tandem.Role{tandem.RoleTherapist}, []tandem.Relation{tandem.RelationCareTeam}
		if g.Allows(roles, tandem.PermissionCoupleRead, on) {
			t.Errorf("allowed in spite of a deny: %q", policy)
		}
		if !g.Allows(roles, tandem.PermissionShelfRead, on) {
			t.Errorf("the deny spread to another permission: %q", policy)
		}
	}
}

func TestTableEqualsCasbinInEveryCell(t *testing.T) {
	g := shipped(t)
	rules, err := parse(policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	e, err := enforcerFor(policies.Model, rules)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, role := range tandem.Roles() {
		for _, permission := range tandem.Permissions() {
			for _, relation := range tandem.Relations() {
				want, err := ask(e, cell{role, permission, relation})
				if err != nil {
					t.Fatal(err)
				}
				got := g.Allows([]tandem.Role{role}, permission, []tandem.Relation{relation})
				if got != want {
					t.Errorf("%s %s %s: table %v, casbin %v", role, permission, relation, got, want)
				}
				asked++
			}
		}
	}
	if want := len(tandem.Roles()) * len(tandem.Permissions()) * len(tandem.Relations()); asked != want {
		t.Errorf("asked %d cells of %d", asked, want)
	}
}

func TestGoldenTable(t *testing.T) {
	var b strings.Builder
	for _, row := range shipped(t).Table() {
		answer := "-"
		if row.Allowed {
			answer = "allowed"
		}
		fmt.Fprintf(&b, "%-10s %-16s %-10s %s\n", row.Role, row.Permission, row.Relation, answer)
	}
	file := filepath.Join("testdata", "table.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the table differs from %s; look at the difference, then run with -update", file)
	}
}

// TestPromises says in words what the policy must never come to allow,
// whatever else changes in it.
func TestPromises(t *testing.T) {
	g := shipped(t)
	clinical := []tandem.Permission{tandem.PermissionCoupleRead, tandem.PermissionRoundRead, tandem.PermissionShelfRead,
		tandem.PermissionDocumentRead, tandem.PermissionDocumentIssue, tandem.PermissionPlanWrite}
	// What a couple has gathered is opened by a partner as their own page.
	for _, role := range tandem.Roles() {
		if role.Staff() && g.Allows([]tandem.Role{role}, tandem.PermissionShelfRead, []tandem.Relation{tandem.RelationOwn}) {
			t.Errorf("%s has a partner's page", role)
		}
	}
	for _, p := range clinical {
		for _, role := range []tandem.Role{tandem.RoleOwner, tandem.RoleFrontDesk} {
			if g.Allows([]tandem.Role{role}, p, tandem.Relations()) {
				t.Errorf("%s may %s", role, p)
			}
		}
		untied := []tandem.Relation{tandem.RelationPractice, tandem.RelationNone}
		if p != tandem.PermissionShelfRead {
			untied = append(untied, tandem.RelationOwn)
		}
		if g.Allows(tandem.Roles(), p, untied) {
			t.Errorf("%s is given without care, membership or supervision", p)
		}
	}
	for _, role := range tandem.Roles() {
		if role != tandem.RolePartner && g.Allows([]tandem.Role{role}, tandem.PermissionRoundMove, tandem.Relations()) {
			t.Errorf("%s may act in a round", role)
		}
		if !g.Allows([]tandem.Role{role}, tandem.PermissionAccountUse, []tandem.Relation{tandem.RelationOwn}) {
			t.Errorf("%s may not use their own account", role)
		}
	}
	if g.Allows(tandem.Roles(), tandem.PermissionPublic, tandem.Relations()) {
		t.Error("public is no permission that anybody holds")
	}
}

func TestEveryPermissionOfTheTableIsGrantedToSomebody(t *testing.T) {
	g := shipped(t)
	for _, use := range tandem.UseCases() {
		if use.Permission != tandem.PermissionPublic && !g.Allows(tandem.Roles(), use.Permission, tandem.Relations()) {
			t.Errorf("nobody can ever %s", use.Name)
		}
	}
}

func TestUnknownAndEmptyAreDenied(t *testing.T) {
	g := shipped(t)
	therapist, careTeam := []tandem.Role{tandem.RoleTherapist}, []tandem.Relation{tandem.RelationCareTeam}
	if !g.Allows(therapist, tandem.PermissionCoupleRead, careTeam) {
		t.Fatal("the cell that this test spoils is not allowed to begin with")
	}
	tests := []struct {
		name       string
		roles      []tandem.Role
		permission tandem.Permission
		relations  []tandem.Relation
	}{
		{"no role", nil, tandem.PermissionCoupleRead, careTeam},
		{"empty role", []tandem.Role{""}, tandem.PermissionCoupleRead, careTeam},
		{"unknown role", []tandem.Role{"Therapist"}, tandem.PermissionCoupleRead, careTeam},
		{"no permission", therapist, "", careTeam},
		{"unknown permission", therapist, "couple:*", careTeam},
		{"no relation", therapist, tandem.PermissionCoupleRead, nil},
		{"empty relation", therapist, tandem.PermissionCoupleRead, []tandem.Relation{""}},
		{"unknown relation", therapist, tandem.PermissionCoupleRead, []tandem.Relation{"CareTeam"}},
		{"a partner's role with a therapist's relation", []tandem.Role{tandem.RolePartner}, tandem.PermissionShelfRead, careTeam},
		{"a therapist's role with a partner's relation", therapist, tandem.PermissionShelfRead, []tandem.Relation{tandem.RelationPartner}},
	}
	for _, test := range tests {
		if g.Allows(test.roles, test.permission, test.relations) {
			t.Errorf("%s: allowed", test.name)
		}
	}
	odd := &Gate{allowed: map[cell]bool{{tandem.RolePartner, tandem.PermissionCoupleRead, tandem.RelationCareTeam}: true}}
	if odd.Allows([]tandem.Role{tandem.RolePartner}, tandem.PermissionCoupleRead, careTeam) {
		t.Error("a role counts with a relation that it cannot hold")
	}
	var none *Gate
	if none.Allows(therapist, tandem.PermissionCoupleRead, careTeam) || (&Gate{}).Allows(therapist, tandem.PermissionCoupleRead, careTeam) {
		t.Error("a gate that was never made lets people in")
	}
}

// TestMonotone: whoever loses a role or a relation gains nothing by it, and
// unknown words add nothing, under any policy that starts.
func TestMonotone(t *testing.T) {
	gates := []*Gate{shipped(t)}
	words := func(known []string) *rapid.Generator[string] {
		return rapid.OneOf(rapid.SampledFrom(known), rapid.StringN(0, 8, 16))
	}
	rapid.Check(t, func(t *rapid.T) {
		g := gates[0]
		if rapid.Bool().Draw(t, "another policy") {
			var err error
			if g, err = New(policies.Model, drawPolicy(t)); err != nil {
				t.Fatal(err)
			}
		}
		roles := draw[tandem.Role](t, "roles", words(texts(tandem.Roles())))
		relations := draw[tandem.Relation](t, "relations", words(texts(tandem.Relations())))
		permission := tandem.Permission(words(texts(tandem.Permissions())).Draw(t, "permission"))
		if len(roles) == 0 || len(relations) == 0 {
			if g.Allows(roles, permission, relations) {
				t.Fatal("allowed with nothing in hand")
			}
			return
		}
		i, j := rapid.IntRange(0, len(roles)-1).Draw(t, "i"), rapid.IntRange(0, len(relations)-1).Draw(t, "j")
		fewerRoles := slices.Delete(slices.Clone(roles), i, i+1)
		fewerRelations := slices.Delete(slices.Clone(relations), j, j+1)
		have := g.Allows(roles, permission, relations)
		if !have && (g.Allows(fewerRoles, permission, relations) || g.Allows(roles, permission, fewerRelations)) {
			t.Fatal("a loss added a right")
		}
		if have && !allKnown(roles, relations, permission) {
			knownRoles := slices.DeleteFunc(roles, func(r tandem.Role) bool { return !slices.Contains(tandem.Roles(), r) })
			knownRelations := slices.DeleteFunc(relations, func(r tandem.Relation) bool { return !slices.Contains(tandem.Relations(), r) })
			if !g.Allows(knownRoles, permission, knownRelations) {
				t.Fatal("an unknown word opened something")
			}
		}
	})
}

// drawPolicy makes a policy of allows and denies that can start.
func drawPolicy(t *rapid.T) string {
	all := cells()
	all = slices.DeleteFunc(all, func(c cell) bool { return c.relation == tandem.RelationNone })
	written := map[string]bool{}
	var b strings.Builder
	for range rapid.IntRange(1, 40).Draw(t, "lines") {
		c := rapid.SampledFrom(all).Draw(t, "cell")
		effect := rapid.SampledFrom([]string{effectAllow, effectAllow, effectDeny}).Draw(t, "effect")
		line := fmt.Sprintf("p, %s, %s, %s, %s\n", c.role, strings.Replace(string(c.permission), ":", ", ", 1), c.relation, effect)
		if !written[line] {
			written[line] = true
			b.WriteString(line)
		}
	}
	return b.String()
}

func draw[T ~string](t *rapid.T, label string, word *rapid.Generator[string]) []T {
	var out []T
	for _, w := range rapid.SliceOfN(word, 0, 5).Draw(t, label) {
		out = append(out, T(w))
	}
	return out
}

func texts[T ~string](words []T) []string {
	var out []string
	for _, w := range words {
		out = append(out, string(w))
	}
	return out
}

func allKnown(roles []tandem.Role, relations []tandem.Relation, permission tandem.Permission) bool {
	for _, r := range roles {
		if !slices.Contains(tandem.Roles(), r) {
			return false
		}
	}
	for _, r := range relations {
		if !slices.Contains(tandem.Relations(), r) {
			return false
		}
	}
	return slices.Contains(tandem.Permissions(), permission)
}

func BenchmarkAllows(b *testing.B) {
	g := shipped(b)
	roles, on := []tandem.Role{tandem.RoleTherapist}, []tandem.Relation{tandem.RelationCareTeam, tandem.RelationPractice}
	for b.Loop() {
		if !g.Allows(roles, tandem.PermissionCoupleRead, on) {
			b.Fatal("denied")
		}
	}
}
