package casefile

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tandem/internal/tandem"
)

// TakeInInput is a new couple as typed.
type TakeInInput struct {
	Code      string // "" takes the next free one
	TimeZone  string
	Partners  []PartnerInput  // two or more
	Therapist tandem.PersonID // who leads; "" for the therapist who takes in
	Course    string          // "" is a course of care
	AskGoals  bool            // each partner is asked on their own phone what they hope for
}

// PartnerInput is one partner as typed.
type PartnerInput struct {
	Name     string
	Pronouns string // optional
	Language string // "en" or "es"
	TimeZone string // "" is the couple's
	Contact  Contact
}

// The names of the fields that field errors of this package point at. A
// partner's fields are "partners.0.name", ".pronouns", ".language" and
// ".time_zone", and those of Contact.
const (
	FieldCode      = "code"
	FieldTimeZone  = "time_zone"
	FieldTherapist = "therapist"
	FieldPartners  = "partners"
)

// Bounds of what is typed, lengths in characters.
const (
	fewestPartners  = 2
	mostPartners    = 6
	longestCode     = 20
	longestPronouns = 40
	firstCode       = 101
	codePrefix      = "TD-"
)

// Blank is what the empty form for a new couple offers.
type Blank struct {
	Code       string      // the next free one
	Therapists []Therapist // whom the actor may choose from; empty for a therapist
}

// NewTakeIn is what the empty form offers. Therapists and the front desk may.
// It changes nothing and leaves no entry in the log.
func (s *Service) NewTakeIn(ctx context.Context, actor tandem.Actor) (Blank, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseBeginTakeIn, wholePractice(actor),
		func(ctx context.Context, _ *tandem.Grant) (Blank, error) {
			used, err := s.Store.Codes(ctx, actor.Practice)
			if err != nil {
				return Blank{}, err
			}
			blank := Blank{Code: nextCode(used)}
			if actor.Has(tandem.RoleFrontDesk) {
				blank.Therapists, err = s.therapists(ctx, actor)
			}
			return blank, err
		})
}

// TakeIn takes a couple into care. Therapists may, and become the lead of the
// care team; the front desk may, and must name the therapist. Nobody is invited
// by it. Error: Invalid at the fields, a case code that is taken among them.
func (s *Service) TakeIn(ctx context.Context, actor tandem.Actor, in TakeInInput) (Couple, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseTakeInCouple, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) (Couple, error) {
			in.Partners = slices.Clone(in.Partners)
			c, err := s.draw(ctx, actor, in)
			if err != nil {
				return Couple{}, err
			}
			g.About(actor.Practice, actor.Person, tandem.Object{Kind: tandem.ObjectCouple, ID: string(c.ID)}, c.ID)
			err = s.Store.CreateCouple(ctx, actor.Practice, c)
			if tandem.KindOf(err) == tandem.KindConflict { // somebody took the code a moment ago
				return Couple{}, tandem.InvalidField(FieldCode, codeTaken())
			}
			if err != nil {
				return Couple{}, err
			}
			for i, p := range c.Partners {
				if contact := in.Partners[i].Contact; !contact.IsZero() {
					if err := s.Store.SetContact(ctx, actor.Practice, c.ID, p, contact, c.TakenInAt); err != nil {
						return Couple{}, err
					}
				}
				if in.AskGoals {
					if err := s.Goals.AskGoal(ctx, c, p.ID); err != nil {
						return Couple{}, err
					}
				}
			}
			return c, nil
		})
}

// draw checks what was typed and makes the couple of it.
func (s *Service) draw(ctx context.Context, actor tandem.Actor, in TakeInInput) (Couple, error) {
	var p tandem.Problems
	now := s.Pipeline.Clock.Now()
	c := Couple{ID: tandem.CoupleID(s.Pipeline.IDs.New()), Practice: actor.Practice, TimeZone: in.TimeZone,
		State: StateActive, TakenInAt: now}
	if _, err := tandem.Zone(in.TimeZone); err != nil {
		p.AddErr(FieldTimeZone, err)
	}
	course, err := courseOf(in.Course)
	p.AddErr(FieldCourse, err)
	c.Course = course
	switch n := len(in.Partners); {
	case n < fewestPartners:
		p.Add(FieldPartners, tandem.Say("Please name at least two partners."))
	case n > mostPartners:
		p.Add(FieldPartners, tandem.Say("Please name %d partners or fewer.", mostPartners))
	default:
		for i, typed := range in.Partners {
			partner := s.drawPartner(&p, partnerField(i), typed, c)
			partner.ID, partner.Person = tandem.PartnerID(s.Pipeline.IDs.New()), tandem.PersonID(s.Pipeline.IDs.New())
			partner.Position, partner.JoinedAt = i+1, c.TakenInAt
			c.Partners = append(c.Partners, partner)
			in.Partners[i].Contact = typed.Contact.check(&p, partnerField(i))
		}
	}
	used, err := s.Store.Codes(ctx, actor.Practice)
	if err != nil {
		return Couple{}, err
	}
	if c.Code, err = checkCode(in.Code, used); err != nil {
		p.AddErr(FieldCode, err)
	}
	lead, err := s.lead(ctx, actor, in.Therapist, &p)
	if err != nil {
		return Couple{}, err
	}
	c.Team = []Member{{Person: lead.Person, Name: lead.Name, Function: FunctionLead, From: now}}
	return c, p.Err()
}

// lead is who leads the couple's care. Only the front desk chooses; a
// therapist takes in for themselves.
func (s *Service) lead(ctx context.Context, actor tandem.Actor, chosen tandem.PersonID, p *tandem.Problems) (Therapist, error) {
	if chosen == "" && actor.Has(tandem.RoleTherapist) {
		chosen = actor.Person
	}
	therapists, err := s.therapists(ctx, actor)
	if err != nil {
		return Therapist{}, err
	}
	i := slices.IndexFunc(therapists, func(t Therapist) bool { return t.Person == chosen })
	switch {
	case chosen != actor.Person && !actor.Has(tandem.RoleFrontDesk):
		p.Add(FieldTherapist, tandem.Say("You can take in couples for yourself only."))
	case i < 0:
		p.Add(FieldTherapist, tandem.Say("Please choose the therapist."))
	default:
		return therapists[i], nil
	}
	return Therapist{}, nil
}

// therapists lists by name whom a couple can be given to.
func (s *Service) therapists(ctx context.Context, actor tandem.Actor) ([]Therapist, error) {
	list, err := s.Store.Therapists(ctx, actor.Practice, s.Pipeline.Clock.Now())
	slices.SortFunc(list, func(a, b Therapist) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
	})
	return list, err
}

// checkCode returns the code to use: the one typed, or the next free one. The
// error is of kind Invalid.
func checkCode(typed string, used []string) (string, error) {
	code := strings.TrimSpace(typed)
	switch {
	case code == "":
		return nextCode(used), nil
	case utf8.RuneCountInString(code) > longestCode || strings.ContainsFunc(code, notInCode):
		return "", tandem.Invalid(tandem.Say("Please use %d letters, digits, dots or dashes, or fewer.", longestCode))
	case slices.ContainsFunc(used, func(u string) bool { return strings.EqualFold(u, code) }):
		return "", tandem.Invalid(codeTaken())
	}
	return code, nil
}

func notInCode(r rune) bool {
	return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("-._/", r)
}

func codeTaken() tandem.Text {
	return tandem.Say("Another couple of the practice has this code. Please choose another.")
}

// nextCode is one above the highest code of the form TD-101 in use.
func nextCode(used []string) string {
	next := firstCode
	for _, code := range used {
		if digits, ours := strings.CutPrefix(strings.ToUpper(code), codePrefix); ours && len(digits) <= 9 {
			if n, err := strconv.Atoi(digits); err == nil && n >= next {
				next = n + 1
			}
		}
	}
	return codePrefix + strconv.Itoa(next)
}

func wholePractice(actor tandem.Actor) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPractice, ID: string(actor.Practice)}
}
