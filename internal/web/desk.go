package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

func (w *Web) desk(ctx context.Context, actor tandem.Actor) pages.Desk {
	return pages.Desk{Roles: actor.Roles, Demo: w.Demo, Notice: w.notice(ctx)}
}

// The filters of the caseload.
const (
	showAll    = ""
	showWord   = "word"
	showPaused = "paused"
)

// Caseload is the therapist's home.
func (w *Web) Caseload(c echo.Context) error {
	ctx, actor := ctxOf(c)
	rows, err := w.Homework.Caseload(ctx, actor)
	if err != nil {
		return err
	}
	show := c.QueryParam("show")
	m := pages.Caseload{Desk: w.desk(ctx, actor), CanTake: actor.Has(tandem.RoleTherapist)}
	word, paused := 0, 0
	for _, r := range rows {
		needs, rests := needsWord(r), r.Plan != nil && r.Plan.Paused()
		if needs {
			word++
		}
		if rests {
			paused++
		}
		if show == showWord && !needs || show == showPaused && !rests {
			continue
		}
		m.Rows = append(m.Rows, caseRow(r))
	}
	m.Headline = one(word, "One couple could use a word this week", "%d couples could use a word this week")
	if word == 0 {
		m.Headline = tandem.Say("No couple waits for a word just now")
	}
	m.Below = tandem.Say("%s %s", tandem.WeekdayText(w.Clock.Now().Weekday()), tandem.DateOf(w.Clock.Now(), time.UTC).Text())
	for _, f := range []pages.Filter{{Label: tandem.Say("All"), Count: len(rows), Href: "/caseload"},
		{Label: tandem.Say("Needs a word"), Count: word, Href: "/caseload?show=" + showWord, On: show == showWord},
		{Label: tandem.Say("Paused"), Count: paused, Href: "/caseload?show=" + showPaused, On: show == showPaused}} {
		f.On = f.On || f.Href == "/caseload" && show == showAll
		if len(rows) > 0 { // a new therapist has nothing to filter
			m.Filters = append(m.Filters, f)
		}
	}
	return w.render(c, http.StatusOK, pages.CaseloadPage(m))
}

func needsWord(r homework.CaseloadRow) bool {
	return slices.ContainsFunc(r.Signals, func(s homework.Signal) bool { return s.Word })
}

func caseRow(r homework.CaseloadRow) pages.CaseRow {
	row := pages.CaseRow{Couple: r.Couple.ID, Code: r.Couple.Code, Week: tandem.Say("no plan yet"), Why: reasons(r.Signals)}
	for _, p := range r.Couple.ActivePartners() {
		row.Partners = append(row.Partners, shown(p))
		row.Weeks = append(row.Weeks, partnerWeeks(p, r.Last))
	}
	if len(row.Why) == 0 {
		row.Why = []pages.Reason{{Text: tandem.Say("steady")}}
	}
	if r.Plan != nil {
		row.Plan, row.Week = r.Plan.Name, weekOf(r.Week, r.Plan.Weeks)
	}
	return row
}

func weekOf(week, weeks int) tandem.Text {
	switch {
	case week == 0:
		return tandem.Say("not running this week")
	case week > weeks:
		return tandem.Say("all %d weeks done", weeks)
	default:
		return tandem.Say("week %d of %d", week, weeks)
	}
}

func reasons(signals []homework.Signal) []pages.Reason {
	var out []pages.Reason
	for _, s := range signals {
		out = append(out, pages.Reason{Text: s.Text, NeedsWord: s.Word, About: s.About, Revise: s.Revise})
	}
	return out
}

func partnerWeeks(p casefile.Partner, weeks []homework.WeekFigures) pages.PartnerWeeks {
	out := pages.PartnerWeeks{Partner: shown(p)}
	for _, wk := range weeks {
		f := wk.Partners[p.ID]
		ratio, due := f.Ratio()
		bar := pages.WeekBar{None: !due, Percent: int(ratio*100 + .5), Text: tandem.Say("week %d: %s", wk.Week, figures(f, wk.Light))}
		out.Weeks = append(out.Weeks, bar)
	}
	return out
}

// figures are adherence in words: "4 of 5", "nothing due", "light week".
func figures(f homework.Figures, light bool) tandem.Text {
	switch {
	case light && f.Due == 0:
		return tandem.Say("light week")
	case f.Due == 0:
		return tandem.Say("nothing due")
	default:
		return tandem.Say("%s of %d", strconv.FormatFloat(f.Credit, 'f', -1, 64), f.Due)
	}
}

// Register is the front desk's list.
func (w *Web) Register(c echo.Context) error { return w.register(c, nil) }

func (w *Web) register(c echo.Context, link *pages.OneTimeLink) error {
	ctx, actor := ctxOf(c)
	couples, err := w.Cases.Register(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Register{Desk: w.desk(ctx, actor), Link: link, CanTake: true}
	for _, couple := range couples {
		m.Rows = append(m.Rows, pages.RegisterRow{Couple: couple.ID, Code: couple.Code, Partners: w.memberships(couple, true)})
	}
	return w.render(c, http.StatusOK, pages.RegisterPage(m))
}

func (w *Web) memberships(couple casefile.Couple, canInvite bool) []pages.Membership {
	var out []pages.Membership
	now := w.Clock.Now()
	for _, p := range couple.ActivePartners() {
		m := pages.Membership{Partner: shown(p), Pronouns: p.Pronouns}
		base := "/couples/" + string(couple.ID) + "/partners/" + string(p.ID) + "/invitation"
		renew := &pages.Action{Label: tandem.Say("Make a link"), Href: base, About: p.Name}
		switch {
		case p.HasAccount:
			m.Invitation, renew = tandem.Say("joined"), nil
			if !p.Invitation.UsedAt.IsZero() {
				m.Invitation = tandem.Say("joined on %s", dayOf(p.Invitation.UsedAt, couple.TimeZone))
			}
		case p.Invitation.State(now) == practice.InvitationOpen:
			m.Invitation = tandem.Say("invited; the link works until %s", dayOf(p.Invitation.ExpiresAt, couple.TimeZone))
			renew.Label = tandem.Say("Make a new link")
			m.Withdraw = &pages.Action{Label: tandem.Say("Withdraw the link"), Href: base + "/withdraw", About: p.Name}
		case p.Invitation.State(now) == practice.InvitationExpired:
			m.Invitation = tandem.Say("the link has run out")
			renew.Label = tandem.Say("Make a new link")
		default:
			m.Invitation = tandem.Say("not invited yet")
		}
		if canInvite && couple.State == casefile.StateActive {
			m.Renew = renew
		} else {
			m.Withdraw = nil
		}
		out = append(out, m)
	}
	return out
}

// InvitePartner makes a partner's one-time link and shows it once.
func (w *Web) InvitePartner(c echo.Context) error {
	ctx, actor := ctxOf(c)
	couple, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	link, err := w.Cases.InvitePartner(ctx, actor, couple, partner)
	if err != nil {
		return err
	}
	once := w.oneTime(link)
	if actor.Has(tandem.RoleTherapist) {
		return w.couple(c, once)
	}
	return w.register(c, once)
}

func (w *Web) oneTime(link practice.Link) *pages.OneTimeLink {
	return &pages.OneTimeLink{For: link.Name, URL: w.PublicURL + "/invitation/" + link.Token,
		Until: tandem.Say("Works once, until %s.", tandem.DateOf(link.Invitation.ExpiresAt, time.UTC).Text())}
}

// WithdrawPartner makes a partner's open link stop working.
func (w *Web) WithdrawPartner(c echo.Context) error {
	ctx, actor := ctxOf(c)
	couple := c.Param("couple")
	if err := w.Cases.WithdrawPartnerInvitation(ctx, actor, tandem.CoupleID(couple), tandem.PartnerID(c.Param("partner"))); err != nil {
		return err
	}
	to := "/couples/" + couple
	if !actor.Has(tandem.RoleTherapist) {
		to = "/register"
	}
	return w.done(c, to, "The link no longer works.")
}

// TakeInPage is the form for a new couple.
func (w *Web) TakeInPage(c echo.Context) error {
	m := casefile.TakeInInput{Partners: make([]casefile.PartnerInput, 2), AskGoals: true}
	return w.takeIn(c, http.StatusOK, m, pages.Problem{})
}

func (w *Web) takeIn(c echo.Context, status int, typed casefile.TakeInInput, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	blank, err := w.Cases.NewTakeIn(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.TakeIn{Desk: w.desk(ctx, actor), Code: typed.Code, Problem: p, AskGoals: typed.AskGoals, Single: typed.Course == string(casefile.CourseSingle),
		Zones: append([]pages.Option{{Label: tandem.T(ctx, "Please choose")}}, zones(typed.TimeZone)...)}
	if m.Code == "" {
		m.Code = blank.Code
	}
	for _, t := range blank.Therapists {
		m.Therapists = append(m.Therapists, pages.Option{Value: string(t.Person), Label: t.Name, Chosen: t.Person == typed.Therapist})
	}
	for _, partner := range typed.Partners {
		e := entry(ctx, partner, partner.TimeZone)
		e.Zones = append([]pages.Option{{Label: tandem.T(ctx, "The same as the couple's")}}, e.Zones...)
		m.Partners = append(m.Partners, e)
	}
	return w.render(c, status, pages.TakeInPage(m))
}

// TakeIn takes a couple into care.
func (w *Web) TakeIn(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := casefile.TakeInInput{Code: f.Get("code"), TimeZone: f.Get("time_zone"), Therapist: tandem.PersonID(f.Get("therapist")), AskGoals: f.Get("ask_goals") == "yes", Course: f.Get(casefile.FieldCourse)}
	for i := range 2 {
		at := func(name string) string { return f.Get("partners." + strconv.Itoa(i) + "." + name) }
		in.Partners = append(in.Partners, partnerInput(at))
	}
	couple, err := w.Cases.TakeIn(ctx, actor, in)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.takeIn(c, status, in, p)
	}
	if !actor.Has(tandem.RoleTherapist) {
		return w.done(c, "/register", "Taken in. Now make a link for each partner, and hand each their own.")
	}
	return w.done(c, "/couples/"+string(couple.ID), "Taken in. Now make a link for each partner, and hand each their own.")
}

// Staff is the list of the practice's own people.
func (w *Web) Staff(c echo.Context) error {
	return w.staff(c, http.StatusOK, pages.Staff{Roles: ticks(nil)})
}

// staff shows the list. The model holds what the page is to say beside it: a
// fresh link, or a form that comes back.
func (w *Web) staff(c echo.Context, status int, m pages.Staff) error {
	ctx, actor := ctxOf(c)
	members, err := w.Practice.Staff(ctx, actor)
	if err != nil {
		return err
	}
	m.Desk = w.desk(ctx, actor)
	now := w.Clock.Now()
	for _, member := range members {
		line := pages.StaffLine{Person: member.Person, Name: member.Name, Roles: ticks(member.Roles), Self: member.Person == actor.Person}
		switch {
		case member.State == practice.MemberRevoked:
			line.State, line.Ended = tandem.Say("access ended"), true
		case member.State == practice.MemberActive:
			line.State, line.Reset = tandem.Say("active"), member.Person != actor.Person
		case member.Invitation.State(now) == practice.InvitationOpen:
			line.State, line.Withdraw = tandem.Say("invited; the link works until %s", tandem.DateOf(member.Invitation.ExpiresAt, time.UTC).Text()), true
		default:
			line.State = tandem.Say("invited; the link no longer works")
		}
		line.Supervision = supervision(member, members)
		m.People = append(m.People, line)
	}
	return w.render(c, status, pages.StaffPage(m))
}

func ticks(on []tandem.Role) []pages.RoleTick {
	var out []pages.RoleTick
	for _, r := range practice.StaffRoles() {
		out = append(out, pages.RoleTick{Role: r, On: slices.Contains(on, r)})
	}
	return out
}

func rolesOf(values []string) []tandem.Role {
	var roles []tandem.Role
	for _, v := range values {
		roles = append(roles, tandem.Role(v))
	}
	return roles
}

// InviteStaff adds somebody to the staff and shows their link once.
func (w *Web) InviteStaff(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := practice.InviteStaffInput{Name: f.Get("name"), Roles: rolesOf(f["roles"])}
	link, err := w.Practice.InviteStaff(ctx, actor, in)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.staff(c, status, pages.Staff{Name: in.Name, Roles: ticks(in.Roles), Problem: p})
	}
	return w.staff(c, http.StatusOK, pages.Staff{Link: w.oneTime(link), Roles: ticks(nil)})
}

// ChangeRoles gives somebody of the staff other roles.
func (w *Web) ChangeRoles(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	person, roles := tandem.PersonID(c.Param("person")), rolesOf(f["roles"])
	if err := w.Practice.ChangeRoles(ctx, actor, person, roles); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.staff(c, status, pages.Staff{Roles: ticks(nil), Tried: &pages.TriedRoles{Person: person, Roles: ticks(roles), Problem: p}})
	}
	return w.done(c, "/staff", "The roles have changed, from now on.")
}

// RevokeStaff ends somebody's access.
func (w *Web) RevokeStaff(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Practice.RevokeStaff(ctx, actor, tandem.PersonID(c.Param("person"))); err != nil {
		return err
	}
	return w.done(c, "/staff", "Access has ended.")
}

// WithdrawStaff makes an open staff link stop working.
func (w *Web) WithdrawStaff(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Practice.WithdrawStaffInvitation(ctx, actor, tandem.PersonID(c.Param("person"))); err != nil {
		return err
	}
	return w.done(c, "/staff", "The link no longer works.")
}
