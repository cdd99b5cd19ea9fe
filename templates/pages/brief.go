package pages

import (
	"net/url"

	"tandem/internal/tandem"
)

// Brief is the session brief: what a therapist wants to know before a couple
// comes in.
type Brief struct {
	Desk    Desk
	Couple  tandem.CoupleID
	Since   string // 2006-01-02, or what was typed
	Content Content
	Problem Problem
}

func (m Brief) href() string { return coupleHref(m.Couple) + "/brief" }

func (m Brief) print() string {
	return m.href() + "/print?" + url.Values{"since": {m.Since}}.Encode()
}
