package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Details is a couple as the register keeps it.
func (w *Web) Details(c echo.Context) error {
	return w.details(c, http.StatusOK, nil, pages.Problem{})
}

func (w *Web) details(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	d, err := w.Cases.Details(ctx, actor, id, "")
	if err != nil {
		return err
	}
	couple := d.Couple
	open := couple.State == casefile.StateActive
	m := pages.Details{Desk: w.desk(ctx, actor), Couple: id, Code: couple.Code, Problem: p, Until: typed.Get(casefile.FieldUntil),
		CanWrite: open && writesRegister(actor), Close: open && actor.Has(tandem.RoleTherapist), Clinical: !actor.Has(tandem.RoleFrontDesk) || actor.Has(tandem.RoleTherapist)}
	zone := couple.TimeZone
	if typed[casefile.FieldTimeZone] != nil {
		m.Code, zone = typed.Get(casefile.FieldCode), typed.Get(casefile.FieldTimeZone)
	}
	m.Zones = zones(zone)
	came := string(couple.Course)
	if typed[casefile.FieldCourse] != nil {
		came = typed.Get(casefile.FieldCourse)
	}
	m.Courses = []pages.Option{option(ctx, string(casefile.CourseOngoing), tandem.Say("a course of care"), came),
		option(ctx, string(casefile.CourseSingle), tandem.Say("one session first"), came)}
	for _, partner := range couple.ActivePartners() {
		m.Partners = append(m.Partners, pages.RegisterPartner{ID: partner.ID, Partner: shown(partner), Pronouns: partner.Pronouns, Reach: reach(d.Contacts[partner.ID])})
	}
	now := w.Clock.Now()
	on := map[tandem.PersonID]bool{}
	team := couple.TeamAt(now)
	for _, t := range team {
		on[t.Person] = true
		m.Team = append(m.Team, teamLine(t, couple, m.CanWrite && len(team) > 1))
	}
	for _, t := range couple.Team { // those of earlier times
		if !t.ActiveAt(now) {
			m.Team = append(m.Team, teamLine(t, couple, false))
		}
	}
	for _, t := range d.Therapists {
		if !on[t.Person] {
			m.Join = append(m.Join, pages.Option{Value: string(t.Person), Label: t.Name, Chosen: string(t.Person) == typed.Get(casefile.FieldMember)})
		}
	}
	for _, f := range []casefile.Function{casefile.FunctionCoTherapist, casefile.FunctionLead} {
		m.As = append(m.As, pages.Option{Value: string(f), Label: functionText(f).In(ctx), Chosen: string(f) == typed.Get(casefile.FieldFunction)})
	}
	datesOf(c, &m, d.Dates, typed)
	return w.render(c, status, pages.DetailsPage(m))
}

// writesRegister tells whether the page offers to change anything; the policy
// decides it.
func writesRegister(actor tandem.Actor) bool {
	return actor.Has(tandem.RoleTherapist) || actor.Has(tandem.RoleFrontDesk)
}

func teamLine(m casefile.Member, c casefile.Couple, canEnd bool) pages.TeamLine {
	line := pages.TeamLine{Person: m.Person, Name: m.Name, As: functionText(m.Function), CanEnd: canEnd, When: tandem.Say("since %s", dayOf(m.From, c.TimeZone))}
	if !m.To.IsZero() {
		line.When = tandem.Say("%s to %s", dayOf(m.From, c.TimeZone), dayOf(m.To, c.TimeZone))
	}
	return line
}

func functionText(f casefile.Function) tandem.Text {
	if f == casefile.FunctionLead {
		return tandem.Say("lead therapist")
	}
	return tandem.Say("co-therapist")
}

// reach is how somebody wishes to be reached, in one line.
func reach(c casefile.Contact) tandem.Text {
	if c.IsZero() {
		return tandem.Say("no contact yet")
	}
	line := preferredText(c.Preferred)
	add := func(more tandem.Text) { line = tandem.Say("%s, %s", line, more) }
	if c.Phone != "" {
		add(tandem.Say("%s", c.Phone))
	}
	if c.EMail != "" {
		add(tandem.Say("%s", c.EMail))
	}
	if c.SafeHours != "" {
		add(tandem.Say("safe: %s", c.SafeHours))
	}
	if c.Phone != "" && !c.Voicemail {
		add(tandem.Say("no voice messages"))
	}
	return line
}

func preferredText(p casefile.Preferred) tandem.Text {
	switch p {
	case casefile.PreferCall:
		return tandem.Say("by call")
	case casefile.PreferText:
		return tandem.Say("by text message")
	case casefile.PreferEMail:
		return tandem.Say("by e-mail")
	case casefile.PreferTandem:
		return tandem.Say("only in Tandem")
	}
	return tandem.Say("any way")
}

// ChangeDetails keeps the case code and the time zone.
func (w *Web) ChangeDetails(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.ChangeDetails(ctx, actor, id, casefile.DetailsInput{Code: f.Get(casefile.FieldCode), TimeZone: f.Get(casefile.FieldTimeZone), Course: f.Get(casefile.FieldCourse)})
	}, w.details, "/details", "Saved.")
}

// AddToTeam adds somebody to the care team.
func (w *Web) AddToTeam(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.AddToTeam(ctx, actor, id, casefile.TeamInput{Person: tandem.PersonID(f.Get(casefile.FieldMember)),
			Function: casefile.Function(f.Get(casefile.FieldFunction)), Until: f.Get(casefile.FieldUntil)})
	}, w.details, "/details", "Added to the care team.")
}

// EndOnTeam ends somebody's place on the care team.
func (w *Web) EndOnTeam(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, person := tandem.CoupleID(c.Param("couple")), tandem.PersonID(c.Param("member"))
	if err := w.Cases.EndOnTeam(ctx, actor, id, person); err != nil {
		return err
	}
	if person == actor.Person && !actor.Has(tandem.RoleFrontDesk) {
		return w.done(c, "/", "The place on the care team has ended.")
	}
	return w.done(c, "/couples/"+string(id)+"/details", "The place on the care team has ended.")
}

// CloseCouple ends the care of a couple.
func (w *Web) CloseCouple(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Cases.CloseCouple(ctx, actor, tandem.CoupleID(c.Param("couple"))); err != nil {
		return err
	}
	return w.done(c, "/caseload", "The case is closed.")
}

// onCouple runs a change of a couple from a form. What a person can mend comes
// back on the page again; afterwards the browser goes to more of the couple.
func (w *Web) onCouple(c echo.Context, change func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error,
	again func(c echo.Context, status int, typed exercise.Form, p pages.Problem) error, more, source string) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	if err := change(ctx, actor, id, f); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return again(c, status, f, p)
	}
	return w.done(c, "/couples/"+string(id)+more, source)
}

// PartnerDetails is what the register keeps of one partner.
func (w *Web) PartnerDetails(c echo.Context) error {
	return w.partnerDetails(c, http.StatusOK, nil, pages.Problem{}, nil)
}

func (w *Web) partnerDetails(c echo.Context, status int, typed exercise.Form, p pages.Problem, link *pages.OneTimeLink) error {
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	d, err := w.Cases.Details(ctx, actor, id, partner)
	if err != nil {
		return err
	}
	known, _ := d.Couple.Partner(partner)
	in := casefile.PartnerInput{Name: known.Name, Pronouns: known.Pronouns, Language: known.Language, TimeZone: known.TimeZone, Contact: d.Contacts[partner]}
	if typed != nil {
		in = partnerInput(typed.Get)
	}
	open := d.Couple.State == casefile.StateActive
	m := pages.PartnerDetails{Desk: w.desk(ctx, actor), Couple: id, ID: partner, Partner: shown(known), Problem: p, Link: link,
		Entry: entry(ctx, in, in.TimeZone), CanWrite: open && writesRegister(actor), CanAccess: open && actor.Has(tandem.RoleTherapist),
		Account: known.HasAccount, CanEnd: len(d.Couple.ActivePartners()) > 1}
	for _, line := range w.memberships(d.Couple, writesRegister(actor)) {
		if line.Partner == m.Partner {
			m.Line = line
		}
	}
	return w.render(c, status, pages.PartnerDetailsPage(m))
}

// partnerInput is a partner as a form has it.
func partnerInput(at func(name string) string) casefile.PartnerInput {
	return casefile.PartnerInput{Name: at(casefile.FieldName), Pronouns: at(casefile.FieldPronouns), Language: at(casefile.FieldLanguage), TimeZone: at(casefile.FieldTimeZone),
		Contact: casefile.Contact{Phone: at(casefile.FieldPhone), EMail: at(casefile.FieldEMail), Preferred: casefile.Preferred(at(casefile.FieldPreferred)),
			SafeHours: at(casefile.FieldSafeHours), Voicemail: at("voicemail") == "yes"}}
}

// entry is a partner as the page's form shows it; zone is chosen, if any.
func entry(ctx context.Context, in casefile.PartnerInput, zone string) pages.PartnerEntry {
	language := in.Language
	if language == "" {
		language = tandem.Language(ctx)
	}
	e := pages.PartnerEntry{Name: in.Name, Pronouns: in.Pronouns, Languages: languages(language), Zones: zones(zone), Phone: in.Contact.Phone,
		EMail: in.Contact.EMail, SafeHours: in.Contact.SafeHours, Voicemail: in.Contact.Voicemail}
	for _, way := range append([]casefile.Preferred{""}, casefile.PreferredWays()...) {
		e.Preferred = append(e.Preferred, pages.Option{Value: string(way), Label: preferredText(way).In(ctx), Chosen: way == in.Contact.Preferred})
	}
	return e
}

// ChangePartner keeps what the register has of one partner.
func (w *Web) ChangePartner(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	if err := w.Cases.ChangePartner(ctx, actor, id, partner, partnerInput(f.Get)); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.partnerDetails(c, status, f, p, nil)
	}
	return w.done(c, "/couples/"+string(id)+"/partners/"+string(partner), "Saved.")
}

// ResetPartner makes a link to a new passphrase and shows it once.
func (w *Web) ResetPartner(c echo.Context) error {
	ctx, actor := ctxOf(c)
	link, err := w.Cases.ResetPartner(ctx, actor, tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner")))
	if err != nil {
		return err
	}
	return w.partnerDetails(c, http.StatusOK, nil, pages.Problem{}, w.resetLink(link))
}

// ResetStaff makes a link to a new passphrase for somebody of the staff.
func (w *Web) ResetStaff(c echo.Context) error {
	ctx, actor := ctxOf(c)
	link, err := w.Practice.ResetStaff(ctx, actor, tandem.PersonID(c.Param("person")))
	if err != nil {
		return err
	}
	return w.staff(c, http.StatusOK, pages.Staff{Link: w.resetLink(link), Roles: ticks(nil)})
}

func (w *Web) resetLink(link practice.Link) *pages.OneTimeLink {
	once := w.oneTime(link)
	once.Until = tandem.Say("Works once, for %s minutes.", strconv.Itoa(int(practice.ResetLasts.Minutes())))
	return once
}

// ShutOut closes the account that somebody opened in a partner's place.
func (w *Web) ShutOut(c echo.Context) error {
	return w.onPartner(c, w.Cases.ShutOut, "", "The account is shut out. Now you can make a new link.")
}

// EndMembership ends a partner's membership.
func (w *Web) EndMembership(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	if err := w.Cases.EndMembership(ctx, actor, id, tandem.PartnerID(c.Param("partner"))); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(id)+"/details", "The membership has ended.")
}

func (w *Web) onPartner(c echo.Context, change func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) error,
	more, source string) error {
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	if err := change(ctx, actor, id, partner); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(id)+"/partners/"+string(partner)+more, source)
}
