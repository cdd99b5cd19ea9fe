package casefile

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// Contact is how a partner wishes to be reached. It is for the care team and
// the front desk; no other partner may see any of it. All of it is optional,
// and nobody asks why.
type Contact struct {
	Phone     string    `json:"phone,omitempty"`
	EMail     string    `json:"email,omitempty"`
	Preferred Preferred `json:"preferred,omitempty"`
	SafeHours string    `json:"safe_hours,omitempty"` // in words, such as "weekdays before noon"
	Voicemail bool      `json:"voicemail,omitempty"`  // a message may be left
}

// Preferred is the way in which somebody wishes to be reached.
type Preferred string

// The ways to reach somebody.
const (
	PreferCall   Preferred = "call"
	PreferText   Preferred = "text"
	PreferEMail  Preferred = "email"
	PreferTandem Preferred = "tandem" // not at all outside of it
)

// PreferredWays lists what can be chosen.
func PreferredWays() []Preferred {
	return []Preferred{PreferCall, PreferText, PreferEMail, PreferTandem}
}

// IsZero tells whether nothing is known.
func (c Contact) IsZero() bool { return c == Contact{} }

// Bounds of contact, in characters.
const (
	longestPhone = 40
	longestEMail = 120
	longestHours = 120
)

// The names of a contact's fields; a partner of the form for a new couple has
// them behind "partners.0.".
const (
	FieldName      = "name"
	FieldPronouns  = "pronouns"
	FieldLanguage  = "language"
	FieldPhone     = "phone"
	FieldEMail     = "email"
	FieldPreferred = "preferred"
	FieldSafeHours = "safe_hours"
)

// check trims the contact and notes what is wrong with it.
func (c Contact) check(p *tandem.Problems, at func(name string) string) Contact {
	c.Phone, c.EMail, c.SafeHours = strings.TrimSpace(c.Phone), strings.TrimSpace(c.EMail), strings.TrimSpace(c.SafeHours)
	if utf8.RuneCountInString(c.Phone) > longestPhone || strings.ContainsFunc(c.Phone, notInPhone) {
		p.Add(at(FieldPhone), tandem.Say("Please write a telephone number with digits."))
	}
	if c.EMail != "" {
		a, err := mail.ParseAddress(c.EMail)
		if err != nil || a.Address != c.EMail || utf8.RuneCountInString(c.EMail) > longestEMail || strings.ContainsFunc(c.EMail, unicode.IsControl) {
			p.Add(at(FieldEMail), tandem.Say("Please write an e-mail address, such as name@example.org."))
		}
	}
	if c.Preferred != "" && !slices.Contains(PreferredWays(), c.Preferred) {
		p.Add(at(FieldPreferred), tandem.Say("Please choose from the list."))
	}
	p.AddErr(at(FieldSafeHours), plainLine(c.SafeHours, longestHours))
	return c
}

func notInPhone(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+-() /.x", r) }

// plainLine tells whether the text is one line of at most so many characters.
// The error is of kind Invalid.
func plainLine(text string, longest int) error {
	if utf8.RuneCountInString(text) > longest || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return tandem.Invalid(tandem.Say("Please use %d characters or fewer.", longest))
	}
	return nil
}

// plainText is plainLine for several lines.
func plainText(text string, longest int) error {
	return plainLine(strings.NewReplacer("\r", "", "\n", "", "\t", "").Replace(text), longest)
}

// Details is a couple as the register keeps it.
type Details struct {
	Couple     Couple
	Contacts   map[tandem.PartnerID]Contact
	Dates      []OwnDate   // by name
	Therapists []Therapist // who could join the care team
}

// Details shows the register data of a couple: names, contact, care team. It
// holds nothing clinical. With a partner given, that one must be of the couple.
// The care team, its supervisors and the front desk may. Error: NotFound.
func (s *Service) Details(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (Details, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeDetails, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Details, error) {
			var d Details
			var err error
			if d.Couple, err = s.Store.Couple(ctx, actor.Practice, couple); err != nil {
				return Details{}, err
			}
			if _, ok := d.Couple.Partner(partner); partner != "" && !ok {
				return Details{}, tandem.Unfit()
			}
			if d.Contacts, err = s.Store.Contacts(ctx, actor.Practice, couple); err != nil {
				return Details{}, err
			}
			if d.Dates, err = s.Store.OwnDates(ctx, actor.Practice, couple); err != nil {
				return Details{}, err
			}
			d.Therapists, err = s.therapists(ctx, actor)
			return d, err
		})
}

// DetailsInput is what can be changed of a couple, as typed.
type DetailsInput struct {
	Code     string
	TimeZone string
	Course   string // "" leaves it as it is
}

// ChangeDetails changes the case code, the time zone and what the couple came for. Therapists of the care
// team and the front desk may. Errors: NotFound; Invalid at the fields;
// Conflict when care has ended.
func (s *Service) ChangeDetails(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in DetailsInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangeDetails, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return none, err
			}
			var p tandem.Problems
			if _, err := tandem.Zone(in.TimeZone); err != nil {
				p.AddErr(FieldTimeZone, err)
			}
			used, err := s.Store.Codes(ctx, actor.Practice)
			if err != nil {
				return none, err
			}
			used = slices.DeleteFunc(used, func(code string) bool { return code == c.Code })
			course, err := courseOf(in.Course)
			p.AddErr(FieldCourse, err)
			code, err := checkCode(cmp.Or(strings.TrimSpace(in.Code), c.Code), used)
			p.AddErr(FieldCode, err)
			if err := p.Err(); err != nil {
				return none, err
			}
			err = s.Store.SaveCouple(ctx, actor.Practice, couple, code, in.TimeZone)
			if tandem.KindOf(err) == tandem.KindConflict {
				return none, tandem.InvalidField(FieldCode, codeTaken())
			}
			if err != nil || in.Course == "" {
				return none, err
			}
			return none, s.Store.SetCourse(ctx, actor.Practice, couple, course)
		})
	return err
}

// ChangePartner changes what the register keeps of one partner. Therapists of
// the care team and the front desk may. Errors: NotFound; Invalid at the
// fields; Conflict when care has ended.
func (s *Service) ChangePartner(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in PartnerInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangePartner, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, known, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return none, err
			}
			g.Listed(string(known.Person))
			var p tandem.Problems
			typed := s.drawPartner(&p, func(name string) string { return name }, in, c)
			contact := in.Contact.check(&p, func(name string) string { return name })
			if err := p.Err(); err != nil {
				return none, err
			}
			known.Name, known.Pronouns, known.Language, known.TimeZone = typed.Name, typed.Pronouns, typed.Language, typed.TimeZone
			if err := s.Store.SavePartner(ctx, actor.Practice, couple, known); err != nil {
				return none, err
			}
			return none, s.Store.SetContact(ctx, actor.Practice, couple, known, contact, s.Pipeline.Clock.Now())
		})
	return err
}

// inCare is a couple whose care goes on. Errors: NotFound; Conflict.
func (s *Service) inCare(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (Couple, error) {
	c, err := s.Store.Couple(ctx, actor.Practice, couple)
	if err == nil && c.State != StateActive {
		return Couple{}, tandem.Conflict(tandem.Say("Care has ended for this couple. The record stays as it is."))
	}
	return c, err
}

// partnerInCare is partner for a couple whose care goes on.
func (s *Service) partnerInCare(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (Couple, Partner, error) {
	c, p, err := s.partner(ctx, actor, couple, partner)
	if err == nil {
		_, err = s.inCare(ctx, actor, couple)
	}
	return c, p, err
}

// TeamInput is who is to join a care team, as typed.
type TeamInput struct {
	Person   tandem.PersonID
	Function Function
	Until    string // the last day, 2006-01-02; "" is open
}

// The fields of TeamInput that errors point at.
const (
	FieldMember   = "member"
	FieldFunction = "function"
	FieldUntil    = "until"
)

// AddToTeam adds a therapist of the practice to the care team from now on. It
// takes nothing from the others. Therapists of the care team and the front desk
// may. Errors: NotFound; Invalid at the fields; Conflict when that person is on
// the team already or care has ended.
func (s *Service) AddToTeam(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in TeamInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseAddToTeam, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return none, err
			}
			m, err := s.checkMember(ctx, actor, c, in)
			if err != nil {
				return none, err
			}
			g.Listed(string(m.Person))
			added, err := s.Store.AddToTeam(ctx, actor.Practice, couple, m)
			if err == nil && !added {
				err = alreadyOnTeam()
			}
			return none, err
		})
	return err
}

func alreadyOnTeam() error {
	return tandem.Conflict(tandem.Say("This person is on the care team already."))
}

func (s *Service) checkMember(ctx context.Context, actor tandem.Actor, c Couple, in TeamInput) (Member, error) {
	var p tandem.Problems
	now := s.Pipeline.Clock.Now()
	m := Member{Person: in.Person, Function: in.Function, From: now}
	therapists, err := s.therapists(ctx, actor)
	if err != nil {
		return m, err
	}
	if !slices.ContainsFunc(therapists, func(t Therapist) bool { return t.Person == in.Person }) {
		p.Add(FieldMember, tandem.Say("Please choose the therapist."))
	}
	if in.Function != FunctionLead && in.Function != FunctionCoTherapist {
		p.Add(FieldFunction, tandem.Say("Please choose from the list."))
	}
	if in.Until != "" {
		day, err := tandem.ParseDate(in.Until)
		p.AddErr(FieldUntil, err)
		if err == nil {
			if day < tandem.DateOf(now, c.Zone()) {
				p.Add(FieldUntil, tandem.Say("Please choose today or a later day."))
			}
			next := day.AddDays(1).Time()
			m.To = time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, c.Zone()).UTC()
		}
	}
	if err := p.Err(); err != nil {
		return m, err
	}
	if slices.ContainsFunc(c.TeamAt(now), func(o Member) bool { return o.Person == in.Person }) {
		return m, alreadyOnTeam()
	}
	return m, nil
}

// EndOnTeam ends somebody's place on the care team now: their next request no
// longer finds the couple. The others keep theirs. Therapists of the care team
// and the front desk may. Errors: NotFound, for somebody who is not on it too;
// Conflict when nobody would be left.
func (s *Service) EndOnTeam(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, person tandem.PersonID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseEndOnTeam, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, err := s.Store.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return none, err
			}
			now := s.Pipeline.Clock.Now()
			team := c.TeamAt(now)
			if !slices.ContainsFunc(team, func(m Member) bool { return m.Person == person }) {
				return none, tandem.Unfit()
			}
			if len(team) == 1 {
				return none, tandem.Conflict(tandem.Say("A couple in care needs a therapist. Please add somebody else first."))
			}
			g.Listed(string(person))
			return none, s.Store.EndOnTeam(ctx, actor.Practice, couple, person, now)
		})
	return err
}

// partnerField is the name of a partner's field in the form for a new couple.
func partnerField(i int) func(name string) string {
	return func(name string) string { return fmt.Sprintf("%s.%d.%s", FieldPartners, i, name) }
}

// drawPartner checks what was typed for a partner.
func (s *Service) drawPartner(p *tandem.Problems, at func(name string) string, in PartnerInput, c Couple) Partner {
	name, err := practice.CheckName(in.Name)
	p.AddErr(at(FieldName), err)
	pronouns := strings.TrimSpace(in.Pronouns)
	p.AddErr(at(FieldPronouns), plainLine(pronouns, longestPronouns))
	p.AddErr(at(FieldLanguage), practice.CheckLanguage(in.Language))
	zone := cmp.Or(in.TimeZone, c.TimeZone)
	if in.TimeZone != "" {
		_, err := tandem.Zone(zone)
		p.AddErr(at(FieldTimeZone), err)
	}
	return Partner{Name: name, Pronouns: pronouns, Language: in.Language, TimeZone: zone}
}
