package casefile

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

var ctx = context.Background()

func wantKind(t *testing.T, err error, kind tandem.Kind) {
	t.Helper()
	if tandem.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %q", err, kind)
	}
}

func fieldsOf(err error) []string {
	var e *tandem.Error
	var fields []string
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

func TestTakeInByTherapist(t *testing.T) {
	w := newWorld(t)
	c := w.takeIn(t, tess)
	if c.Code != "TD-101" || c.State != StateActive || !c.TakenInAt.Equal(w.now) || c.Practice != harbour || c.Zone().String() != "America/Chicago" {
		t.Errorf("got %+v", c)
	}
	if len(c.Team) != 1 || c.Team[0].Person != tess.Person || c.Team[0].Function != FunctionLead || !c.Team[0].ActiveAt(w.now) {
		t.Errorf("the team is %+v", c.Team)
	}
	if len(c.Partners) != 2 {
		t.Fatalf("partners: %+v", c.Partners)
	}
	ana, ben := c.Partners[0], c.Partners[1]
	if ana.Name != "Ana" || ana.Position != 1 || ana.Pronouns != "she/her" || ana.Language != "es" || ana.TimeZone != "America/Chicago" || !ana.JoinedAt.Equal(w.now) {
		t.Errorf("got %+v", ana)
	}
	if ben.Name != "Ben" || ben.Position != 2 || ben.TimeZone != "Europe/Madrid" || ben.Person == ana.Person || ben.ID == ana.ID {
		t.Errorf("got %+v", ben)
	}
	if e := w.last(); e.Event != tandem.EventCoupleTakenIn || e.Couple != c.ID || e.Object.ID != string(c.ID) || e.Actor != tess.Person {
		t.Errorf("recorded %+v", e)
	}
	if len(w.invitations) != 0 {
		t.Error("taking in invited somebody")
	}
	if second := w.takeIn(t, tess); second.Code != "TD-102" {
		t.Errorf("the next code is %q", second.Code)
	}
}

func TestWhoLeads(t *testing.T) {
	both := tandem.Actor{Person: theo.Person, Practice: harbour, Roles: []tandem.Role{tandem.RoleTherapist, tandem.RoleFrontDesk}}
	tests := []struct {
		name   string
		actor  tandem.Actor
		chosen tandem.PersonID
		lead   tandem.PersonID // "" where the field is at fault
	}{
		{"a therapist leads", tess, "", tess.Person},
		{"a therapist names themselves", tess, tess.Person, tess.Person},
		{"a therapist names another", tess, theo.Person, ""},
		{"the front desk names a therapist", fay, theo.Person, theo.Person},
		{"the front desk names nobody", fay, "", ""},
		{"the front desk names the owner", fay, olive.Person, ""},
		{"the front desk names themselves", fay, fay.Person, ""},
		{"somebody of another practice", fay, far.Person, ""},
		{"therapist and front desk, another", both, tess.Person, tess.Person},
		{"therapist and front desk, nobody named", both, "", theo.Person},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			in := anaAndBen()
			in.Therapist = test.chosen
			c, err := w.TakeIn(ctx, test.actor, in)
			if test.lead == "" {
				if !slices.Equal(fieldsOf(err), []string{FieldTherapist}) || len(w.couples) != 0 {
					t.Errorf("got %v, and %d couples", err, len(w.couples))
				}
				return
			}
			if err != nil || len(c.Team) != 1 || c.Team[0].Person != test.lead {
				t.Errorf("got %+v, %v", c.Team, err)
			}
		})
	}
}

func TestTakeInFields(t *testing.T) {
	long := strings.Repeat("x", 81)
	tests := []struct {
		name   string
		change func(in *TakeInInput)
		fields []string
	}{
		{"no partners", func(in *TakeInInput) { in.Partners = nil }, []string{"partners"}},
		{"one partner", func(in *TakeInInput) { in.Partners = in.Partners[:1] }, []string{"partners"}},
		{"seven partners", func(in *TakeInInput) { in.Partners = make([]PartnerInput, 7) }, []string{"partners"}},
		{"no name", func(in *TakeInInput) { in.Partners[1].Name = "  " }, []string{"partners.1.name"}},
		{"long name", func(in *TakeInInput) { in.Partners[0].Name = long }, []string{"partners.0.name"}},
		{"long pronouns", func(in *TakeInInput) { in.Partners[0].Pronouns = long[:41] }, []string{"partners.0.pronouns"}},
		{"unknown language", func(in *TakeInInput) { in.Partners[0].Language = "de" }, []string{"partners.0.language"}},
		{"no language", func(in *TakeInInput) { in.Partners[0].Language = "" }, []string{"partners.0.language"}},
		{"unknown zone of a partner", func(in *TakeInInput) { in.Partners[1].TimeZone = "Mars/Olympus" }, []string{"partners.1.time_zone"}},
		{"the server's zone", func(in *TakeInInput) { in.TimeZone = "Local" }, []string{"time_zone"}},
		{"no zone", func(in *TakeInInput) { in.TimeZone = "" }, []string{"time_zone"}},
		{"taken code", func(in *TakeInInput) { in.Code = "td-101" }, []string{"code"}},
		{"odd code", func(in *TakeInInput) { in.Code = "=1+1" }, []string{"code"}},
		{"broken code", func(in *TakeInInput) { in.Code = "a\xff" }, []string{"code"}},
		{"long code", func(in *TakeInInput) { in.Code = long[:21] }, []string{"code"}},
		{"several", func(in *TakeInInput) { in.Partners[0].Name, in.Code = "", "a b" }, []string{"partners.0.name", "code"}},
		{"a code of one's own", func(in *TakeInInput) { in.Code = " H-2026.1 " }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.takeIn(t, tess)
			in := anaAndBen()
			test.change(&in)
			_, err := w.TakeIn(ctx, tess, in)
			if !slices.Equal(fieldsOf(err), test.fields) {
				t.Errorf("got %v, want errors at %v", err, test.fields)
			}
			if made := len(w.couples) == 2; made != (test.fields == nil) {
				t.Errorf("there are %d couples", len(w.couples))
			}
		})
	}
}

func TestCodesArePerPracticeAndRacesEndAtTheField(t *testing.T) {
	w := newWorld(t)
	w.takeIn(t, tess)
	in := anaAndBen()
	in.Code = "TD-101"
	if c, err := w.TakeIn(ctx, far, in); err != nil || c.Practice != elders {
		t.Errorf("another practice's code was in the way: %v", err)
	}
	w.slow = true
	in.Code = "TD-555"
	_, err := w.TakeIn(ctx, tess, in)
	if !slices.Equal(fieldsOf(err), []string{FieldCode}) {
		t.Errorf("got %v", err)
	}
}

func TestNextCode(t *testing.T) {
	tests := []struct {
		used []string
		want string
	}{
		{nil, "TD-101"},
		{[]string{"TD-101", "TD-102"}, "TD-103"},
		{[]string{"td-150", "TD-7", "H-900"}, "TD-151"},
		{[]string{"TD-x", "TD-", "TD-99999999999999999999"}, "TD-101"},
	}
	for _, test := range tests {
		if got := nextCode(test.used); got != test.want {
			t.Errorf("after %v comes %q, want %q", test.used, got, test.want)
		}
	}
}

func TestTheEmptyFormLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	blank, err := w.NewTakeIn(ctx, fay)
	if err != nil || blank.Code != "TD-101" || len(blank.Therapists) != 2 || blank.Therapists[0].Name != "Tess" {
		t.Errorf("got %+v, %v", blank, err)
	}
	blank, err = w.NewTakeIn(ctx, tess)
	if err != nil || blank.Therapists != nil {
		t.Errorf("a therapist is offered %+v, %v", blank, err)
	}
	if len(w.entries) != 0 || len(w.couples) != 0 {
		t.Errorf("left %v, %v", w.entries, w.couples)
	}
	_, err = w.NewTakeIn(ctx, olive)
	wantKind(t, err, tandem.KindDenied)
}

func TestWhoMayTakeInAndReadTheRegister(t *testing.T) {
	w := newWorld(t)
	for _, actor := range []tandem.Actor{olive, sue} {
		_, err := w.TakeIn(ctx, actor, anaAndBen())
		wantKind(t, err, tandem.KindDenied)
	}
	for _, actor := range []tandem.Actor{olive, sue, tess} {
		_, err := w.Register(ctx, actor)
		wantKind(t, err, tandem.KindDenied)
	}
	if len(w.couples) != 0 {
		t.Error("somebody took a couple in")
	}
	second, first := anaAndBen(), anaAndBen()
	second.Code, first.Code = "TD-1000", "TD-999"
	for _, in := range []TakeInInput{second, first} {
		if _, err := w.TakeIn(ctx, tess, in); err != nil {
			t.Fatal(err)
		}
	}
	w.takeIn(t, far)
	couples, err := w.Register(ctx, fay)
	if err != nil || len(couples) != 2 || couples[0].Code != "TD-999" {
		t.Fatalf("got %+v, %v", couples, err)
	}
	if e := w.last(); e.Event != tandem.EventRegisterRead || !slices.Equal(e.Listed, []string{string(couples[0].ID), string(couples[1].ID)}) {
		t.Errorf("recorded %+v", e)
	}
}

func TestInviteRenewAndWithdraw(t *testing.T) {
	for _, actor := range []tandem.Actor{tess, fay} {
		w := newWorld(t)
		c := w.takeIn(t, tess)
		ana := c.Partners[0]
		first, err := w.InvitePartner(ctx, actor, c.ID, ana.ID)
		if err != nil {
			t.Fatal(err)
		}
		if e := w.last(); e.Event != tandem.EventPartnerInvited || e.Couple != c.ID || !slices.Equal(e.Listed, []string{string(ana.Person)}) {
			t.Errorf("recorded %+v", e)
		}
		second, err := w.InvitePartner(ctx, actor, c.ID, ana.ID)
		if err != nil || second.Token == first.Token {
			t.Fatalf("renewed: %v", err)
		}
		if w.invitations[0].State(w.now) != practice.InvitationWithdrawn || w.invitations[1].State(w.now) != practice.InvitationOpen {
			t.Errorf("got %+v", w.invitations)
		}
		if i := w.invitations[1]; i.Person != ana.Person || i.Couple != c.ID || i.MadeBy != actor.Person || i.Practice != harbour {
			t.Errorf("got %+v", i)
		}
		if err := w.WithdrawPartnerInvitation(ctx, actor, c.ID, ana.ID); err != nil {
			t.Fatal(err)
		}
		if w.invitations[1].State(w.now) != practice.InvitationWithdrawn || w.last().Event != tandem.EventInvitationWithdrawn {
			t.Errorf("got %+v, recorded %+v", w.invitations[1], w.last())
		}
		wantKind(t, w.WithdrawPartnerInvitation(ctx, actor, c.ID, ana.ID), tandem.KindConflict)
	}
}

func TestInviteRefusals(t *testing.T) {
	w := newWorld(t)
	c, other := w.takeIn(t, tess), w.takeIn(t, tess)
	ana := c.Partners[0]
	for _, actor := range []tandem.Actor{theo, olive, sue, far} {
		_, err := w.InvitePartner(ctx, actor, c.ID, ana.ID)
		wantKind(t, err, tandem.KindNotFound)
		wantKind(t, w.WithdrawPartnerInvitation(ctx, actor, c.ID, ana.ID), tandem.KindNotFound)
	}
	_, err := w.InvitePartner(ctx, tess, c.ID, other.Partners[0].ID) // a partner of another couple
	wantKind(t, err, tandem.KindNotFound)
	_, err = w.InvitePartner(ctx, tess, c.ID, tandem.PartnerID(ana.Person)) // an id of another kind
	wantKind(t, err, tandem.KindNotFound)
	w.accounts[ana.Person] = true
	_, err = w.InvitePartner(ctx, tess, c.ID, ana.ID)
	wantKind(t, err, tandem.KindConflict)
	w.couples[0].Partners[1].LeftAt = w.now
	_, err = w.InvitePartner(ctx, tess, c.ID, c.Partners[1].ID)
	wantKind(t, err, tandem.KindNotFound)
	w.couples[1].State = StateClosed
	_, err = w.InvitePartner(ctx, tess, other.ID, other.Partners[0].ID)
	wantKind(t, err, tandem.KindConflict)
	if len(w.invitations) != 0 {
		t.Errorf("invited %+v", w.invitations)
	}
}

func TestCoupleKnowsWhoIsIn(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	c := Couple{
		Partners: []Partner{{ID: "a", Person: "ana"}, {ID: "b", Person: "ben", LeftAt: now}, {ID: "c", Person: "cem"}},
		Team: []Member{
			{Person: "theo", Function: FunctionCoTherapist, From: now.Add(-time.Hour)},
			{Person: "tess", Function: FunctionLead, From: now},
			{Person: "gone", Function: FunctionLead, From: now.Add(-time.Hour), To: now},
			{Person: "later", Function: FunctionCoTherapist, From: now.Add(time.Second)},
		},
	}
	var names []tandem.PersonID
	for _, m := range c.TeamAt(now) {
		names = append(names, m.Person)
	}
	if !slices.Equal(names, []tandem.PersonID{"tess", "theo"}) {
		t.Errorf("the team is %v", names)
	}
	if got := c.ActivePartners(); len(got) != 2 || got[1].Person != "cem" || len(c.Partners) != 3 {
		t.Errorf("active are %+v", got)
	}
	if _, in := c.PartnerOf("ben"); in {
		t.Error("one who left is in")
	}
	if p, in := c.Partner("c"); !in || p.Person != "cem" {
		t.Errorf("got %+v", p)
	}
}
