package api

import (
	"context"
	"strconv"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// The groups of what comes before a plan.
const (
	forGate   = "Before a plan"
	forPapers = "Agreements"
)

// Contact is how a partner wishes to be reached.
type Contact struct {
	Phone     string             `json:"phone,omitempty" maxLength:"400"`
	EMail     string             `json:"email,omitempty" maxLength:"400"`
	Preferred casefile.Preferred `json:"preferred,omitempty" maxLength:"40" doc:"call, text, email or tandem."`
	SafeHours string             `json:"safe_hours,omitempty" maxLength:"2000" doc:"In words."`
	Voicemail bool               `json:"voicemail,omitempty" doc:"A message may be left."`
}

// Registered is one partner as the register keeps them.
type Registered struct {
	Membership
	Language string  `json:"language"`
	TimeZone string  `json:"time_zone"`
	Contact  Contact `json:"contact"`
}

// TeamPlace is somebody's place on a care team.
type TeamPlace struct {
	Person   tandem.PersonID   `json:"person"`
	Name     string            `json:"name"`
	Function casefile.Function `json:"function"`
	From     tandem.Date       `json:"from"`
	To       tandem.Date       `json:"to,omitempty"`
}

// Details is a couple as the register keeps it, without anything clinical.
type Details struct {
	Couple     tandem.CoupleID `json:"couple"`
	Code       string          `json:"code"`
	TimeZone   string          `json:"time_zone"`
	State      casefile.State  `json:"state"`
	Partners   []Registered    `json:"partners"`
	Team       []TeamPlace     `json:"team" doc:"Those of earlier times too."`
	Dates      []OwnDate       `json:"dates" doc:"The couple's own, such as an anniversary."`
	Therapists []Therapist     `json:"therapists" doc:"Who could join the care team."`
}

// Details shows the register data of a couple.
func (a *API) Details() Operation {
	return operation(forDesk, "A couple's register data", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Details, error) {
		d, err := a.Cases.Details(ctx, actor, in.Couple, "")
		if err != nil {
			return Details{}, err
		}
		return a.details(d), nil
	})
}

func (a *API) details(d casefile.Details) Details {
	c := d.Couple
	day := func(at time.Time) tandem.Date {
		if at.IsZero() {
			return ""
		}
		return tandem.DateOf(at, c.Zone())
	}
	out := Details{Couple: c.ID, Code: c.Code, TimeZone: c.TimeZone, State: c.State, Partners: []Registered{},
		Team: each(c.Team, func(m casefile.Member) TeamPlace {
			return TeamPlace{Person: m.Person, Name: m.Name, Function: m.Function, From: day(m.From), To: day(m.To)}
		}),
		Dates:      each(d.Dates, ownDate),
		Therapists: each(d.Therapists, func(t casefile.Therapist) Therapist { return Therapist(t) })}
	members := a.memberships(c)
	for i, p := range c.ActivePartners() {
		out.Partners = append(out.Partners, Registered{Membership: members[i], Language: p.Language, TimeZone: p.TimeZone, Contact: Contact(d.Contacts[p.ID])})
	}
	return out
}

type changeDetails struct {
	OfCouple
	Body struct {
		Code     string `json:"code" maxLength:"100"`
		TimeZone string `json:"time_zone" maxLength:"80"`
		Course   string `json:"course,omitempty" maxLength:"20" doc:"ongoing, or single for one session first; left out, it stays as it is."`
	}
}

// ChangeDetails keeps the case code and the time zone.
func (a *API) ChangeDetails() Operation {
	return act(forDesk, "Change a couple's case code and time zone", func(ctx context.Context, actor tandem.Actor, in *changeDetails) error {
		return a.Cases.ChangeDetails(ctx, actor, in.Couple, casefile.DetailsInput(in.Body))
	})
}

type changePartner struct {
	OfPartner
	Body NewPartner
}

// ChangePartner keeps what the register has of one partner.
func (a *API) ChangePartner() Operation {
	return act(forDesk, "Change what the register has of a partner", func(ctx context.Context, actor tandem.Actor, in *changePartner) error {
		return a.Cases.ChangePartner(ctx, actor, in.Couple, in.Partner, in.Body.input())
	})
}

func (p NewPartner) input() casefile.PartnerInput {
	in := casefile.PartnerInput{Name: p.Name, Pronouns: p.Pronouns, Language: p.Language, TimeZone: p.TimeZone}
	if p.Contact != nil {
		in.Contact = casefile.Contact(*p.Contact)
	}
	return in
}

// ResetPartner makes a link to a new passphrase.
func (a *API) ResetPartner() Operation {
	return operation(forDesk, "Make a link to a new passphrase for a partner", func(ctx context.Context, actor tandem.Actor, in *OfPartner) (Link, error) {
		l, err := a.Cases.ResetPartner(ctx, actor, in.Couple, in.Partner)
		if err != nil {
			return Link{}, err
		}
		return a.link(l), nil
	})
}

// ShutOut closes the account that somebody opened in a partner's place.
func (a *API) ShutOut() Operation {
	return act(forDesk, "Shut out an account that somebody else opened", func(ctx context.Context, actor tandem.Actor, in *OfPartner) error {
		return a.Cases.ShutOut(ctx, actor, in.Couple, in.Partner)
	})
}

// EndMembership ends a partner's membership.
func (a *API) EndMembership() Operation {
	return act(forCouples, "End a partner's membership", func(ctx context.Context, actor tandem.Actor, in *OfPartner) error {
		return a.Cases.EndMembership(ctx, actor, in.Couple, in.Partner)
	})
}

// CloseCouple ends the care of a couple.
func (a *API) CloseCouple() Operation {
	return act(forCouples, "End the care of a couple", func(ctx context.Context, actor tandem.Actor, in *OfCouple) error {
		return a.Cases.CloseCouple(ctx, actor, in.Couple)
	})
}

type joinTeam struct {
	OfCouple
	Body struct {
		Member   tandem.PersonID   `json:"member" maxLength:"40" doc:"A choice among the practice's therapists."`
		Function casefile.Function `json:"function" maxLength:"40"`
		Until    string            `json:"until,omitempty" maxLength:"20" doc:"The last day; open, if it is left out."`
	}
}

// AddToTeam adds somebody to the care team.
func (a *API) AddToTeam() Operation {
	return act(forCouples, "Add a therapist to the care team", func(ctx context.Context, actor tandem.Actor, in *joinTeam) error {
		return a.Cases.AddToTeam(ctx, actor, in.Couple, casefile.TeamInput{Person: in.Body.Member, Function: in.Body.Function, Until: in.Body.Until})
	})
}

type ofMember struct {
	OfCouple
	Member tandem.PersonID `path:"member" doc:"Somebody of the care team."`
}

// EndOnTeam ends somebody's place on the care team.
func (a *API) EndOnTeam() Operation {
	return act(forCouples, "End somebody's place on the care team", func(ctx context.Context, actor tandem.Actor, in *ofMember) error {
		return a.Cases.EndOnTeam(ctx, actor, in.Couple, in.Member)
	})
}

// Paper is a text to be signed.
type Paper struct {
	Paper    string     `json:"paper" doc:"Its id."`
	Title    string     `json:"title"`
	Body     []string   `json:"body"`
	Digest   string     `json:"digest" doc:"Of the text, in hex; a signature names it."`
	SignedAt *time.Time `json:"signed_at,omitempty" doc:"By whom it is asked of."`
	BackAt   *time.Time `json:"taken_back_at,omitempty" doc:"By whom it is asked of, unless it was signed anew."`
}

func paper(ctx context.Context, p casefile.Paper) Paper {
	return Paper{Paper: p.Subject.ID, Title: p.Title.In(ctx), Body: each(p.Body, said(ctx)), Digest: p.Digest()}
}

// Gate is what stands before a couple's plan.
type Gate struct {
	Ready      bool                 `json:"ready" doc:"A plan can begin."`
	SoloOnly   bool                 `json:"solo_only" doc:"Only with items done alone."`
	Policy     casefile.Policy      `json:"policy,omitempty" doc:"The confidentiality policy chosen."`
	Model      casefile.ClientModel `json:"model,omitempty"`
	Identified tandem.PartnerID     `json:"identified,omitempty"`
	BeganWeek  int                  `json:"began_week,omitempty" doc:"The week of a plan begun elsewhere."`
	Before     string               `json:"before,omitempty"`
	Second     bool                 `json:"second_clinician" doc:"Somebody else of the practice could sign an override."`
	Missing    []Unmet              `json:"missing"`
	Partners   []GatePartner        `json:"partners"`
	Overrides  []Override           `json:"overrides" doc:"The oldest first."`
}

// Unmet is one thing that the gate still asks for.
type Unmet struct {
	Requirement casefile.Requirement `json:"requirement"`
	Partner     tandem.PartnerID     `json:"partner"`
	Text        string               `json:"text"`
	Overridable bool                 `json:"overridable"`
}

// GatePartner is one partner's part.
type GatePartner struct {
	Partner tandem.PartnerID `json:"partner"`
	Papers  []Paper          `json:"papers"`
	Screen  *Screen          `json:"screen,omitempty" doc:"The latest safety screen."`
	Goal    casefile.Goal    `json:"goal,omitempty" doc:"What the partner wants of the work: improve or clarify."`
	Asked   bool             `json:"goal_asked,omitempty" doc:"They are asked for it on their own phone, and have not answered yet."`
	Words   string           `json:"goal_words,omitempty"`
}

// Screen is a safety screen's result. It is the care team's alone.
type Screen struct {
	On      tandem.Date           `json:"on"`
	How     casefile.ScreenHow    `json:"how"`
	Result  casefile.ScreenResult `json:"result"`
	NextDue tandem.Date           `json:"next_due"`
}

// Override is a request to begin without something.
type Override struct {
	Override    tandem.OverrideID      `json:"override"`
	Partner     tandem.PartnerID       `json:"partner,omitempty"`
	Requirement casefile.Requirement   `json:"requirement"`
	Reason      string                 `json:"reason"`
	State       casefile.OverrideState `json:"state"`
}

func missing(ctx context.Context) func(plan.Unmet) Unmet {
	return func(u plan.Unmet) Unmet {
		return Unmet{Requirement: u.Requirement, Partner: u.Partner, Text: u.Text.In(ctx), Overridable: u.Overridable}
	}
}

// Gate shows what stands before a plan.
func (a *API) Gate() Operation {
	return operation(forGate, "What stands before a couple's plan", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Gate, error) {
		g, err := a.Cases.Gate(ctx, actor, in.Couple, "")
		if err != nil {
			return Gate{}, err
		}
		return a.gate(ctx, g), nil
	})
}

func (a *API) gate(ctx context.Context, g casefile.Gate) Gate {
	facts := plan.FactsFrom(g.Readiness, tandem.DateOf(a.Clock.Now(), g.Couple.Zone()))
	unmet := plan.Gate(facts)
	return Gate{Ready: len(unmet) == 0, SoloOnly: facts.SoloOnly(), Policy: g.Choice.Policy, Model: g.Intake.Model, Identified: g.Intake.Identified,
		BeganWeek: g.Intake.BeganWeek, Before: g.Intake.Before, Second: g.Second,
		Missing: each(unmet, missing(ctx)),
		Partners: each(g.Partners, func(p casefile.PartnerReadiness) GatePartner {
			out := GatePartner{Partner: p.Partner.ID, Goal: p.Goal, Words: p.Words, Asked: p.Asked, Papers: each(g.Papers, func(x casefile.Paper) Paper {
				line := paper(ctx, x)
				if s, ok := x.SignedBy(p.Partner.ID, g.Signatures); ok {
					line.SignedAt = moment(s.At)
				}
				return line
			})}
			if s := p.Screen; s.Result != "" {
				out.Screen = &Screen{On: s.On, How: s.How, Result: s.Result, NextDue: s.NextDue}
			}
			return out
		}),
		Overrides: each(g.Overrides, func(o casefile.Override) Override {
			return Override{Override: o.ID, Partner: o.Partner, Requirement: o.Requirement, Reason: o.Reason, State: o.State}
		})}
}

type settleIntake struct {
	OfCouple
	Body struct {
		Model      string           `json:"model" maxLength:"40" doc:"relationship, identified-client or two-individuals."`
		Identified tandem.PartnerID `json:"identified,omitempty" maxLength:"40" doc:"A choice among the couple's partners."`
		BeganWeek  int              `json:"began_week,omitempty" doc:"The week of a plan begun elsewhere."`
		Before     string           `json:"before,omitempty" doc:"What was done before, in words."`
	}
}

// SettleIntake keeps how a couple came.
func (a *API) SettleIntake() Operation {
	return act(forGate, "Say how a couple came", func(ctx context.Context, actor tandem.Actor, in *settleIntake) error {
		typed := casefile.IntakeInput{Model: in.Body.Model, Identified: in.Body.Identified, Before: in.Body.Before}
		if in.Body.BeganWeek != 0 {
			typed.BeganWeek = strconv.Itoa(in.Body.BeganWeek)
		}
		return a.Cases.SettleIntake(ctx, actor, in.Couple, typed)
	})
}

type choosePolicy struct {
	OfCouple
	Body struct {
		Policy casefile.Policy `json:"policy" maxLength:"40" doc:"no-secrets, limited-secrets or individual-confidential."`
	}
}

// ChoosePolicy chooses the confidentiality policy.
func (a *API) ChoosePolicy() Operation {
	return act(forGate, "Choose the confidentiality policy", func(ctx context.Context, actor tandem.Actor, in *choosePolicy) error {
		return a.Cases.ChoosePolicy(ctx, actor, in.Couple, in.Body.Policy)
	})
}

type recordPaper struct {
	OfPartner
	Body struct {
		Digests []string `json:"digests" maxItems:"40" doc:"Of the texts that lie there signed."`
		Name    string   `json:"name" maxLength:"400" doc:"As it stands under them."`
	}
}

// RecordPaper writes down what a partner signed on paper.
func (a *API) RecordPaper() Operation {
	return act(forGate, "Record what a partner signed on paper", func(ctx context.Context, actor tandem.Actor, in *recordPaper) error {
		return a.Cases.RecordPaper(ctx, actor, in.Couple, in.Partner, casefile.PaperInput{Digests: in.Body.Digests, Name: in.Body.Name})
	})
}

type recordScreen struct {
	OfPartner
	Body struct {
		On      string `json:"on" maxLength:"20"`
		How     string `json:"how" maxLength:"40" doc:"interview, written or both."`
		Result  string `json:"result" maxLength:"60"`
		NextDue string `json:"next_due" maxLength:"20"`
		Goal    string `json:"goal,omitempty" maxLength:"40" doc:"What the partner wants of the work, if it was said: improve or clarify."`
		Words   string `json:"goal_words,omitempty" doc:"On the goal, as the partner said it."`
	}
}

// RecordScreen records a partner's safety screen.
func (a *API) RecordScreen() Operation {
	return act(forGate, "Record a partner's safety screen", func(ctx context.Context, actor tandem.Actor, in *recordScreen) error {
		b := in.Body
		return a.Cases.RecordScreen(ctx, actor, in.Couple, in.Partner, casefile.ScreenInput{On: b.On, How: b.How, Result: b.Result, NextDue: b.NextDue, Goal: b.Goal, Words: b.Words})
	})
}

// Renewed is a sign-in once more, by the person who signs.
type Renewed struct {
	Signed     string `json:"signed" maxLength:"400" doc:"The name of who signs, as typed."`
	Passphrase string `json:"passphrase" maxLength:"800" doc:"Typed by that person at that moment. A program must not keep it."`
}

type askOverride struct {
	OfPartner
	Body struct {
		Requirement casefile.Requirement `json:"requirement" maxLength:"40"`
		Reason      string               `json:"reason"`
		Renewed     *Renewed             `json:"renewed,omitempty" doc:"Where there is no second clinician."`
	}
}

// AskGoal asks a partner on their own phone what they hope for.
func (a *API) AskGoal() Operation {
	return act(forGate, "Ask a partner on their own phone for their goal", func(ctx context.Context, actor tandem.Actor, in *OfPartner) error {
		return a.Cases.AskGoal(ctx, actor, in.Couple, in.Partner)
	})
}

// AskOverride asks to begin without something.
func (a *API) AskOverride() Operation {
	return act(forGate, "Ask to begin without something", func(ctx context.Context, actor tandem.Actor, in *askOverride) error {
		typed := casefile.OverrideInput{Requirement: in.Body.Requirement, Reason: in.Body.Reason}
		if r := in.Body.Renewed; r != nil {
			typed.Signed, typed.Passphrase = r.Signed, r.Passphrase
		}
		return a.Cases.AskOverride(ctx, actor, in.Couple, in.Partner, typed)
	})
}

// Overrides is what waits for a second clinician.
type Overrides struct {
	Requests []Request `json:"requests" doc:"The oldest first."`
}

// Request is an override that waits. It names no couple.
type Request struct {
	Override    tandem.OverrideID    `json:"override"`
	Requirement casefile.Requirement `json:"requirement"`
	Reason      string               `json:"reason"`
	By          string               `json:"by"`
	Own         bool                 `json:"own" doc:"One's own, and so another's to sign."`
}

// Overrides lists what waits for a second clinician.
func (a *API) Overrides() Operation {
	return operation(forGate, "What waits for a second clinician", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Overrides, error) {
		all, err := a.Cases.Requests(ctx, actor)
		return Overrides{each(all, func(r casefile.Request) Request {
			return Request{Override: r.Override.ID, Requirement: r.Override.Requirement, Reason: r.Override.Reason, By: r.By, Own: r.Own}
		})}, err
	})
}

type settleOverride struct {
	Override tandem.OverrideID `path:"override" doc:"An override that waits."`
	Body     struct {
		Grant   bool     `json:"grant"`
		Renewed *Renewed `json:"renewed,omitempty" doc:"For granting."`
	}
}

// SettleOverride grants or declines.
func (a *API) SettleOverride() Operation {
	return act(forGate, "Sign or decline an override", func(ctx context.Context, actor tandem.Actor, in *settleOverride) error {
		typed := casefile.SettleInput{Grant: in.Body.Grant}
		if r := in.Body.Renewed; r != nil {
			typed.Signed, typed.Passphrase = r.Signed, r.Passphrase
		}
		return a.Cases.SettleOverride(ctx, actor, in.Override, typed)
	})
}

// WithdrawOverride takes back a request of one's own.
func (a *API) WithdrawOverride() Operation {
	type one struct {
		Override tandem.OverrideID `path:"override" doc:"An override that waits, and that one has asked for."`
	}
	return act(forGate, "Withdraw an override that one has asked for", func(ctx context.Context, actor tandem.Actor, in *one) error {
		return a.Cases.WithdrawOverride(ctx, actor, in.Override)
	})
}

// Consents are the practice's own texts that every client is asked to sign.
type Consents struct {
	Consents []Consent `json:"consents"`
}

// Consent is one text of the practice's own.
type Consent struct {
	Consent tandem.ConsentID `json:"consent"`
	Title   string           `json:"title"`
	Words   string           `json:"words"`
	AddedAt time.Time        `json:"added_at"`
}

// Consents lists the practice's own texts.
func (a *API) Consents() Operation {
	return operation(forOwners, "The practice's own agreements", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Consents, error) {
		all, err := a.Cases.Consents(ctx, actor)
		return Consents{each(all, func(c casefile.Consent) Consent {
			return Consent{Consent: c.ID, Title: c.Title, Words: c.Words, AddedAt: c.AddedAt}
		})}, err
	})
}

type addConsent struct {
	Body struct {
		Title string `json:"title" maxLength:"800"`
		Words string `json:"words"`
	}
}

// AddConsent adds a text of the practice's own.
func (a *API) AddConsent() Operation {
	return act(forOwners, "Add an agreement of the practice's own", func(ctx context.Context, actor tandem.Actor, in *addConsent) error {
		return a.Cases.AddConsent(ctx, actor, casefile.ConsentInput{Title: in.Body.Title, Words: in.Body.Words})
	})
}

type ofConsent struct {
	Consent tandem.ConsentID `path:"consent" doc:"An agreement of the practice's own."`
}

// RetireConsent takes a text back.
func (a *API) RetireConsent() Operation {
	return act(forOwners, "Take an agreement of the practice's own back", func(ctx context.Context, actor tandem.Actor, in *ofConsent) error {
		return a.Cases.RetireConsent(ctx, actor, in.Consent)
	})
}

// ResetStaff makes a link to a new passphrase for somebody of the staff.
func (a *API) ResetStaff() Operation {
	return operation(forOwners, "Make a link to a new passphrase for somebody of the staff", func(ctx context.Context, actor tandem.Actor, in *OfPerson) (Link, error) {
		l, err := a.Practice.ResetStaff(ctx, actor, in.Person)
		if err != nil {
			return Link{}, err
		}
		return a.link(l), nil
	})
}

// Waiting is how many agreements wait.
type Waiting struct {
	Waiting int `json:"waiting"`
}

// CountPapers counts what a partner has not signed yet.
func (a *API) CountPapers() Operation {
	return operation(forPapers, "How many agreements wait for oneself", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Waiting, error) {
		n, err := a.Cases.OpenAgreements(ctx, actor)
		return Waiting{n}, err
	})
}

// Agreements are what a partner is asked to sign, and has signed.
type Agreements struct {
	Couples []CoupleAgreements `json:"couples"`
}

// CoupleAgreements are a partner's agreements in one couple.
type CoupleAgreements struct {
	Couple tandem.CoupleID `json:"couple"`
	Papers []Paper         `json:"papers"`
}

// Agreements lists a partner's own agreements.
func (a *API) Agreements() Operation {
	return operation(forPapers, "One's own agreements", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Agreements, error) {
		all, err := a.Cases.Agreements(ctx, actor)
		return Agreements{each(all, func(of casefile.Agreements) CoupleAgreements {
			return CoupleAgreements{Couple: of.Couple, Papers: each(of.Papers, func(x casefile.Agreement) Paper { return agreement(ctx, x) })}
		})}, err
	})
}

func agreement(ctx context.Context, x casefile.Agreement) Paper {
	line := paper(ctx, x.Paper)
	if !x.Open() {
		line.SignedAt = moment(x.Signed.At)
	}
	if x.TakenBack.ID != "" {
		line.BackAt = moment(x.TakenBack.TakenBackAt)
	}
	return line
}

// OfPaper names a paper of a couple in a path.
type OfPaper struct {
	OfCouple
	Paper string `path:"paper" doc:"An agreement."`
}

// Agreement shows a partner one agreement.
func (a *API) Agreement() Operation {
	return operation(forPapers, "One agreement", func(ctx context.Context, actor tandem.Actor, in *OfPaper) (Paper, error) {
		x, err := a.Cases.Agreement(ctx, actor, in.Couple, in.Paper)
		if err != nil {
			return Paper{}, err
		}
		return agreement(ctx, x), nil
	})
}

type signPaper struct {
	OfPaper
	Body struct {
		Renewed
		Digest string `json:"digest" maxLength:"100" doc:"Of the text that was read."`
	}
}

// Sign signs an agreement as the partner that the actor is.
func (a *API) Sign() Operation {
	return act(forPapers, "Sign an agreement", func(ctx context.Context, actor tandem.Actor, in *signPaper) error {
		b := in.Body
		return a.Cases.Sign(ctx, actor, in.Couple, in.Paper, casefile.SignInput{Digest: b.Digest, Signed: b.Signed, Passphrase: b.Passphrase})
	})
}

type takeBackPaper struct {
	OfPaper
	Body struct {
		Passphrase string `json:"passphrase" maxLength:"800" doc:"Typed by that person at that moment. A program must not keep it."`
	}
}

// TakeBackPaper takes back an agreement that one has signed.
func (a *API) TakeBackPaper() Operation {
	return act(forPapers, "Take back an agreement that one has signed", func(ctx context.Context, actor tandem.Actor, in *takeBackPaper) error {
		return a.Cases.TakeBack(ctx, actor, in.Couple, in.Paper, in.Body.Passphrase)
	})
}
