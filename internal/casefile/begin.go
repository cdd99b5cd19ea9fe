package casefile

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// ClientModel is whose record it is. A changed model changes the consent to
// treatment, which is then signed anew.
type ClientModel string

// The client models.
const (
	ModelRelationship   ClientModel = "relationship"
	ModelIdentified     ClientModel = "identified-client"
	ModelTwoIndividuals ClientModel = "two-individuals"
)

// ClientModels lists what can be chosen.
func ClientModels() []ClientModel {
	return []ClientModel{ModelRelationship, ModelIdentified, ModelTwoIndividuals}
}

// Intake is how a couple came, for the care team.
type Intake struct {
	Model      ClientModel
	Identified tandem.PartnerID // with ModelIdentified
	BeganWeek  int              // the week of a plan begun elsewhere that they are in; 0 for none
	Before     string           // what was done before, in words; sealed
}

// latestWeek is the last week of a plan that can have been begun elsewhere.
const latestWeek = 52

// The fields of the page before a plan that errors point at.
const (
	FieldModel      = "model"
	FieldIdentified = "identified"
	FieldBeganWeek  = "began_week"
	FieldBefore     = "before"
	FieldPolicy     = "policy"
	FieldPapers     = "papers"
	FieldOn         = "on"
	FieldHow        = "how"
	FieldResult     = "result"
	FieldNextDue    = "next_due"
	FieldGoal       = "goal"
	FieldGoalWords  = "goal_words"
	FieldReason     = "reason"
	FieldSigned     = "signed"
	FieldPaperName  = "paper_name"
	FieldPassphrase = "passphrase"
	FieldRequire    = "requirement"
)

const (
	longestBefore = 4000
	longestReason = 2000
)

// Gate is what stands before a plan, for the care team and its supervisors.
type Gate struct {
	Readiness
	Second bool // somebody else of the practice could sign an override
}

// Gate shows what stands before a couple's plan; with a partner given, what of
// it is that partner's. The care team and its supervisors may. Error: NotFound,
// for a partner of another couple too.
func (s *Service) Gate(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (Gate, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeGate, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Gate, error) {
			r, err := ReadinessOf(ctx, s.Store, s.Goals, actor.Practice, couple)
			if err != nil {
				return Gate{}, err
			}
			if partner != "" {
				r.Partners = slices.DeleteFunc(r.Partners, func(p PartnerReadiness) bool { return p.Partner.ID != partner })
				if len(r.Partners) == 0 {
					return Gate{}, tandem.Unfit()
				}
			}
			second, err := s.secondClinician(ctx, actor)
			return Gate{Readiness: r, Second: second}, err
		})
}

// secondClinician tells whether anybody but the actor could sign an override.
func (s *Service) secondClinician(ctx context.Context, actor tandem.Actor) (bool, error) {
	all, err := s.Store.Clinicians(ctx, actor.Practice, s.Pipeline.Clock.Now())
	return slices.ContainsFunc(all, func(p tandem.PersonID) bool { return p != actor.Person }), err
}

// IntakeInput is an Intake as typed.
type IntakeInput struct {
	Model      string
	Identified tandem.PartnerID
	BeganWeek  string // "" or 0: nothing was begun elsewhere
	Before     string
}

// SettleIntake keeps how a couple came. Therapists of the care team may.
// Errors: NotFound; Invalid at the fields; Conflict when care has ended.
func (s *Service) SettleIntake(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in IntakeInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseSettleIntake, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return struct{}{}, err
			}
			intake, err := checkIntake(c, in)
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.Store.SaveIntake(ctx, actor.Practice, couple, intake, s.Pipeline.Clock.Now())
		})
	return err
}

func checkIntake(c Couple, in IntakeInput) (Intake, error) {
	var p tandem.Problems
	i := Intake{Model: ClientModel(in.Model), Before: strings.TrimSpace(in.Before)}
	if !slices.Contains(ClientModels(), i.Model) {
		p.Add(FieldModel, tandem.Say("Please choose from the list."))
	}
	if i.Model == ModelIdentified {
		i.Identified = in.Identified
		if _, ok := c.Partner(in.Identified); !ok {
			p.Add(FieldIdentified, tandem.Say("Please choose the partner in whose name the record is kept."))
		}
	}
	week, ok := 0, true
	for _, r := range in.BeganWeek {
		ok = ok && r >= '0' && r <= '9' && len(in.BeganWeek) <= 2
		week = week*10 + int(r-'0')
	}
	if !ok || week > latestWeek {
		p.Add(FieldBeganWeek, tandem.Say("Please write a week from 1 to %d, or leave it empty.", latestWeek))
	}
	i.BeganWeek = week
	p.AddErr(FieldBefore, plainText(i.Before, longestBefore))
	return i, p.Err()
}

// ChoosePolicy chooses the confidentiality policy of a couple; both partners
// then sign it anew. The same choice again changes nothing. Therapists of the
// care team may. Errors: NotFound; Invalid; Conflict when care has ended.
func (s *Service) ChoosePolicy(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, policy Policy) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseChoosePolicy, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			if _, err := s.inCare(ctx, actor, couple); err != nil {
				return none, err
			}
			if !slices.Contains(Policies(), policy) {
				return none, tandem.InvalidField(FieldPolicy, tandem.Say("Please choose a policy."))
			}
			now, err := s.Store.PolicyOf(ctx, actor.Practice, couple)
			if err != nil || now.Policy == policy {
				return none, err
			}
			return none, s.Store.ChoosePolicy(ctx, actor.Practice, PolicyChoice{ID: tandem.PolicyID(s.Pipeline.IDs.New()), Couple: couple,
				Policy: policy, ChosenBy: actor.Person, ChosenAt: s.Pipeline.Clock.Now()})
		})
	return err
}

// PaperInput is what a partner signed on paper, as typed by staff.
type PaperInput struct {
	Digests []string // of the texts that lie there signed
	Name    string   // as it stands under them
}

// RecordPaper writes down what a partner signed on paper. Therapists of the
// care team may. Errors: NotFound; Invalid at the fields; Conflict when care
// has ended, or a text has changed meanwhile.
func (s *Service) RecordPaper(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in PaperInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRecordPaper, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			if _, _, err := s.partnerInCare(ctx, actor, couple, partner); err != nil {
				return none, err
			}
			r, err := ReadinessOf(ctx, s.Store, s.Goals, actor.Practice, couple)
			if err != nil {
				return none, err
			}
			i := slices.IndexFunc(r.Partners, func(p PartnerReadiness) bool { return p.Partner.ID == partner })
			signer := r.Partners[i]
			g.Listed(string(signer.Partner.Person))
			name, err := checkSigned(in)
			if err != nil {
				return none, err
			}
			for _, digest := range in.Digests {
				at := slices.IndexFunc(signer.Unsigned, func(p Paper) bool { return p.Digest() == digest })
				if at < 0 {
					return none, tandem.Conflict(tandem.Say("One of these is signed already, or its text has changed. Please look again."))
				}
				if err := s.sign(ctx, actor, r.Couple, signer.Partner, signer.Unsigned[at], name, SignedOnPaper); err != nil {
					return none, err
				}
				signer.Unsigned = slices.Delete(slices.Clone(signer.Unsigned), at, at+1)
			}
			return none, nil
		})
	return err
}

func checkSigned(in PaperInput) (string, error) {
	var p tandem.Problems
	name, err := practice.CheckName(in.Name)
	p.AddErr(FieldPaperName, err)
	if len(in.Digests) == 0 {
		p.Add(FieldPapers, tandem.Say("Please tick what was signed."))
	}
	return name, p.Err()
}

// sign adds a partner's signature under the paper as it reads now.
func (s *Service) sign(ctx context.Context, actor tandem.Actor, c Couple, p Partner, paper Paper, name string, how SignedHow) error {
	g := Signature{ID: tandem.SignatureID(s.Pipeline.IDs.New()), Couple: c.ID, Subject: paper.Subject, Person: p.Person, Partner: p.ID,
		Name: name, Digest: paper.Digest(), Language: p.Language, How: how, At: s.Pipeline.Clock.Now()}
	if how == SignedOnPaper {
		g.RecordedBy = actor.Person
	}
	return s.Store.AddSignature(ctx, actor.Practice, g)
}

// ScreenInput is a safety screen as typed.
type ScreenInput struct {
	On      string
	How     string
	Result  string
	NextDue string
	Goal    string // "" when it was not said
	Words   string // on the goal
}

// RecordScreen records what the care team found out about one partner's
// safety, having seen that partner alone. It adds to what was recorded before.
// Therapists of the care team may. Errors: NotFound; Invalid at the fields;
// Conflict when care has ended.
func (s *Service) RecordScreen(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in ScreenInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRecordScreen, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return none, err
			}
			g.Listed(string(p.Person))
			now := s.Pipeline.Clock.Now()
			screen, err := checkScreen(in, tandem.DateOf(now, c.Zone()))
			if err != nil {
				return none, err
			}
			screen.ID, screen.Couple, screen.Partner, screen.Person = tandem.ScreenID(s.Pipeline.IDs.New()), couple, p.ID, p.Person
			screen.RecordedBy, screen.RecordedAt = actor.Person, now
			return none, s.Store.AddScreen(ctx, actor.Practice, screen)
		})
	return err
}

func checkScreen(in ScreenInput, today tandem.Date) (Screen, error) {
	var p tandem.Problems
	screen := Screen{How: ScreenHow(in.How), Result: ScreenResult(in.Result)}
	var err error
	if screen.On, err = tandem.ParseDate(in.On); err != nil {
		p.AddErr(FieldOn, err)
	} else if screen.On > today {
		p.Add(FieldOn, tandem.Say("Please choose today or an earlier day."))
	}
	if !slices.Contains(ScreenHows(), screen.How) {
		p.Add(FieldHow, tandem.Say("Please choose from the list."))
	}
	if !slices.Contains(ScreenResults(), screen.Result) {
		p.Add(FieldResult, tandem.Say("Please choose from the list."))
	}
	if screen.NextDue, err = tandem.ParseDate(in.NextDue); err != nil {
		p.AddErr(FieldNextDue, err)
	} else if screen.NextDue <= today {
		p.Add(FieldNextDue, tandem.Say("Please choose a later day."))
	}
	screen.Goal, screen.GoalWords = Goal(in.Goal), strings.TrimSpace(in.Words)
	if screen.Goal != "" && !slices.Contains(Goals(), screen.Goal) {
		p.Add(FieldGoal, tandem.Say("Please choose from the list."))
	}
	p.AddErr(FieldGoalWords, plainText(screen.GoalWords, longestReason))
	return screen, p.Err()
}

// AskGoal asks one partner on their own phone what they hope for. The therapist
// can still record it after a talk alone. Therapists of the care team may.
// Errors: NotFound; Conflict when they are asked already, or care has ended.
func (s *Service) AskGoal(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseAskGoal, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			c, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return struct{}{}, err
			}
			g.Listed(string(p.Person))
			return struct{}{}, s.Goals.AskGoal(ctx, c, p.ID)
		})
	return err
}

// OverrideInput asks to begin without something, as typed.
type OverrideInput struct {
	Requirement Requirement
	Reason      string
	Signed      string // the actor's name; asked where there is no second clinician
	Passphrase  string // the same
}

// AskOverride asks to begin without one requirement of one partner. A second
// clinician of the practice then signs it, in a session of their own. Where
// there is none the actor signs alone, having given the passphrase once more,
// and it counts at once. Therapists of the care team may. Errors: NotFound;
// Invalid at the fields; Conflict when it is asked already, or care has ended;
// Throttled.
func (s *Service) AskOverride(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in OverrideInput) error {
	gate, err := s.Gate(ctx, actor, couple, partner) // authorises before the slow part
	if err != nil {
		return err
	}
	reason, name, err := checkOverride(in, !gate.Second)
	if err != nil {
		return err
	}
	if gate.Partners[0].Refuses(in.Requirement) {
		return tandem.Conflict(tandem.Say("They have taken this back. Nobody can sign over that; please talk with them."))
	}
	if !gate.Second {
		if err := s.Proof.SignInAgain(ctx, actor, in.Passphrase); err != nil {
			return err
		}
	}
	_, err = tandem.Run(ctx, s.Pipeline, actor, tandem.UseAskOverride, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			_, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return none, err
			}
			g.Listed(string(p.Person))
			if err := s.notAsked(ctx, actor, couple, partner, in.Requirement); err != nil {
				return none, err
			}
			o := Override{ID: tandem.OverrideID(s.Pipeline.IDs.New()), Couple: couple, Partner: partner, Requirement: in.Requirement,
				Reason: reason, AskedBy: actor.Person, AskedAt: s.Pipeline.Clock.Now(), State: OverrideAsked}
			if err := s.Store.AddOverride(ctx, actor.Practice, o); err != nil || gate.Second {
				return none, err
			}
			return none, s.settle(ctx, actor, o, OverrideGranted, name)
		})
	return err
}

func checkOverride(in OverrideInput, alone bool) (reason, name string, err error) {
	var p tandem.Problems
	if !slices.Contains([]Requirement{RequireConsents, RequirePolicy, RequireScreen, RequireGoal}, in.Requirement) {
		p.Add(FieldRequire, tandem.Say("This cannot be left out."))
	}
	reason = strings.TrimSpace(in.Reason)
	if reason == "" {
		p.Add(FieldReason, tandem.Say("Please write why."))
	}
	p.AddErr(FieldReason, plainText(reason, longestReason))
	if alone {
		name, err = practice.CheckName(in.Signed)
		p.AddErr(FieldSigned, err)
	}
	return reason, name, p.Err()
}

func (s *Service) notAsked(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, r Requirement) error {
	all, err := s.Store.Overrides(ctx, actor.Practice, couple)
	for _, o := range all {
		if o.Partner == partner && o.Requirement == r && (o.State == OverrideAsked || o.State == OverrideGranted) {
			return tandem.Conflict(tandem.Say("This was asked already."))
		}
	}
	return err
}

// paper is what a clinician signs: the requirement and the reason.
func (o Override) paper() Paper {
	return Paper{Subject: Subject{SubjectOverride, string(o.ID)}, Version: 1, Title: tandem.Say("%s", string(o.Requirement)),
		Body: []tandem.Text{tandem.Say("%s", o.Reason)}}
}

// settle ends a request; one that is granted is signed.
func (s *Service) settle(ctx context.Context, actor tandem.Actor, o Override, state OverrideState, name string) error {
	now := s.Pipeline.Clock.Now()
	settled, err := s.Store.SettleOverride(ctx, actor.Practice, o.ID, state, actor.Person, now)
	if err == nil && !settled {
		return tandem.Conflict(tandem.Say("This was settled already."))
	}
	if err != nil || state != OverrideGranted {
		return err
	}
	return s.Store.AddSignature(ctx, actor.Practice, Signature{ID: tandem.SignatureID(s.Pipeline.IDs.New()), Couple: o.Couple, Subject: o.paper().Subject,
		Person: actor.Person, Name: name, Digest: o.paper().Digest(), Language: "en", How: SignedInAgain, At: now})
}

// Request is an override that waits for a second clinician. It names nobody of
// the couple: who signs learns of whom from the one who asks.
type Request struct {
	Override Override
	By       string // who asks
	Own      bool   // the actor asks, and so cannot sign
}

// Requests lists what waits for a second clinician's signature, the oldest
// first. Therapists and supervisors of the practice may: it is them who are
// asked.
func (s *Service) Requests(ctx context.Context, actor tandem.Actor) ([]Request, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeOverrides, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) ([]Request, error) {
			asked, err := s.Store.OverridesAsked(ctx, actor.Practice)
			if err != nil {
				return nil, err
			}
			var list []Request
			for _, o := range asked {
				c, err := s.Store.Couple(ctx, actor.Practice, o.Couple)
				if err != nil {
					return nil, err
				}
				if c.State != StateActive {
					continue
				}
				r := Request{Override: o, Own: o.AskedBy == actor.Person}
				for _, m := range c.Team {
					if m.Person == o.AskedBy {
						r.By = m.Name
					}
				}
				g.Listed(string(o.ID))
				list = append(list, r)
			}
			return list, nil
		})
}

// SettleInput is what a second clinician decides.
type SettleInput struct {
	Grant      bool
	Signed     string // their name, as typed; for granting
	Passphrase string // the same
}

// SettleOverride grants or declines what another clinician asked. Therapists
// and supervisors of the practice may, but for the one who asked. Errors:
// NotFound; Invalid at the fields; Conflict when it is one's own, was settled
// meanwhile, or care has ended; Throttled.
func (s *Service) SettleOverride(ctx context.Context, actor tandem.Actor, id tandem.OverrideID, in SettleInput) error {
	object := tandem.Object{Kind: tandem.ObjectOverride, ID: string(id)}
	asked, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeOverride, object,
		func(ctx context.Context, _ *tandem.Grant) (Override, error) {
			return s.Store.Override(ctx, actor.Practice, id)
		})
	if err != nil {
		return err
	}
	if asked.AskedBy == actor.Person {
		return tandem.Conflict(tandem.Say("You have asked for this. Somebody else signs it."))
	}
	name, state := "", OverrideDeclined
	if in.Grant {
		state = OverrideGranted
		if name, err = practice.CheckName(in.Signed); err != nil {
			var p tandem.Problems
			p.AddErr(FieldSigned, err)
			return p.Err()
		}
		if err := s.Proof.SignInAgain(ctx, actor, in.Passphrase); err != nil {
			return err
		}
	}
	_, err = tandem.Run(ctx, s.Pipeline, actor, tandem.UseSettleOverride, object,
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			if _, err := s.inCare(ctx, actor, asked.Couple); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.settle(ctx, actor, asked, state, name)
		})
	return err
}

// WithdrawOverride takes back a request that nobody has signed yet. Whoever made
// it may, while they are a therapist or supervisor of the practice. Errors:
// NotFound; Conflict when it is somebody else's, or was settled meanwhile.
func (s *Service) WithdrawOverride(ctx context.Context, actor tandem.Actor, id tandem.OverrideID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseWithdrawOverride, tandem.Object{Kind: tandem.ObjectOverride, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			asked, err := s.Store.Override(ctx, actor.Practice, id)
			if err != nil {
				return struct{}{}, err
			}
			if asked.AskedBy != actor.Person {
				return struct{}{}, tandem.Conflict(tandem.Say("Somebody else has asked for this. Only they can withdraw it."))
			}
			return struct{}{}, s.settle(ctx, actor, asked, OverrideWithdrawn, "")
		})
	return err
}

// Proof makes sure, a moment before something is signed, that the actor is who
// signed in. auth.Service is one.
type Proof interface {
	// SignInAgain checks the actor's passphrase. It is slow, and must not be
	// called inside a transaction. Errors: Invalid at FieldPassphrase; Throttled.
	SignInAgain(ctx context.Context, actor tandem.Actor, passphrase string) error
}
