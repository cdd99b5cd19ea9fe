package casefile

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"tandem/internal/tandem"
)

// Paper is a text that each partner is asked to sign before a plan begins.
type Paper struct {
	Subject Subject
	Version int // counts up when our wording changes; 1 for a practice's own
	Title   tandem.Text
	Body    []tandem.Text // a sentence or paragraph each
}

// Digest is what a signature holds of the text: the SHA-256 of the subject's
// kind, the version and the source sentences, in hex. A translation belongs to
// its source and has no digest of its own; the signature keeps the language.
func (p Paper) Digest() string {
	lines := []string{string(p.Subject.Kind), strconv.Itoa(p.Version), p.Title.String()}
	for _, t := range p.Body {
		lines = append(lines, t.String())
	}
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// SignedBy is the partner's signature under the paper as it reads now.
func (p Paper) SignedBy(partner tandem.PartnerID, signatures []Signature) (Signature, bool) {
	digest := p.Digest()
	for _, s := range signatures {
		if s.Partner == partner && s.Under(p.Subject, digest) {
			return s, true
		}
	}
	return Signature{}, false
}

// TakenBackBy is the partner's newest signature under the paper, in whatever
// wording, that they have taken back; false when none is, or when they have
// signed it anew.
func (p Paper) TakenBackBy(partner tandem.PartnerID, signatures []Signature) (Signature, bool) {
	if _, stands := p.SignedBy(partner, signatures); stands {
		return Signature{}, false
	}
	var newest Signature
	for _, s := range signatures {
		if s.Partner == partner && s.Subject == p.Subject && s.TakenBackAt.After(newest.TakenBackAt) {
			newest = s
		}
	}
	return newest, newest.ID != ""
}

// Policy is what the therapist may do in the couple's work with what one
// partner told them alone.
type Policy string

// The policies.
const (
	NoSecrets              Policy = "no-secrets"
	LimitedSecrets         Policy = "limited-secrets"
	IndividualConfidential Policy = "individual-confidential"
)

// Policies lists what a therapist can choose from.
func Policies() []Policy { return []Policy{NoSecrets, LimitedSecrets, IndividualConfidential} }

// PolicyChoice is the policy that a therapist has chosen for a couple. Another
// choice, even of the same policy, asks for new signatures.
type PolicyChoice struct {
	ID       tandem.PolicyID
	Couple   tandem.CoupleID
	Policy   Policy
	ChosenBy tandem.PersonID
	ChosenAt time.Time
}

// Paper is the policy's text in the version of today; the zero Paper while
// nothing was chosen.
func (c PolicyChoice) Paper() Paper {
	w, ok := policyWords()[c.Policy]
	if !ok || c.ID == "" {
		return Paper{}
	}
	return Paper{Subject: Subject{SubjectPolicy, string(c.ID)}, Version: policyVersion, Title: w.title, Body: append(w.body, alwaysSaid()...)}
}

// Consent is a text of the practice's own that its clients are asked to sign.
// Its words are in the language that the practice wrote them in.
type Consent struct {
	ID      tandem.ConsentID
	Title   string
	Words   string
	AddedBy tandem.PersonID
	AddedAt time.Time
}

// Paper is the consent as it is signed.
func (c Consent) Paper() Paper {
	p := Paper{Subject: Subject{SubjectConsent, string(c.ID)}, Version: 1, Title: tandem.Say("%s", c.Title)}
	for line := range strings.SplitSeq(c.Words, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			p.Body = append(p.Body, tandem.Say("%s", line))
		}
	}
	return p
}

// Papers are all that each partner of a couple signs: the policy chosen, if
// one is, our consents, and the practice's own. The consent to treatment says
// whose record it is.
func Papers(choice PolicyChoice, model ClientModel, own []Consent) []Paper {
	var all []Paper
	if p := choice.Paper(); p.Subject.ID != "" {
		all = append(all, p)
	}
	all = append(all, consentPapers(model)...)
	for _, c := range own {
		all = append(all, c.Paper())
	}
	return all
}
