package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// heard is one entry of the audit log as these tests compare it: who, what,
// about which object of which couple.
type heard struct{ event, use, actor, kind, id, couple string }

// since are the entries that were not there before, by id.
func (w *world) since(before map[string]bool) []heard {
	w.t.Helper()
	var all []heard
	for _, r := range w.rows("SELECT id, event, use_case, actor_id, object_kind, object_id, couple_id FROM audit_entries ORDER BY event") {
		if !before[r[0]] {
			all = append(all, heard{r[1], r[2], r[3], r[4], r[5], r[6]})
		}
	}
	return all
}

func (w *world) entryIDs() map[string]bool {
	ids := map[string]bool{}
	for _, r := range w.rows("SELECT id FROM audit_entries") {
		ids[r[0]] = true
	}
	return ids
}

// deed is one request with the entries that it must leave, no more and no
// fewer. In an entry "new" stands for an id that nobody knows beforehand.
type deed struct {
	name   string
	do     func() answer
	status int
	leaves []heard
}

func TestEachUseCaseLeavesItsEntry(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		heardOf := map[string]bool{}
		for _, d := range slices.Concat(deeds(s), worksOf(s)) {
			before := w.entryIDs()
			a := d.do()
			if a.status != d.status {
				t.Errorf("%s: %d, want %d", d.name, a.status, d.status)
			}
			got := w.since(before)
			for i := range got {
				heardOf[got[i].event] = true
				if i < len(d.leaves) && d.leaves[i].id == "new" && tandem.WellFormedID(got[i].id) {
					if d.leaves[i].couple == "new" {
						got[i].couple = strings.Replace(got[i].couple, got[i].id, "new", 1)
					}
					got[i].id = "new"
				}
			}
			if !slices.Equal(got, d.leaves) {
				t.Errorf("%s left\n  %q, want\n  %q", d.name, got, d.leaves)
			}
		}
		for _, k := range tandem.Events() {
			if !heardOf[string(k.Event)] && k.Event != tandem.EventPracticeFounded {
				t.Errorf("nothing here makes %s happen", k.Event)
			}
		}
		if w.entries(tandem.EventPracticeFounded) != 1 {
			t.Error("the founding is not in the log")
		}
		holdsNoContent(t, w)
	})
}

// deeds is the list, in an order that works.
func deeds(s *stage) []deed {
	id := func(name string) string { return string(s.people[name].Person) }
	couple, walk, talk := string(s.couple.ID), string(s.walk), string(s.talk)
	practiceID := string(s.people["ada"].Practice)
	monday := string(tandem.DateOf(s.clock.Now(), s.couple.Zone()).OnOrBefore(time.Monday))
	about := func(u tandem.UseCaseName, who, kind, object, of string) heard {
		use, _ := tandem.FindUseCase(u)
		return heard{string(use.Event), string(u), id(who), kind, object, of}
	}
	one := func(u tandem.UseCaseName, who, kind, object, of string) []heard {
		return []heard{about(u, who, kind, object, of)}
	}
	get := func(c *client, path string) func() answer { return func() answer { return c.get(path) } }
	post := func(c *client, path string, form url.Values) func() answer {
		return func() answer { return c.post(path, form) }
	}
	move := func(c *client, kind string, answers url.Values) func() answer {
		f := s.moveForm(c, s.walk, kind, answers) // reads the page, and so comes first
		return post(c, "/homework/"+walk+"/moves", f)
	}
	seesWalk := about(tandem.UseSeeRound, "noor", "assignment", walk, couple)
	refused := about(tandem.UseLogIn, "noor", "person", id("noor"), "")
	refused.event = string(tandem.EventLogInRefused)
	denied := func(u tandem.UseCaseName, who, kind, object string) []heard {
		h := about(u, who, kind, object, "")
		h.event = string(tandem.EventDenied)
		return []heard{h}
	}
	link := s.must(s.practice.InviteStaff(bg, s.people["ada"], practice.InviteStaffInput{Name: "Sol", Roles: []tandem.Role{tandem.RoleSupervisor}})).(practice.Link)
	sol := string(link.Invitation.Person)
	spare := s.browse("noor")
	noors, _ := s.token("noor")
	_, spareToken := s.token("noor")
	reviewID := func() string { return s.rows("SELECT id FROM reviews")[0][0] }
	of := func(more string, form url.Values) func() answer {
		return func() answer { return s.mara.post("/couples/"+couple+"/reviews/"+reviewID()+more, form) }
	}
	ofReview := func() answer { return s.mara.get("/couples/" + couple + "/reviews/" + reviewID()) }
	myReview := func() answer { return s.noor_.get("/reviews/" + reviewID()) }
	pictured, shown := s.shownPicture()
	list := []deed{
		{"log in", func() answer { return s.browse("").tryIn(logInName("noor"), passphrase, "") }, 303, one(tandem.UseLogIn, "noor", "person", id("noor"), "")},
		{"a wrong passphrase", func() answer { return s.browse("").tryIn(logInName("noor"), "these are not the words", "") }, 422, []heard{refused}},
		{"an unknown name", func() answer { return s.browse("").tryIn("nobody.at.all", "these are not the words", "") }, 422, nil},
		{"log out", post(spare, "/log-out", nil), 303, one(tandem.UseLogOut, "noor", "person", id("noor"), "")},
		{"leave without a session", post(s.browse(""), "/leave", nil), 303, nil},
		{"the account", get(s.noor_, "/account"), 200, nil},
		{"the caseload", get(s.mara, "/caseload"), 200, one(tandem.UseSeeCaseload, "mara", "practice", practiceID, "")},
		{"the register", get(s.fina, "/register"), 200, one(tandem.UseSeeRegister, "fina", "practice", practiceID, "")},
		{"the staff", get(s.ada, "/staff"), 200, one(tandem.UseSeeStaff, "ada", "practice", practiceID, "")},
		{"the couple", get(s.mara, "/couples/"+couple), 200, []heard{about(tandem.UseSeeCouple, "mara", "couple", couple, couple), about(tandem.UseListDocuments, "mara", "couple", couple, couple)}},
		{"where a plan begins", get(s.mara, "/couples/"+couple+"/plan"), 200, one(tandem.UseBeginPlan, "mara", "couple", couple, couple)},
		{"an exercise once", post(s.mara, "/couples/"+couple+"/plan/once", url.Values{"exercise": {"E38"}, "week": {"2"}}), 303, one(tandem.UseGiveOnce, "mara", "couple", couple, couple)},
		{"a draft", post(s.mara, "/couples/"+couple+"/plan/draft", url.Values{"revise": {"yes"}}), 303, one(tandem.UseStartPlanDraft, "mara", "couple", couple, couple)},
		{"the draft", get(s.mara, "/couples/"+couple+"/plan/draft"), 200, one(tandem.UseSeePlanDraft, "mara", "couple", couple, couple)},
		{"the draft changed", post(s.mara, "/couples/"+couple+"/plan/draft/change", url.Values{"version": {"1"}, "name": {"A plan"}, "weeks": {"9"}}), 303, one(tandem.UseChangePlanDraft, "mara", "couple", couple, couple)},
		{"the difference", get(s.mara, "/couples/"+couple+"/plan/check"), 200, one(tandem.UseCheckPlan, "mara", "couple", couple, couple)},
		{"an older draft accepted", post(s.mara, "/couples/"+couple+"/plan/revise", url.Values{"version": {"1"}}), 409, one(tandem.UseCheckPlan, "mara", "couple", couple, couple)},
		{"the difference accepted", post(s.mara, "/couples/"+couple+"/plan/revise", url.Values{"version": {"2"}}), 303, one(tandem.UseRevisePlan, "mara", "couple", couple, couple)},
		{"plans so far", get(s.mara, "/couples/"+couple+"/plan/history"), 200, one(tandem.UseSeePlanHistory, "mara", "couple", couple, couple)},
		{"a light week", post(s.mara, "/couples/"+couple+"/plan/weeks/5/light", url.Values{"light": {"yes"}}), 303, one(tandem.UseLightWeek, "mara", "couple", couple, couple)},
		{"a light week that is none", post(s.mara, "/couples/"+couple+"/plan/weeks/999/light", url.Values{"light": {"yes"}}), 422, nil},
		{"pause", post(s.mara, "/couples/"+couple+"/plan/pause", nil), 303, one(tandem.UsePausePlan, "mara", "couple", couple, couple)},
		{"resume", post(s.mara, "/couples/"+couple+"/plan/resume", nil), 303, one(tandem.UseResumePlan, "mara", "couple", couple, couple)},
		{"take in", post(s.mara, "/couples", takeInForm(s)), 303, one(tandem.UseTakeInCouple, "mara", "couple", "new", "new")},
		{"a taken code", post(s.mara, "/couples", func() url.Values { f := takeInForm(s); f.Set("code", s.couple.Code); return f }()), 422, nil},
		{"the day", get(s.noor_, "/today"), 200, []heard{about(tandem.UseSeeToday, "noor", "person", id("noor"), ""), about(tandem.UseSeeOwnReviews, "noor", "person", id("noor"), "")}},
		{"what is coming", get(s.noor_, "/coming"), 200, append(one(tandem.UseSeeComing, "noor", "person", id("noor"), ""), one(tandem.UseSeePlanning, "noor", "person", id("noor"), "")...)},
		{"when and where", get(s.noor_, "/when"), 200, one(tandem.UseSeePlanning, "noor", "person", id("noor"), "")},
		{"a plan opened", post(s.noor_, "/items/"+string(s.needs(s.couple, "E42"))+"/when", nil), 303, one(tandem.UseOpenPlanning, "noor", "item", "new", couple)},
		{"not for her", post(s.noor_, "/items/"+string(s.needs(s.couple, "E42"))+"/answer", url.Values{"answer": {"not-for-me"}}), 303, one(tandem.UseAnswerPlanning, "noor", "item", "new", couple)},
		{"the homework", get(s.noor_, "/homework/"+walk), 200, []heard{seesWalk}},
		{"a turn on no shared phone", post(s.noor_, "/homework/"+walk+"/phone/turn", url.Values{"to": {"me"}}), 409, nil},
		{"nobody there any more", post(s.noor_, "/homework/"+walk+"/presence", url.Values{"here": {"no"}}), 303, one(tandem.UseJoinRound, "noor", "assignment", walk, couple)},
		{"a picture", get(s.noor_, shown), 200, one(tandem.UseSeePhoto, "noor", "assignment", pictured, couple)},
		{"a picture, for the therapist", get(s.mara, "/couples/"+couple+shown), 200, one(tandem.UseSeePhoto, "mara", "assignment", pictured, couple)},
		{"whether there is news", get(s.noor_, "/homework/"+walk+"/version"), 200, nil},
		{"a draft", post(s.noor_, "/homework/"+talk+"/draft", url.Values{"step": {"prepare"}, "items.0.quality": {"Kept"}}), 204, one(tandem.UseKeepDraft, "noor", "assignment", talk, couple)},
		{"a move", move(s.noor_, "log", walked("4")), 303, []heard{about(tandem.UseMakeMove, "noor", "assignment", walk, couple), seesWalk}},
		{"a reply", func() answer { return s.mara.post(s.staffHomework()+"/guide", s.guideForm("reply", "to")) }, 303,
			[]heard{about(tandem.UseGuideRound, "mara", "assignment", walk, couple), about(tandem.UseSeeRound, "mara", "assignment", walk, couple)}},
		{"opened when it was needed", post(s.noor_, "/items/"+string(s.needs(s.couple, "E42"))+"/open", nil), 303, one(tandem.UseOpenRound, "noor", "item", "new", couple)},
		{"a place for a hard week", post(s.noor_, "/together/"+couple+"/setback", nil), 303, one(tandem.UseNoteSetback, "noor", "couple", couple, couple)},
		{"a hard week in the room", post(s.mara, "/couples/"+couple+"/setbacks", url.Values{"key": {"a-key-of-hers"}, "date": {monday}, "happened": {"We shouted."}}), 303, one(tandem.UseRecordSetback, "mara", "couple", couple, couple)},
		{"the sessions", get(s.mara, "/couples/"+couple+"/sessions"), 200, one(tandem.UseSeeSessions, "mara", "couple", couple, couple)},
		{"a session", post(s.mara, "/couples/"+couple+"/sessions", url.Values{"on": {monday}, "outcome": {"held"}, "there": {"1", "2"}}), 303, one(tandem.UseRecordSession, "mara", "couple", couple, couple)},
		{"outside help", post(s.mara, "/couples/"+couple+"/help", url.Values{"step": {"group"}, "state": {"suggested"}}), 303, one(tandem.UseSetHelp, "mara", "couple", couple, couple)},
		{"what they came for", post(s.mara, "/couples/"+couple+"/course", url.Values{"course": {"ongoing"}}), 303, one(tandem.UseSetCourse, "mara", "couple", couple, couple)},
		{"what they gathered", get(s.noor_, "/together"), 200, one(tandem.UseSeeTogether, "noor", "person", id("noor"), "")},
		{"how it goes", get(s.noor_, "/how"), 200, one(tandem.UseSeeHow, "noor", "person", id("noor"), "")},
		{"one's privacy", get(s.noor_, "/privacy"), 200, one(tandem.UseSeePrivacy, "noor", "person", id("noor"), "")},
		{"a summary's preview", get(s.mara, "/couples/"+couple+"/summary"), 200, one(tandem.UsePreviewSummary, "mara", "couple", couple, couple)},
		{"a summary", post(s.mara, "/couples/"+couple+"/summary", nil), 303, one(tandem.UseIssueSummary, "mara", "document", "new", couple)},
		{"a summary opened", func() answer { return s.mara.get("/documents/" + s.rows("SELECT id FROM documents")[0][0]) }, 200, one(tandem.UseReadDocument, "mara", "document", "new", couple)},
		{"one's own edition", post(s.mara, "/couples/"+couple+"/partners/"+string(s.couple.Partners[1].ID)+"/summary", nil), 303, one(tandem.UseIssueSummary, "mara", "document", "new", couple)},
		{"the brief", get(s.mara, "/couples/"+couple+"/brief"), 200, one(tandem.UseSeeBrief, "mara", "couple", couple, couple)},
		{"the brief printed", get(s.mara, "/couples/"+couple+"/brief/print"), 200, one(tandem.UsePrintBrief, "mara", "couple", couple, couple)},
		{"own documents", get(s.noor_, "/documents"), 200, one(tandem.UseReceiveDocuments, "noor", "person", id("noor"), "")},
		{"own edition opened", func() answer {
			return s.noor_.get("/documents/" + s.rows("SELECT id FROM documents WHERE edition = 'own'")[0][0] + "/page")
		}, 200, one(tandem.UseReadDocument, "noor", "document", "new", couple)},
		{"the issue log", get(s.mara, "/couples/"+couple+"/documents"), 200, one(tandem.UseListDocuments, "mara", "couple", couple, couple)},
		{"the reviews", get(s.mara, "/couples/"+couple+"/reviews"), 200, one(tandem.UseListReviews, "mara", "couple", couple, couple)},
		{"a review", post(s.mara, "/couples/"+couple+"/reviews", url.Values{"kind": {"mid-plan"}, "on": {"2026-03-20"}}), 303, one(tandem.UseScheduleReview, "mara", "review", "new", couple)},
		{"a second review at once", post(s.mara, "/couples/"+couple+"/reviews", url.Values{"kind": {"mid-plan"}, "on": {"2026-03-20"}}), 409, one(tandem.UseListReviews, "mara", "couple", couple, couple)},
		{"another day", of("/day", url.Values{"on": {"2026-03-21"}}), 303, one(tandem.UseRescheduleReview, "mara", "review", "new", couple)},
		{"a review that is not shown yet", myReview, 404, []heard{{string(tandem.EventDenied), string(tandem.UseSeeReview), id("noor"), "review", "new", ""}}},
		{"a review opened", of("/open", nil), 303, one(tandem.UseOpenReview, "mara", "review", "new", couple)},
		{"a review written", of("/content", url.Values{"version": {"3"}, "improvements": {"We laugh"}}), 303, one(tandem.UseRecordReview, "mara", "review", "new", couple)},
		{"a review put up", of("/offer", nil), 303, one(tandem.UseOfferReview, "mara", "review", "new", couple)},
		{"a review seen", ofReview, 200, one(tandem.UseSeeReview, "mara", "review", "new", couple)},
		{"one's reviews", get(s.noor_, "/reviews"), 200, one(tandem.UseSeeOwnReviews, "noor", "person", id("noor"), "")},
		{"one's review", myReview, 200, one(tandem.UseSeeReview, "noor", "review", "new", couple)},
		{"one was not there", of("/partners/"+string(s.couple.Partners[0].ID)+"/absent", url.Values{"absent": {"yes"}}), 303, one(tandem.UseAttendReview, "mara", "review", "new", couple)},
		{"a signature on paper", func() answer { return of("/partners/"+string(s.couple.Partners[1].ID)+"/paper", s.digested(nil))() }, 303, one(tandem.UseSignReviewOnPaper, "mara", "review", "new", couple)},
		{"a signature", func() answer {
			return of("/sign", s.digested(url.Values{"name": {"Mara"}, "passphrase": {passphrase}}))()
		}, 303, one(tandem.UseSignReview, "mara", "review", "new", couple)},
		{"an addition", of("/additions", url.Values{"text": {"We spoke again."}}), 303, one(tandem.UseAddToReview, "mara", "review", "new", couple)},
		{"a record's preview", func() answer { return s.mara.get("/couples/" + couple + "/reviews/" + reviewID() + "/record") }, 200, one(tandem.UsePreviewRecord, "mara", "review", "new", couple)},
		{"a record", of("/record", nil), 303, one(tandem.UseIssueRecord, "mara", "document", "new", couple)},
		{"a record opened", func() answer {
			return s.noor_.get("/documents/" + s.rows("SELECT id FROM documents WHERE kind = 'review record'")[0][0])
		}, 200, one(tandem.UseReadDocument, "noor", "document", "new", couple)},
		{"the next review", post(s.mara, "/couples/"+couple+"/reviews", url.Values{"kind": {"final"}, "on": {"2026-04-20"}}), 303, one(tandem.UseScheduleReview, "mara", "review", "new", couple)},
		{"a review cancelled", func() answer {
			return s.mara.post("/couples/"+couple+"/reviews/"+s.rows("SELECT id FROM reviews WHERE state = 'scheduled'")[0][0]+"/cancel", nil)
		}, 303, one(tandem.UseCancelReview, "mara", "review", "new", couple)},
		{"invite staff", post(s.ada, "/staff", url.Values{"name": {"Kim"}, "roles": {"therapist"}}), 200, []heard{about(tandem.UseInviteStaff, "ada", "person", "new", ""), about(tandem.UseSeeStaff, "ada", "practice", practiceID, "")}},
		{"a supervisor", post(s.ada, "/staff/"+id("mara")+"/supervision", url.Values{"supervisor": {id("soren")}}), 303, one(tandem.UseSupervise, "ada", "person", id("mara"), "")},
		{"a supervisor taken back", post(s.ada, "/staff/"+id("mara")+"/supervision/end", url.Values{"supervisor": {id("soren")}}), 303, one(tandem.UseEndSupervision, "ada", "person", id("mara"), "")},
		{"other roles", post(s.ada, "/staff/"+sol+"/roles", url.Values{"roles": {"frontdesk"}}), 303, one(tandem.UseChangeStaffRoles, "ada", "person", sol, "")},
		{"a staff link withdrawn", post(s.ada, "/staff/"+sol+"/invitation/withdraw", nil), 303, one(tandem.UseWithdrawStaffLink, "ada", "person", sol, "")},
		{"a token", func() answer { s.token("noor"); return answer{} }, 0, []heard{{string(tandem.EventTokenMade), "", "", "person", id("noor"), ""}}},
		{"one's tokens", func() answer { return s.askWith(noors, "GET", "/api/v1/account/tokens", nil) }, 200, nil},
		{"a token revoked", func() answer {
			return s.noor_.post("/account/tokens/"+string(spareToken)+"/revoke", nil)
		}, 303, one(tandem.UseRevokeToken, "noor", "token", string(spareToken), "")},
		{"the day, for a program", func() answer { return s.askWith(noors, "GET", "/api/v1/today", nil) }, 200, one(tandem.UseSeeToday, "noor", "person", id("noor"), "")},
		{"a change for a partner's program", func() answer { return s.askWith(noors, "POST", "/api/v1/couples/"+couple+"/plan/pause", nil) }, 404, denied(tandem.UsePausePlan, "noor", "couple", couple)},
		{"a withdrawn link", get(s.browse(""), "/invitation/"+link.Token), 404, nil},
		{"a partner's page for the front desk", get(s.fina, "/couples/"+couple), 404, denied(tandem.UseSeeCouple, "fina", "couple", couple)},
		{"a change for a partner", post(s.noor_, "/couples/"+couple+"/plan/pause", nil), 404, denied(tandem.UsePausePlan, "noor", "couple", couple)},
		{"the caseload for a partner", get(s.noor_, "/caseload"), 403, denied(tandem.UseSeeCaseload, "noor", "practice", practiceID)},
		{"an id that is none", get(s.mara, "/couples/Rowan-and-Noor"), 404, denied(tandem.UseSeeCouple, "mara", "couple", "")},
		{"nobody", get(s.browse(""), "/couples/"+couple), 303, nil},
		{"the plan ended", post(s.mara, "/couples/"+couple+"/plan/end", url.Values{"reason": {"Far enough."}}), 303, one(tandem.UseEndPlan, "mara", "couple", couple, couple)},
		{"a session carried home", post(s.mara, "/couples/"+couple+"/carry-over", nil), 303, one(tandem.UseGiveCarryOver, "mara", "couple", couple, couple)},
		{"another draft", post(s.mara, "/couples/"+couple+"/plan/draft", url.Values{"template": {"S4"}}), 303, one(tandem.UseStartPlanDraft, "mara", "couple", couple, couple)},
		{"another draft dropped", post(s.mara, "/couples/"+couple+"/plan/draft/drop", nil), 303, one(tandem.UseDropPlanDraft, "mara", "couple", couple, couple)},
		{"a third draft", post(s.mara, "/couples/"+couple+"/plan/draft", url.Values{"template": {"S4"}}), 303, one(tandem.UseStartPlanDraft, "mara", "couple", couple, couple)},
		{"the third draft changed", post(s.mara, "/couples/"+couple+"/plan/draft/change", url.Values{"version": {"1"}, "name": {"Four weeks"}, "weeks": {"4"}, "starts": {monday}}), 303, one(tandem.UseChangePlanDraft, "mara", "couple", couple, couple)},
		{"a second plan", post(s.mara, "/couples/"+couple+"/plan/activate", url.Values{"version": {"2"}}), 303, one(tandem.UseActivatePlan, "mara", "couple", couple, couple)},
		{"its next phase opened", post(s.mara, "/couples/"+couple+"/plan/phase", nil), 303, one(tandem.UseOpenPhase, "mara", "couple", couple, couple)},
		{"a phase too early", post(s.mara, "/couples/"+couple+"/plan/phase", nil), 409, []heard{about(tandem.UseSeeCouple, "mara", "couple", couple, couple), about(tandem.UseListDocuments, "mara", "couple", couple, couple)}},
		{"end access", post(s.ada, "/staff/"+id("fina")+"/revoke", nil), 303, one(tandem.UseRevokeStaff, "ada", "person", id("fina"), "")},
		{"a new passphrase", post(s.noor_, "/account/passphrase", url.Values{"current": {passphrase}, "passphrase": {"a lantern walks on Thursdays"}}), 303, one(tandem.UseChangePassphrase, "noor", "person", id("noor"), "")},
		{"log out everywhere", post(s.noor_, "/log-out-everywhere", nil), 303, one(tandem.UseLogOutEverywhere, "noor", "person", id("noor"), "")},
		{"one phone", func() answer {
			return s.rowan.post("/homework/"+walk+"/phone", url.Values{"passphrase": {"a lantern walks on Thursdays"}})
		}, 303,
			[]heard{about(tandem.UseSharePhone, "rowan", "assignment", walk, couple), about(tandem.UseSeeRound, "rowan", "assignment", walk, couple)}},
		{"the phone passed on", post(s.rowan, "/homework/"+walk+"/phone/turn", url.Values{"to": {"me"}}), 303, one(tandem.UsePassPhone, "rowan", "assignment", walk, couple)},
		{"leave", post(s.rowan, "/leave", nil), 303, one(tandem.UseLeave, "rowan", "person", id("rowan"), "")},
	}
	for i := range list {
		slices.SortStableFunc(list[i].leaves, func(a, b heard) int { return strings.Compare(a.event, b.event) })
	}
	list = append(list, before(s)...)
	return append(list, invitations(s)...)
}

// before are the deeds before a plan, of a couple of its own, and how they end.
func before(s *stage) []deed {
	s.hire("ada", "tess", tandem.RoleTherapist)
	c := s.takeIn("mara", "uwe", "vik")
	mara, tess, uwe, vik := s.browse("mara"), s.browse("tess"), s.browse("uwe"), s.browse("vik")
	person := func(name string) string { return string(s.people[name].Person) }
	id, first, second := string(c.ID), string(c.Partners[0].ID), string(c.Partners[1].ID)
	at, one, two := "/couples/"+id, "/couples/"+id+"/partners/"+first, "/couples/"+id+"/partners/"+second
	about := func(u tandem.UseCaseName, who, kind, object, of string) heard {
		use, _ := tandem.FindUseCase(u)
		return heard{string(use.Event), string(u), person(who), kind, object, of}
	}
	ofIt := func(who string, uses ...tandem.UseCaseName) (all []heard) {
		for _, u := range uses {
			all = append(all, about(u, who, "couple", id, id))
		}
		slices.SortStableFunc(all, func(a, b heard) int { return strings.Compare(a.event, b.event) })
		return all
	}
	get := func(c *client, path string) func() answer { return func() answer { return c.get(path) } }
	post := func(c *client, path string, form url.Values) func() answer {
		return func() answer { return c.post(path, form) }
	}
	screen := url.Values{"on": {string(monday)}, "how": {"interview"}, "result": {"joint-not-indicated"}, "next_due": {"2026-09-01"}}
	sign := func() answer {
		a := uwe.get("/agreements/" + id + "/treatment") // leaves an entry of its own
		return uwe.post("/agreements/"+id+"/treatment", url.Values{"digest": {hiddenIn(a.body, "digest")}, "signed": {"Uwe"}, "passphrase": {passphrase}})
	}
	settle := func() answer {
		o := s.rows("SELECT id FROM gate_overrides")[0][0]
		return tess.post("/overrides/"+o, url.Values{"decision": {"grant"}, "signed-" + o: {"Tess"}, "passphrase-" + o: {passphrase}})
	}
	withdraw := func() answer {
		return mara.post("/overrides/"+s.rows("SELECT id FROM gate_overrides WHERE state = 'asked'")[0][0]+"/withdraw", nil)
	}
	practiceID := string(c.Practice)
	consent := func() string { return s.rows("SELECT id FROM practice_consents")[0][0] }
	ofPractice := func(u tandem.UseCaseName, who string) heard { return about(u, who, "practice", practiceID, "") }
	return []deed{
		{"the register data", get(mara, at+"/details"), 200, ofIt("mara", tandem.UseSeeDetails)},
		{"another time zone", post(mara, at+"/details", url.Values{"time_zone": {"Europe/Madrid"}}), 303, ofIt("mara", tandem.UseChangeDetails)},
		{"no time zone", post(mara, at+"/details", url.Values{"time_zone": {"Mars"}}), 422, ofIt("mara", tandem.UseSeeDetails)},
		{"a contact", post(mara, one, url.Values{"name": {"Uwe"}, "language": {"en"}, "phone": {"+49 30 1"}}), 303, ofIt("mara", tandem.UseChangePartner)},
		{"a date of their own", post(mara, at+"/dates", url.Values{"date_name": {"The day we met"}, "date_on": {"2019-06-12"}, "date_yearly": {"yes"}}), 303, ofIt("mara", tandem.UseKeepDate)},
		{"the date taken out", func() answer { return mara.post(at+"/dates/"+s.rows("SELECT id FROM couple_dates")[0][0]+"/drop", nil) }, 303, ofIt("mara", tandem.UseDropDate)},
		{"a co-therapist", post(mara, at+"/team", url.Values{"member": {person("tess")}, "function": {"co-therapist"}}), 303, ofIt("mara", tandem.UseAddToTeam)},
		{"no co-therapist any more", post(mara, at+"/team/"+person("tess")+"/end", nil), 303, ofIt("mara", tandem.UseEndOnTeam)},
		{"what stands before", get(mara, at+"/gate"), 200, ofIt("mara", tandem.UseSeeGate)},
		{"how they come", post(mara, at+"/intake", url.Values{"model": {"two-individuals"}, "before": {"Some talks"}}), 303, ofIt("mara", tandem.UseSettleIntake)},
		{"a policy", post(mara, at+"/policy", url.Values{"policy": {"no-secrets"}}), 303, ofIt("mara", tandem.UseChoosePolicy)},
		{"signed on paper", post(mara, one+"/papers", url.Values{"papers": {casefile.Papers(casefile.PolicyChoice{}, casefile.ModelTwoIndividuals, nil)[1].Digest()}, "paper_name": {"Uwe"}}), 303, ofIt("mara", tandem.UseRecordPaper)},
		{"a screen", post(mara, one+"/screen", screen), 303, ofIt("mara", tandem.UseRecordScreen)},
		{"asked for the goal", post(mara, one+"/goal", nil), 303, ofIt("mara", tandem.UseAskGoal)},
		{"without a screen", post(mara, two+"/override", url.Values{"requirement": {"screen"}, "reason": {"Known for years"}}), 303, ofIt("mara", tandem.UseSeeGate, tandem.UseAskOverride)},
		{"what waits for a second signature", get(tess, "/overrides"), 200, []heard{ofPractice(tandem.UseSeeOverrides, "tess")}},
		{"the second signature", settle, 303, []heard{about(tandem.UseSettleOverride, "tess", "override", "new", id), about(tandem.UseSeeOverride, "tess", "override", "new", id)}},
		{"the agreements", get(uwe, "/agreements"), 200, []heard{about(tandem.UseSeePapers, "uwe", "person", person("uwe"), "")}},
		{"a signature", sign, 303, ofIt("uwe", tandem.UseSeePaper, tandem.UseSeePaper, tandem.UseSignPaper)},
		{"a signature taken back", post(uwe, "/agreements/"+id+"/treatment/take-back", url.Values{"passphrase": {passphrase}}), 303, ofIt("uwe", tandem.UseSeePaper, tandem.UseTakeBackPaper)},
		{"a request to withdraw", post(mara, two+"/override", url.Values{"requirement": {"goal"}, "reason": {"Not said yet"}}), 303, ofIt("mara", tandem.UseSeeGate, tandem.UseAskOverride)},
		{"a request withdrawn", withdraw, 303, []heard{about(tandem.UseWithdrawOverride, "mara", "override", "new", id)}},
		{"an agreement read by the other", get(vik, "/agreements/"+id+"/treatment"), 200, ofIt("vik", tandem.UseSeePaper)},
		{"a text of one's own", post(s.ada, "/agreements-of-practice", url.Values{"title": {"Letters"}, "words": {"We may write."}}), 303, []heard{about(tandem.UseAddConsent, "ada", "consent", "new", "")}},
		{"the texts", get(s.ada, "/agreements-of-practice"), 200, []heard{ofPractice(tandem.UseSeeConsents, "ada")}},
		{"a text taken back", func() answer { return s.ada.post("/agreements-of-practice/"+consent()+"/retire", nil) }, 303, []heard{about(tandem.UseRetireConsent, "ada", "consent", "new", "")}},
		{"a link to a new passphrase", post(mara, one+"/access", nil), 200, ofIt("mara", tandem.UseSeeDetails, tandem.UseResetPartner)},
		{"the same for staff", post(s.ada, "/staff/"+person("tess")+"/access", nil), 200, []heard{about(tandem.UseResetStaff, "ada", "person", person("tess"), ""), ofPractice(tandem.UseSeeStaff, "ada")}},
		{"shut out", post(mara, one+"/shut-out", nil), 303, ofIt("mara", tandem.UseShutOut)},
		{"a membership ended", post(mara, two+"/end", nil), 303, ofIt("mara", tandem.UseEndMembership)},
		{"a case closed", post(mara, at+"/close", nil), 303, ofIt("mara", tandem.UseCloseCouple)},
	}
}

// invitations is a partner's way in, of a couple that nobody has joined yet.
func invitations(s *stage) []deed {
	c := s.must(s.cases.TakeIn(bg, s.people["mara"], casefile.TakeInInput{TimeZone: "Europe/Berlin",
		Partners: []casefile.PartnerInput{{Name: "Kim", Language: "en"}, {Name: "Lou", Language: "en"}}})).(casefile.Couple)
	id, partner, person, mara := string(c.ID), string(c.Partners[0].ID), string(c.Partners[0].Person), string(s.people["mara"].Person)
	at := "/couples/" + id + "/partners/" + partner + "/invitation"
	token := ""
	invite := func() answer {
		a := s.mara.post(at, nil)
		token = regexp.MustCompile(`/invitation/([A-Za-z0-9_-]{20,})`).FindStringSubmatch(a.body)[1]
		return a
	}
	use := func(u tandem.UseCaseName, who, kind, object, of string) heard {
		row, _ := tandem.FindUseCase(u)
		return heard{string(row.Event), string(u), who, kind, object, of}
	}
	made := []heard{use(tandem.UseSeeCouple, mara, "couple", id, id), use(tandem.UseListDocuments, mara, "couple", id, id), use(tandem.UseInvitePartner, mara, "couple", id, id)}
	slices.SortFunc(made, func(a, b heard) int { return strings.Compare(a.event, b.event) })
	return []deed{
		{"invite a partner", invite, 200, made},
		{"withdraw the invitation", func() answer { return s.mara.post(at+"/withdraw", nil) }, 303, []heard{use(tandem.UseWithdrawPartner, mara, "couple", id, id)}},
		{"invite again", invite, 200, made},
		{"open the link", func() answer { return s.browse("").get("/invitation/" + token) }, 200, nil},
		{"join", func() answer {
			return s.browse("").post("/invitation/"+token, url.Values{"name": {"kim.of.two"}, "passphrase": {passphrase}, "language": {"es"}})
		}, 303, []heard{use(tandem.UseLogIn, person, "person", person, ""), use(tandem.UseAcceptInvitation, person, "person", person, id)}},
	}
}

// holdsNoContent: an entry is made of ids, digests and names of the catalogue.
func holdsNoContent(t *testing.T, w *world) {
	t.Helper()
	events, uses := map[string]bool{}, map[string]bool{"": true}
	for _, k := range tandem.Events() {
		events[string(k.Event)] = true
	}
	for _, u := range tandem.UseCases() {
		uses[string(u.Name)] = true
	}
	digest := regexp.MustCompile(`^(content|file):[0-9a-f]{64}$`)
	for _, r := range w.rows("SELECT event, use_case, actor_id, object_kind, object_id, couple_id, listed FROM audit_entries") {
		if !events[r[0]] || !uses[r[1]] && r[1] != "practice.found" {
			t.Errorf("not in the catalogue: %q", r)
		}
		ids := []string{r[2], r[4], r[5]}
		var listed []string
		if err := json.Unmarshal([]byte(r[6]), &listed); err != nil {
			t.Error(err)
		}
		for _, id := range append(ids, listed...) {
			if id != "" && !tandem.WellFormedID(id) && !digest.MatchString(id) {
				t.Errorf("%s holds %q", r[0], id)
			}
		}
	}
}

// TestTheCatalogueIsClosed: an event that is not in it undoes the work.
func TestTheCatalogueIsClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		for name, event := range map[string]tandem.Event{"made up": "couple.gossiped-about", "with content": "Rowan wrote this"} {
			before, entries := s.fingerprint(), len(s.entryIDs())
			_, err := tandem.Run(bg, s.pipeline, s.people["mara"], tandem.UsePausePlan, tandem.Object{Kind: tandem.ObjectCouple, ID: string(s.couple.ID)},
				func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
					g.Says(event)
					p, err := s.store.CurrentPlan(ctx, s.couple.Practice, s.couple.ID)
					if err == nil {
						p.Name, p.Version = "Another name", p.Version+1
						err = s.store.SavePlan(ctx, p)
					}
					return struct{}{}, err
				})
			if tandem.KindOf(err) != tandem.KindInternal || strings.Contains(err.Error(), "Another name") {
				t.Errorf("%s: %v", name, err)
			}
			if s.fingerprint() != before || len(s.entryIDs()) != entries {
				t.Errorf("%s: the work stayed without its entry", name)
			}
		}
		if a := s.mara.post("/couples/"+string(s.couple.ID)+"/plan/pause", nil); a.status != http.StatusSeeOther {
			t.Errorf("an event of the catalogue: %d", a.status)
		}
	})
}
