package access

import (
	"fmt"
	"slices"
	"strings"

	"tandem/internal/tandem"
)

// PolicyError is a line of the policy that cannot stand. Line counts from 1;
// it is 0 when the policy as a whole is at fault.
type PolicyError struct {
	Line int
	Says string
}

// Error names the line and what is wrong with it.
func (e *PolicyError) Error() string {
	if e.Line == 0 {
		return "access: policy: " + e.Says
	}
	return fmt.Sprintf("access: policy line %d: %s", e.Line, e.Says)
}

func refuse(line int, format string, args ...any) *PolicyError {
	return &PolicyError{Line: line, Says: fmt.Sprintf(format, args...)}
}

// rule is one line of the policy, all of its words known.
type rule struct {
	line             int
	role             tandem.Role
	resource, action string
	relation         tandem.Relation
	effect           string
}

// The effects of a rule.
const (
	effectAllow = "allow"
	effectDeny  = "deny"
)

// wordsInLine is "p", role, resource, action, relation, effect.
const wordsInLine = 6

// parse reads the policy. Nothing is guessed: a line is a comment, empty, or a
// rule of known words, written once.
func parse(text string) ([]rule, error) {
	var rules []rule
	first := map[rule]int{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		r, err := parseLine(i+1, line)
		if err != nil {
			return nil, err
		}
		same := r
		same.line = 0
		if before, twice := first[same]; twice {
			return nil, refuse(r.line, "says the same as line %d", before)
		}
		first[same] = r.line
		rules = append(rules, r)
	}
	if len(rules) == 0 {
		return nil, refuse(0, "there is no rule in it")
	}
	return rules, nil
}

func parseLine(number int, line string) (rule, error) {
	words := strings.Split(line, ",")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	if len(words) != wordsInLine {
		return rule{}, refuse(number, "has %d words, not %d", len(words), wordsInLine)
	}
	if words[0] != "p" {
		return rule{}, refuse(number, "begins with %q, not with p", words[0])
	}
	r := rule{line: number, role: tandem.Role(words[1]), resource: words[2], action: words[3],
		relation: tandem.Relation(words[4]), effect: words[5]}
	return r, r.check()
}

// check refuses unknown words, and grants that could never be meant.
func (r rule) check() error {
	permission := tandem.Permission(r.resource + ":" + r.action)
	switch {
	case !slices.Contains(tandem.Roles(), r.role):
		return refuse(r.line, "names an unknown role %q", string(r.role))
	case !slices.Contains(tandem.Permissions(), permission):
		return refuse(r.line, "names an unknown permission %q", string(permission))
	case !slices.Contains(tandem.Relations(), r.relation):
		return refuse(r.line, "names an unknown relation %q", string(r.relation))
	case r.effect != effectAllow && r.effect != effectDeny:
		return refuse(r.line, "has an unknown effect %q", r.effect)
	case !r.role.Holds(r.relation):
		return refuse(r.line, "gives the role %q a relation %q that it cannot hold", string(r.role), string(r.relation))
	case r.relation == tandem.RelationNone && r.effect == effectAllow:
		return refuse(r.line, "allows something to those whom nothing ties to it")
	}
	return nil
}
