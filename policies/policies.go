// Package policies holds the rules of access as two text files that a
// compliance officer can read: the model (how a question is answered) and the
// policy (who may do what). They are part of the binary, so that nobody can
// change them beside it. Package access loads them, strictly.
package policies

import _ "embed"

// Model is the casbin model: what a question and a policy line consist of, and
// that a deny wins over any allow.
//
//go:embed model.conf
var Model string

// Policy is the list of grants, one a line, grouped by role.
//
//go:embed policy.csv
var Policy string
