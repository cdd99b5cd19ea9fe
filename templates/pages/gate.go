package pages

import "tandem/internal/tandem"

// Gate is "Before you begin": what stands before a couple's plan, and one
// click to where each is done. For the care team alone.
type Gate struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Code     string
	Partners []GatePartner
	Missing  tandem.Text // such as "4 things are missing", or that all is there
	Ready    bool
	SoloOnly bool // a safety screen leaves only items done alone
	CanWrite bool

	Policies   []PolicyChoice
	Models     []Option
	Identified []Option
	BeganWeek  string
	Before     string
	Problem    Problem
}

// GatePartner is one partner's part of the page.
type GatePartner struct {
	ID      tandem.PartnerID
	Partner Partner
	Lines   []GateLine
	Missing tandem.Text
	Ready   bool // this partner could begin alone
}

// GateLine is one requirement.
type GateLine struct {
	Name  tandem.Text
	State tandem.Text
	Met   bool
}

// PolicyChoice is one policy with its text.
type PolicyChoice struct {
	Value  string
	Title  tandem.Text
	Body   []tandem.Text
	Chosen bool
}

// PartnerGate is one partner's part with the forms that it is done with.
type PartnerGate struct {
	Desk     Desk
	Couple   tandem.CoupleID
	ID       tandem.PartnerID
	Partner  Partner
	Lines    []GateLine
	CanWrite bool
	AskGoal  bool // the partner can be asked for their goal on their own phone

	Papers    []PaperLine // all that there is to sign
	Name      string      // as it stands under the paper
	Problem   Problem
	On        string
	Hows      []Option
	Results   []Option
	NextDue   string
	Goals     []Option
	GoalWords string
	Overrides []OverrideLine
	Require   []Option // what could be left out, with a second clinician's signature
	Reason    string
	Alone     bool   // no second clinician: one's own name and passphrase
	Signed    string // typed
}

// PaperLine is a paper with how it stands.
type PaperLine struct {
	Title  tandem.Text
	State  tandem.Text
	Digest string // to be ticked as signed on paper; "" once it is signed
	Ticked bool
}

// OverrideLine is one request to begin without something.
type OverrideLine struct {
	Name   tandem.Text
	State  tandem.Text
	Reason string
}

// Overrides is what waits for a second clinician.
type Overrides struct {
	Desk     Desk
	Requests []OverrideRequest
}

// OverrideRequest is one request with the form that settles it.
type OverrideRequest struct {
	ID      tandem.OverrideID
	Name    tandem.Text
	Reason  string
	By      string
	When    tandem.Text
	Own     bool
	Problem Problem
	Signed  string
}

// Consents is what a practice asks its clients to sign beside our own texts.
type Consents struct {
	Desk    Desk
	Own     []OwnConsent
	Ours    []PolicyChoice
	Title   string
	Words   string
	Problem Problem
}

// OwnConsent is one text of the practice's own.
type OwnConsent struct {
	ID    tandem.ConsentID
	Title string
	Words string
	Since tandem.Text
}

func (m Gate) at(more string) string { return coupleHref(m.Couple) + more }

func (m Gate) partnerHref(p GatePartner) string { return m.at("/partners/" + string(p.ID) + "/gate") }

func (m PartnerGate) at(more string) string {
	return coupleHref(m.Couple) + "/partners/" + string(m.ID) + more
}

func (r OverrideRequest) field(name string) string { return name + "-" + string(r.ID) }

func (m PartnerGate) unsigned() bool {
	for _, p := range m.Papers {
		if p.Digest != "" {
			return true
		}
	}
	return false
}
