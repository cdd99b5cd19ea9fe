package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/api"
	"tandem/internal/tandem"
	"tandem/internal/web"
)

// Route is one row of the route table. It refers to the use case that stands
// behind it; Also are further ones that its handler may run. The handler can
// run no other, and its answer leaves only if one of them has run.
type Route struct {
	Method  string
	Path    string
	Use     tandem.UseCaseName
	Also    []tandem.UseCaseName
	Handler echo.HandlerFunc
}

// Permission is what the route's use case takes.
func (r Route) Permission() tandem.Permission {
	u, _ := tandem.FindUseCase(r.Use)
	return u.Permission
}

func (r Route) public() bool { return r.Permission() == tandem.PermissionPublic }

// forPrograms tells whether the row answers programs, in JSON: it is asked with
// a token and never with a session, and the pages are the other way round.
func (r Route) forPrograms() bool { return strings.HasPrefix(r.Path, api.Prefix) }

// Routes is the whole table: what people ask for, and what programs do.
func Routes(w *web.Web, a *api.API) []Route { return append(pages(w, a), operations(a)...) }

// pages are the rows of what people ask for with a browser.
func pages(w *web.Web, a *api.API) []Route {
	const get, post = http.MethodGet, http.MethodPost
	use := func(u ...tandem.UseCaseName) []tandem.UseCaseName { return u }
	couplePage := use(tandem.UseSeeCouple, tandem.UseListDocuments, tandem.UseSeeRegister)
	return []Route{
		{get, "/health", tandem.UseHealth, nil, w.Health},
		{get, "/static/:file", tandem.UseAsset, nil, w.Asset},
		{get, "/", tandem.UseHome, nil, w.Home},
		{get, "/api", tandem.UseDescribeAPI, nil, a.Reference},
		{get, "/api/openapi.json", tandem.UseDescribeAPI, nil, a.OpenAPI},
		{get, "/log-in", tandem.UseLogIn, nil, w.LogInPage},
		{post, "/log-in", tandem.UseLogIn, nil, w.LogIn},
		{post, "/leave", tandem.UseLeave, nil, w.Leave},
		{get, "/invitation/:token", tandem.UseOpenInvitation, nil, w.InvitationPage},
		{post, "/invitation/:token", tandem.UseAcceptInvitation, use(tandem.UseOpenInvitation, tandem.UseLogIn), w.AcceptInvitation},

		{post, "/log-out", tandem.UseLogOut, nil, w.LogOut},
		{post, "/log-out-everywhere", tandem.UseLogOutEverywhere, nil, w.LogOutEverywhere},
		{get, "/account", tandem.UseSeeAccount, use(tandem.UseSeeTokens), w.AccountPage},
		{post, "/account/passphrase", tandem.UseChangePassphrase, use(tandem.UseSeeAccount, tandem.UseSeeTokens), w.ChangePassphrase},
		{post, "/account/tokens/:access/revoke", tandem.UseRevokeToken, nil, w.RevokeToken},

		{get, "/caseload", tandem.UseSeeCaseload, nil, w.Caseload},
		{get, "/register", tandem.UseSeeRegister, nil, w.Register},
		{get, "/couples/new", tandem.UseBeginTakeIn, nil, w.TakeInPage},
		{post, "/couples", tandem.UseTakeInCouple, use(tandem.UseBeginTakeIn), w.TakeIn},
		{get, "/couples/:couple", tandem.UseSeeCouple, use(tandem.UseListDocuments), w.Couple},
		{post, "/couples/:couple/partners/:partner/invitation", tandem.UseInvitePartner, couplePage, w.InvitePartner},
		{post, "/couples/:couple/partners/:partner/invitation/withdraw", tandem.UseWithdrawPartner, nil, w.WithdrawPartner},
		{get, "/couples/:couple/plan", tandem.UseBeginPlan, nil, w.PlanStart},
		{get, "/couples/:couple/plan/draft", tandem.UseSeePlanDraft, nil, w.PlanDraft},
		{post, "/couples/:couple/plan/draft", tandem.UseStartPlanDraft, use(tandem.UseBeginPlan), w.StartPlanDraft},
		{post, "/couples/:couple/plan/draft/change", tandem.UseChangePlanDraft, use(tandem.UseSeePlanDraft), w.ChangePlanDraft},
		{post, "/couples/:couple/plan/draft/drop", tandem.UseDropPlanDraft, nil, w.DropPlanDraft},
		{get, "/couples/:couple/plan/check", tandem.UseCheckPlan, nil, w.PlanCheck},
		{post, "/couples/:couple/plan/activate", tandem.UseActivatePlan, use(tandem.UseCheckPlan), w.ActivatePlan},
		{post, "/couples/:couple/plan/revise", tandem.UseRevisePlan, use(tandem.UseCheckPlan), w.RevisePlan},
		{get, "/couples/:couple/plan/once", tandem.UseBeginPlan, nil, w.PlanOncePage},
		{post, "/couples/:couple/plan/once", tandem.UseGiveOnce, use(tandem.UseBeginPlan), w.PlanOnce},
		{get, "/couples/:couple/plan/end", tandem.UseBeginPlan, nil, w.PlanEndPage},
		{post, "/couples/:couple/plan/end", tandem.UseEndPlan, use(tandem.UseBeginPlan), w.EndPlan},
		{get, "/couples/:couple/plan/history", tandem.UseSeePlanHistory, nil, w.PlanHistory},
		{get, "/couples/:couple/details", tandem.UseSeeDetails, nil, w.Details},
		{post, "/couples/:couple/details", tandem.UseChangeDetails, use(tandem.UseSeeDetails), w.ChangeDetails},
		{get, "/couples/:couple/partners/:partner", tandem.UseSeeDetails, nil, w.PartnerDetails},
		{post, "/couples/:couple/partners/:partner", tandem.UseChangePartner, use(tandem.UseSeeDetails), w.ChangePartner},
		{post, "/couples/:couple/partners/:partner/access", tandem.UseResetPartner, use(tandem.UseSeeDetails), w.ResetPartner},
		{post, "/couples/:couple/partners/:partner/shut-out", tandem.UseShutOut, nil, w.ShutOut},
		{post, "/couples/:couple/partners/:partner/end", tandem.UseEndMembership, nil, w.EndMembership},
		{post, "/couples/:couple/dates", tandem.UseKeepDate, use(tandem.UseSeeDetails), w.AddDate},
		{post, "/couples/:couple/dates/:date", tandem.UseKeepDate, use(tandem.UseSeeDetails), w.ChangeDate},
		{post, "/couples/:couple/dates/:date/drop", tandem.UseDropDate, nil, w.DropDate},
		{post, "/couples/:couple/team", tandem.UseAddToTeam, use(tandem.UseSeeDetails), w.AddToTeam},
		{post, "/couples/:couple/team/:member/end", tandem.UseEndOnTeam, nil, w.EndOnTeam},
		{post, "/couples/:couple/close", tandem.UseCloseCouple, nil, w.CloseCouple},
		{get, "/couples/:couple/gate", tandem.UseSeeGate, nil, w.Gate},
		{post, "/couples/:couple/policy", tandem.UseChoosePolicy, use(tandem.UseSeeGate), w.ChoosePolicy},
		{post, "/couples/:couple/intake", tandem.UseSettleIntake, use(tandem.UseSeeGate), w.SettleIntake},
		{get, "/couples/:couple/partners/:partner/gate", tandem.UseSeeGate, nil, w.PartnerGate},
		{post, "/couples/:couple/partners/:partner/papers", tandem.UseRecordPaper, use(tandem.UseSeeGate), w.RecordPaper},
		{post, "/couples/:couple/partners/:partner/screen", tandem.UseRecordScreen, use(tandem.UseSeeGate), w.RecordScreen},
		{post, "/couples/:couple/partners/:partner/goal", tandem.UseAskGoal, use(tandem.UseSeeGate), w.AskGoal},
		{post, "/couples/:couple/partners/:partner/override", tandem.UseAskOverride, use(tandem.UseSeeGate), w.AskOverride},
		{get, "/overrides", tandem.UseSeeOverrides, nil, w.Overrides},
		{post, "/overrides/:override", tandem.UseSettleOverride, use(tandem.UseSeeOverride, tandem.UseSeeOverrides), w.SettleOverride},
		{post, "/overrides/:override/withdraw", tandem.UseWithdrawOverride, nil, w.WithdrawOverride},
		{get, "/agreements-of-practice", tandem.UseSeeConsents, nil, w.Consents},
		{post, "/agreements-of-practice", tandem.UseAddConsent, use(tandem.UseSeeConsents), w.AddConsent},
		{post, "/agreements-of-practice/:consent/retire", tandem.UseRetireConsent, nil, w.RetireConsent},
		{post, "/couples/:couple/plan/weeks/:week/light", tandem.UseLightWeek, nil, w.LightWeek},
		{post, "/couples/:couple/plan/pause", tandem.UsePausePlan, nil, w.Pause},
		{post, "/couples/:couple/plan/resume", tandem.UseResumePlan, nil, w.Resume},
		{post, "/couples/:couple/plan/phase", tandem.UseOpenPhase, use(tandem.UseSeeCouple, tandem.UseListDocuments), w.OpenPhase},
		{get, "/couples/:couple/homework/:assignment", tandem.UseSeeRound, nil, w.StaffHomework},
		{get, "/couples/:couple/homework/:assignment/photos/:photo", tandem.UseSeePhoto, nil, w.StaffPhoto},
		{post, "/couples/:couple/homework/:assignment/guide", tandem.UseGuideRound, use(tandem.UseSeeRound), w.Guide},
		{get, "/couples/:couple/summary", tandem.UsePreviewSummary, nil, w.SummaryPage},
		{post, "/couples/:couple/summary", tandem.UseIssueSummary, use(tandem.UsePreviewSummary), w.IssueSummary},
		{get, "/couples/:couple/partners/:partner/summary", tandem.UsePreviewSummary, nil, w.SummaryPage},
		{post, "/couples/:couple/partners/:partner/summary", tandem.UseIssueSummary, use(tandem.UsePreviewSummary), w.IssueSummary},
		{get, "/couples/:couple/sessions", tandem.UseSeeSessions, nil, w.CareSessions},
		{post, "/couples/:couple/sessions", tandem.UseRecordSession, use(tandem.UseSeeSessions), w.RecordSession},
		{post, "/couples/:couple/help", tandem.UseSetHelp, use(tandem.UseSeeSessions), w.SetHelp},
		{post, "/couples/:couple/course", tandem.UseSetCourse, use(tandem.UseSeeSessions), w.SetCourse},
		{post, "/couples/:couple/carry-over", tandem.UseGiveCarryOver, nil, w.GiveCarryOver},
		{post, "/couples/:couple/setbacks", tandem.UseRecordSetback, use(tandem.UseSeeSessions), w.RecordSetback},
		{get, "/couples/:couple/brief", tandem.UseSeeBrief, nil, w.Brief},
		{get, "/couples/:couple/brief/print", tandem.UsePrintBrief, nil, w.PrintBrief},
		{get, "/couples/:couple/documents", tandem.UseListDocuments, nil, w.IssueLog},
		{get, "/documents", tandem.UseReceiveDocuments, nil, w.Received},
		{get, "/couples/:couple/reviews", tandem.UseListReviews, nil, w.Reviews},
		{post, "/couples/:couple/reviews", tandem.UseScheduleReview, use(tandem.UseListReviews), w.ScheduleReview},
		{get, "/couples/:couple/reviews/:review", tandem.UseSeeReview, nil, w.Review},
		{post, "/couples/:couple/reviews/:review/day", tandem.UseRescheduleReview, use(tandem.UseSeeReview), w.MoveReview},
		{post, "/couples/:couple/reviews/:review/cancel", tandem.UseCancelReview, use(tandem.UseSeeReview), w.CancelReview},
		{post, "/couples/:couple/reviews/:review/open", tandem.UseOpenReview, use(tandem.UseSeeReview), w.OpenReview},
		{post, "/couples/:couple/reviews/:review/content", tandem.UseRecordReview, use(tandem.UseSeeReview), w.WriteReview},
		{post, "/couples/:couple/reviews/:review/offer", tandem.UseOfferReview, use(tandem.UseSeeReview), w.OfferReview},
		{post, "/couples/:couple/reviews/:review/sign", tandem.UseSignReview, use(tandem.UseSeeReview), w.SignReviewAsStaff},
		{post, "/couples/:couple/reviews/:review/partners/:partner/absent", tandem.UseAttendReview, use(tandem.UseSeeReview), w.AttendReview},
		{post, "/couples/:couple/reviews/:review/partners/:partner/paper", tandem.UseSignReviewOnPaper, use(tandem.UseSeeReview), w.PaperReview},
		{post, "/couples/:couple/reviews/:review/additions", tandem.UseAddToReview, use(tandem.UseSeeReview), w.AddToReview},
		{get, "/couples/:couple/reviews/:review/record", tandem.UsePreviewRecord, nil, w.RecordPage},
		{post, "/couples/:couple/reviews/:review/record", tandem.UseIssueRecord, use(tandem.UsePreviewRecord), w.IssueRecord},
		{get, "/documents/:document", tandem.UseReadDocument, nil, w.Document},
		{get, "/documents/:document/page", tandem.UseReadDocument, nil, w.DocumentPage},
		{get, "/staff", tandem.UseSeeStaff, nil, w.Staff},
		{post, "/staff", tandem.UseInviteStaff, use(tandem.UseSeeStaff), w.InviteStaff},
		{post, "/staff/:person/roles", tandem.UseChangeStaffRoles, use(tandem.UseSeeStaff), w.ChangeRoles},
		{post, "/staff/:person/revoke", tandem.UseRevokeStaff, nil, w.RevokeStaff},
		{post, "/staff/:person/invitation/withdraw", tandem.UseWithdrawStaffLink, nil, w.WithdrawStaff},
		{post, "/staff/:person/supervision", tandem.UseSupervise, use(tandem.UseSeeStaff), w.Supervise},
		{post, "/staff/:person/supervision/end", tandem.UseEndSupervision, use(tandem.UseSeeStaff), w.EndSupervision},

		{post, "/staff/:person/access", tandem.UseResetStaff, use(tandem.UseSeeStaff), w.ResetStaff},

		{get, "/library", tandem.UseSeeLibrary, nil, w.Library},
		{get, "/library/new", tandem.UseSeeLibrary, nil, w.LibraryStart},
		{get, "/library/exercises/:exercise/try", tandem.UseTryExercise, nil, w.TryExercise},
		{post, "/library/exercises/:exercise/try", tandem.UseTryExercise, nil, w.TryExercise},
		{post, "/library/works", tandem.UseStartWork, use(tandem.UseSeeLibrary), w.StartWork},
		{post, "/library/files", tandem.UseImportWork, use(tandem.UseSeeLibrary), w.ImportWork},
		{get, "/library/works/:work", tandem.UseSeeWork, nil, w.Work},
		{post, "/library/works/:work", tandem.UseChangeWork, use(tandem.UseSeeWork), w.ChangeWork},
		{get, "/library/works/:work/file", tandem.UseExportWork, nil, w.ExportWork},
		{get, "/library/works/:work/try", tandem.UseTryWork, nil, w.TryWork},
		{post, "/library/works/:work/try", tandem.UseTryWork, nil, w.TryWork},
		{post, "/library/works/:work/publish", tandem.UsePublishWork, use(tandem.UseSeeWork), w.PublishWork},
		{post, "/library/works/:work/version", tandem.UseRenewWork, use(tandem.UseSeeWork), w.RenewWork},
		{post, "/library/works/:work/retire", tandem.UseRetireWork, use(tandem.UseSeeWork), w.RetireWork},
		{post, "/library/works/:work/drop", tandem.UseDropWork, use(tandem.UseSeeWork), w.DropWork},

		{get, "/agreements", tandem.UseSeePapers, nil, w.Agreements},
		{get, "/agreements/:couple/:paper", tandem.UseSeePaper, nil, w.Agreement},
		{post, "/agreements/:couple/:paper", tandem.UseSignPaper, use(tandem.UseSeePaper), w.Sign},
		{post, "/agreements/:couple/:paper/take-back", tandem.UseTakeBackPaper, use(tandem.UseSeePaper), w.TakeBackAgreement},
		{get, "/today", tandem.UseSeeToday, use(tandem.UseCountPapers, tandem.UseSeeOwnReviews), w.Today},
		{get, "/coming", tandem.UseSeeComing, use(tandem.UseSeePlanning), w.Coming},
		{get, "/when", tandem.UseSeePlanning, nil, w.Planning},
		{post, "/items/:item/when", tandem.UseOpenPlanning, nil, w.OpenPlanning},
		{post, "/items/:item/answer", tandem.UseAnswerPlanning, nil, w.AnswerPlanning},
		{get, "/homework/:assignment", tandem.UseSeeRound, nil, w.Exercise},
		{post, "/items/:item/open", tandem.UseOpenRound, nil, w.OpenRound},
		{post, "/homework/:assignment/onward", tandem.UseTakeOnward, nil, w.TakeOnward},
		{get, "/homework/:assignment/phone", tandem.UseSeeRound, nil, w.PhonePage},
		{post, "/homework/:assignment/phone", tandem.UseSharePhone, use(tandem.UseSeeRound), w.SharePhone},
		{post, "/homework/:assignment/phone/turn", tandem.UsePassPhone, nil, w.PassPhone},
		{post, "/homework/:assignment/presence", tandem.UseJoinRound, nil, w.Join},
		{get, "/homework/:assignment/version", tandem.UseWatchRound, nil, w.Version},
		{post, "/homework/:assignment/moves", tandem.UseMakeMove, use(tandem.UseSeeRound, tandem.UseKeepDraft), w.Move},
		{post, "/homework/:assignment/draft", tandem.UseKeepDraft, use(tandem.UseSeeRound), w.Draft},
		{get, "/homework/:assignment/photos/:photo", tandem.UseSeePhoto, nil, w.Photo},
		{post, "/homework/:assignment/moves/:move/withdraw", tandem.UseMakeMove, use(tandem.UseSeeRound), w.TakeBack},
		{post, "/homework/:assignment/moves/:move/narrow", tandem.UseMakeMove, use(tandem.UseSeeRound), w.Narrow},
		{get, "/reviews", tandem.UseSeeOwnReviews, nil, w.MyReviews},
		{get, "/reviews/:review", tandem.UseSeeReview, nil, w.MyReview},
		{post, "/reviews/:review/sign", tandem.UseSignReview, use(tandem.UseSeeReview), w.SignReview},
		{get, "/together", tandem.UseSeeTogether, nil, w.Together},
		{get, "/how", tandem.UseSeeHow, nil, w.How},
		{post, "/together/:couple/setback", tandem.UseNoteSetback, nil, w.NoteSetback},
		{get, "/privacy", tandem.UseSeePrivacy, nil, w.Privacy},
	}
}

// Check tells what is wrong with a route table: a row without a permission, a
// use case that the table of use cases does not know, a path that catches more
// than it names, a row that stands twice, or a change that anybody could make.
func Check(routes []Route) error {
	var wrong []error
	seen := map[string]bool{}
	say := func(r Route, why string) {
		wrong = append(wrong, fmt.Errorf("route %s %s: %s", r.Method, r.Path, why))
	}
	for _, r := range routes {
		u, known := tandem.FindUseCase(r.Use)
		switch {
		case r.Use == "":
			say(r, "has no use case, and so no permission")
		case !known:
			say(r, fmt.Sprintf("use case %q is unknown", r.Use))
		case u.Permission == "":
			say(r, "its use case has no permission")
		}
		for _, also := range r.Also {
			if _, known := tandem.FindUseCase(also); !known {
				say(r, fmt.Sprintf("use case %q is unknown", also))
			}
		}
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			say(r, "only GET and POST are served")
		}
		if strings.Contains(r.Path, "*") || !strings.HasPrefix(r.Path, "/") {
			say(r, "a path names exactly what it serves")
		}
		if r.Handler == nil {
			say(r, "has no handler")
		}
		key := r.Method + " " + shape(r.Path)
		if seen[key] {
			say(r, "stands twice")
		}
		seen[key] = true
	}
	return errors.Join(wrong...)
}

// shape is the path with its parameters' names left out.
func shape(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = ":"
		}
	}
	return strings.Join(parts, "/")
}
