// Package access is the gate: casbin behind one immutable table. The policy is
// read strictly at start, casbin is asked about every role, permission and
// relation that the vocabulary knows, and from then on only the answers are
// read. No other package imports casbin.
package access

import (
	"fmt"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"tandem/internal/tandem"
)

// Gate decides who may. It is made once at start, never changes, and is safe
// for use by many at once. It is a tandem.Gate.
type Gate struct {
	rows    []Row
	allowed map[cell]bool
}

// cell is one question that the policy answers.
type cell struct {
	role       tandem.Role
	permission tandem.Permission
	relation   tandem.Relation
}

// Row is one line of the print-out for a compliance officer: a question that a
// person could meet, and the policy's answer.
type Row struct {
	Role       tandem.Role
	Permission tandem.Permission
	Relation   tandem.Relation
	Allowed    bool
}

// New reads the policy strictly and asks casbin about every cell. It returns a
// *PolicyError naming the line for a policy that says anything doubtful; the
// service must not start then.
func New(modelText, policyText string) (*Gate, error) {
	rules, err := parse(policyText)
	if err != nil {
		return nil, err
	}
	enforcer, err := enforcerFor(modelText, rules)
	if err != nil {
		return nil, err
	}
	g := &Gate{allowed: map[cell]bool{}}
	for _, c := range cells() {
		ok, err := ask(enforcer, c)
		if err != nil {
			return nil, err
		}
		g.rows = append(g.rows, Row{c.role, c.permission, c.relation, ok})
		if ok {
			g.allowed[c] = true
		}
	}
	return g, nil
}

// Allows tells whether somebody with these roles, standing in these relations,
// has the permission. Each role counts only with relations that it can hold.
// What is empty or unknown is denied.
func (g *Gate) Allows(roles []tandem.Role, permission tandem.Permission, relations []tandem.Relation) bool {
	if g == nil {
		return false
	}
	for _, role := range roles {
		for _, relation := range relations {
			if role.Holds(relation) && g.allowed[cell{role, permission, relation}] {
				return true
			}
		}
	}
	return false
}

// Table is the whole policy as decided: every role with every permission in
// every relation that the role can hold, in the vocabulary's order.
func (g *Gate) Table() []Row { return append([]Row(nil), g.rows...) }

// cells lists every question that can come up.
func cells() []cell {
	var all []cell
	for _, role := range tandem.Roles() {
		for _, permission := range tandem.Permissions() {
			for _, relation := range tandem.Relations() {
				if role.Holds(relation) {
					all = append(all, cell{role, permission, relation})
				}
			}
		}
	}
	return all
}

// enforcerFor gives casbin the rules that we have read ourselves; its own
// adapter drops malformed lines without a word.
func enforcerFor(modelText string, rules []rule) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("access: the model cannot be read: %w", err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("access: the model cannot be used: %w", err)
	}
	for _, r := range rules {
		added, err := e.AddPolicy(string(r.role), r.resource, r.action, string(r.relation), r.effect)
		if err != nil || !added {
			return nil, refuse(r.line, "casbin does not take this rule (%v)", err)
		}
	}
	return e, nil
}

func ask(e *casbin.Enforcer, c cell) (bool, error) {
	resource, action, _ := strings.Cut(string(c.permission), ":")
	ok, err := e.Enforce(string(c.role), resource, action, string(c.relation))
	if err != nil {
		return false, fmt.Errorf("access: the model gives no answer: %w", err)
	}
	return ok, nil
}
