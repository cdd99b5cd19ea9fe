package server

import (
	"net/http"
	"strings"

	"tandem/internal/api"
	"tandem/internal/tandem"
)

// operations are the rows of what programs ask for, in JSON. A row names its
// use case as a page's does; its description follows from it.
func operations(a *api.API) []Route {
	const get, post = http.MethodGet, http.MethodPost
	op := func(method, path string, use tandem.UseCaseName, o api.Operation, also ...tandem.UseCaseName) Route {
		path = strings.TrimSuffix(api.Prefix, "/") + path
		return Route{method, path, use, also, a.Handle(method, path, use, o)}
	}
	return []Route{
		op(get, "/account", tandem.UseSeeAccount, a.Account()),
		op(post, "/account/log-out-everywhere", tandem.UseLogOutEverywhere, a.LogOutEverywhere()),
		op(get, "/account/tokens", tandem.UseSeeTokens, a.Tokens()),
		op(post, "/account/tokens/:access/revoke", tandem.UseRevokeToken, a.RevokeToken()),

		op(get, "/caseload", tandem.UseSeeCaseload, a.Caseload()),
		op(get, "/register", tandem.UseSeeRegister, a.Register()),
		op(get, "/couples/new", tandem.UseBeginTakeIn, a.NewCouple()),
		op(post, "/couples", tandem.UseTakeInCouple, a.TakeIn()),
		op(get, "/couples/:couple", tandem.UseSeeCouple, a.OneCouple()),
		op(get, "/couples/:couple/details", tandem.UseSeeDetails, a.Details()),
		op(post, "/couples/:couple/details", tandem.UseChangeDetails, a.ChangeDetails()),
		op(post, "/couples/:couple/partners/:partner", tandem.UseChangePartner, a.ChangePartner()),
		op(post, "/couples/:couple/partners/:partner/access", tandem.UseResetPartner, a.ResetPartner()),
		op(post, "/couples/:couple/partners/:partner/shut-out", tandem.UseShutOut, a.ShutOut()),
		op(post, "/couples/:couple/partners/:partner/end", tandem.UseEndMembership, a.EndMembership()),
		op(post, "/couples/:couple/team", tandem.UseAddToTeam, a.AddToTeam()),
		op(post, "/couples/:couple/team/:member/end", tandem.UseEndOnTeam, a.EndOnTeam()),
		op(post, "/couples/:couple/close", tandem.UseCloseCouple, a.CloseCouple()),
		op(get, "/couples/:couple/gate", tandem.UseSeeGate, a.Gate()),
		op(post, "/couples/:couple/policy", tandem.UseChoosePolicy, a.ChoosePolicy()),
		op(post, "/couples/:couple/intake", tandem.UseSettleIntake, a.SettleIntake()),
		op(post, "/couples/:couple/partners/:partner/papers", tandem.UseRecordPaper, a.RecordPaper(), tandem.UseSeeGate),
		op(post, "/couples/:couple/partners/:partner/screen", tandem.UseRecordScreen, a.RecordScreen(), tandem.UseSeeGate),
		op(post, "/couples/:couple/partners/:partner/goal", tandem.UseAskGoal, a.AskGoal()),
		op(post, "/couples/:couple/partners/:partner/override", tandem.UseAskOverride, a.AskOverride(), tandem.UseSeeGate),
		op(get, "/overrides", tandem.UseSeeOverrides, a.Overrides()),
		op(post, "/overrides/:override", tandem.UseSettleOverride, a.SettleOverride(), tandem.UseSeeOverride),
		op(get, "/agreements-of-practice", tandem.UseSeeConsents, a.Consents()),
		op(post, "/agreements-of-practice", tandem.UseAddConsent, a.AddConsent()),
		op(post, "/agreements-of-practice/:consent/retire", tandem.UseRetireConsent, a.RetireConsent()),
		op(post, "/couples/:couple/partners/:partner/invitation", tandem.UseInvitePartner, a.InvitePartner()),
		op(post, "/couples/:couple/partners/:partner/invitation/withdraw", tandem.UseWithdrawPartner, a.WithdrawPartner()),
		op(get, "/couples/:couple/plan", tandem.UseBeginPlan, a.BeginPlan()),
		op(get, "/couples/:couple/plan/draft", tandem.UseSeePlanDraft, a.SeePlanDraft()),
		op(post, "/couples/:couple/plan/draft", tandem.UseStartPlanDraft, a.StartPlanDraft()),
		op(post, "/couples/:couple/plan/draft/change", tandem.UseChangePlanDraft, a.ChangePlanDraft()),
		op(post, "/couples/:couple/plan/draft/drop", tandem.UseDropPlanDraft, a.DropPlanDraft()),
		op(get, "/couples/:couple/plan/check", tandem.UseCheckPlan, a.CheckPlan()),
		op(post, "/couples/:couple/plan/activate", tandem.UseActivatePlan, a.ActivatePlan()),
		op(post, "/couples/:couple/plan/revise", tandem.UseRevisePlan, a.RevisePlan()),
		op(post, "/couples/:couple/plan/once", tandem.UseGiveOnce, a.GiveOnce()),
		op(post, "/couples/:couple/plan/end", tandem.UseEndPlan, a.EndPlan()),
		op(get, "/couples/:couple/plan/history", tandem.UseSeePlanHistory, a.PlanHistory()),
		op(post, "/couples/:couple/plan/weeks/:week/light", tandem.UseLightWeek, a.LightWeek()),
		op(post, "/couples/:couple/plan/pause", tandem.UsePausePlan, a.Pause()),
		op(post, "/couples/:couple/plan/resume", tandem.UseResumePlan, a.Resume()),
		op(post, "/couples/:couple/plan/phase", tandem.UseOpenPhase, a.OpenPhase()),
		op(get, "/couples/:couple/homework/:assignment", tandem.UseSeeRound, a.CouplesHomework()),
		op(post, "/couples/:couple/homework/:assignment/guide", tandem.UseGuideRound, a.Guide()),
		op(get, "/couples/:couple/brief", tandem.UseSeeBrief, a.Brief()),
		op(get, "/couples/:couple/brief/print", tandem.UsePrintBrief, a.PrintBrief()),
		op(get, "/couples/:couple/summary", tandem.UsePreviewSummary, a.PreviewSummary()),
		op(post, "/couples/:couple/summary", tandem.UseIssueSummary, a.IssueSummary()),
		op(get, "/couples/:couple/documents", tandem.UseListDocuments, a.Documents()),
		op(get, "/documents", tandem.UseReceiveDocuments, a.ReceivedDocuments()),
		op(get, "/documents/:document", tandem.UseReadDocument, a.Download()),

		op(get, "/couples/:couple/reviews", tandem.UseListReviews, a.Reviews()),
		op(post, "/couples/:couple/reviews", tandem.UseScheduleReview, a.ScheduleReview()),
		op(get, "/couples/:couple/reviews/:review", tandem.UseSeeReview, a.Review()),
		op(post, "/couples/:couple/reviews/:review/day", tandem.UseRescheduleReview, a.MoveReview()),
		op(post, "/couples/:couple/reviews/:review/open", tandem.UseOpenReview, a.OpenReview()),
		op(post, "/couples/:couple/reviews/:review/content", tandem.UseRecordReview, a.WriteReview()),
		op(post, "/couples/:couple/reviews/:review/offer", tandem.UseOfferReview, a.OfferReview()),
		op(post, "/couples/:couple/reviews/:review/sign", tandem.UseSignReview, a.SignReview(), tandem.UseSeeReview),
		op(post, "/couples/:couple/reviews/:review/partners/:partner/absent", tandem.UseAttendReview, a.AttendReview()),
		op(post, "/couples/:couple/reviews/:review/partners/:partner/paper", tandem.UseSignReviewOnPaper, a.PaperReview()),
		op(post, "/couples/:couple/reviews/:review/additions", tandem.UseAddToReview, a.AddToReview()),
		op(get, "/couples/:couple/reviews/:review/record", tandem.UsePreviewRecord, a.PreviewRecord()),
		op(post, "/couples/:couple/reviews/:review/record", tandem.UseIssueRecord, a.IssueRecord()),

		op(get, "/library", tandem.UseSeeLibrary, a.Library()),
		op(post, "/library/exercises/:exercise/try", tandem.UseTryExercise, a.TryExercise()),
		op(post, "/library/works", tandem.UseStartWork, a.StartWork()),
		op(post, "/library/files", tandem.UseImportWork, a.ImportWork()),
		op(get, "/library/works/:work", tandem.UseSeeWork, a.SeeWork()),
		op(post, "/library/works/:work", tandem.UseChangeWork, a.ChangeWork()),
		op(get, "/library/works/:work/file", tandem.UseExportWork, a.ExportWork()),
		op(post, "/library/works/:work/try", tandem.UseTryWork, a.TryWork()),
		op(post, "/library/works/:work/publish", tandem.UsePublishWork, a.PublishWork()),
		op(post, "/library/works/:work/version", tandem.UseRenewWork, a.RenewWork()),
		op(post, "/library/works/:work/retire", tandem.UseRetireWork, a.RetireWork()),
		op(post, "/library/works/:work/drop", tandem.UseDropWork, a.DropWork()),

		op(get, "/staff", tandem.UseSeeStaff, a.Staff()),
		op(post, "/staff", tandem.UseInviteStaff, a.InviteStaff()),
		op(post, "/staff/:person/roles", tandem.UseChangeStaffRoles, a.ChangeRoles()),
		op(post, "/staff/:person/revoke", tandem.UseRevokeStaff, a.RevokeStaff()),
		op(post, "/staff/:person/invitation/withdraw", tandem.UseWithdrawStaffLink, a.WithdrawStaff()),
		op(post, "/staff/:person/access", tandem.UseResetStaff, a.ResetStaff()),
		op(post, "/staff/:person/supervision", tandem.UseSupervise, a.Supervise()),
		op(post, "/staff/:person/supervision/end", tandem.UseEndSupervision, a.EndSupervision()),

		op(get, "/reviews", tandem.UseSeeOwnReviews, a.OwnReviews()),
		op(get, "/reviews/:review", tandem.UseSeeReview, a.OneOwnReview()),
		op(post, "/reviews/:review/sign", tandem.UseSignReview, a.SignOwnReview(), tandem.UseSeeReview),
		op(get, "/coming", tandem.UseSeeComing, a.Coming()),
		op(get, "/agreements", tandem.UseSeePapers, a.Agreements()),
		op(get, "/agreements/waiting", tandem.UseCountPapers, a.CountPapers()),
		op(get, "/agreements/:couple/:paper", tandem.UseSeePaper, a.Agreement()),
		op(post, "/agreements/:couple/:paper", tandem.UseSignPaper, a.Sign(), tandem.UseSeePaper),
		op(get, "/today", tandem.UseSeeToday, a.Today()),
		op(post, "/items/:item/open", tandem.UseOpenRound, a.OpenRound()),
		op(get, "/homework/:assignment", tandem.UseSeeRound, a.OneHomework()),
		op(post, "/homework/:assignment/presence", tandem.UseJoinRound, a.Join()),
		op(get, "/homework/:assignment/version", tandem.UseWatchRound, a.Watch()),
		op(post, "/homework/:assignment/moves", tandem.UseMakeMove, a.NewMove(), tandem.UseSeeRound),
		op(post, "/homework/:assignment/moves/:move/moves", tandem.UseMakeMove, a.MoveAbout(), tandem.UseSeeRound),
		op(post, "/homework/:assignment/moves/:move/narrow", tandem.UseMakeMove, a.Narrow(), tandem.UseSeeRound),
		op(post, "/homework/:assignment/draft", tandem.UseKeepDraft, a.KeepDraft()),
		op(get, "/together", tandem.UseSeeTogether, a.Together()),
		op(get, "/privacy", tandem.UseSeePrivacy, a.Privacy()),
	}
}
