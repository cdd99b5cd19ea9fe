package tandem

// Permission is a right as the policy writes it: "resource:action".
type Permission string

// The permissions. Policy lines name no other; access checks that at start.
const (
	// PermissionPublic needs nobody signed in. It is on no policy line; the use
	// cases that carry it are a closed list kept by a test.
	PermissionPublic          Permission = "public"
	PermissionAccountUse      Permission = "account:use"
	PermissionCaseloadRead    Permission = "caseload:read"
	PermissionRegisterRead    Permission = "register:read"
	PermissionCoupleCreate    Permission = "couple:create"
	PermissionCoupleRead      Permission = "couple:read"
	PermissionInvitationWrite Permission = "invitation:write"
	PermissionPlanWrite       Permission = "plan:write"
	PermissionTodayRead       Permission = "today:read"
	PermissionRoundRead       Permission = "round:read"
	PermissionRoundMove       Permission = "round:move"
	PermissionRoundGuide      Permission = "round:guide"
	PermissionShelfRead       Permission = "shelf:read"
	PermissionPrivacyRead     Permission = "privacy:read"
	PermissionBriefRead       Permission = "brief:read"
	PermissionDocumentIssue   Permission = "document:issue"
	PermissionDocumentList    Permission = "document:list"
	PermissionDocumentRead    Permission = "document:read"
	PermissionDocumentReceive Permission = "document:receive"
	PermissionReviewRead      Permission = "review:read"
	PermissionReviewHold      Permission = "review:hold"
	PermissionReviewSign      Permission = "review:sign"
	PermissionStaffRead       Permission = "staff:read"
	PermissionStaffWrite      Permission = "staff:write"
	PermissionDetailsRead     Permission = "details:read"
	PermissionDetailsWrite    Permission = "details:write"
	PermissionTeamWrite       Permission = "team:write"
	PermissionIntakeWrite     Permission = "intake:write"
	PermissionOverrideSettle  Permission = "override:settle"
	PermissionPaperRead       Permission = "paper:read"
	PermissionPaperSign       Permission = "paper:sign"
	PermissionConsentWrite    Permission = "consent:write"
	PermissionAccessReset     Permission = "access:reset"
	PermissionCoupleClose     Permission = "couple:close"
	PermissionSessionWrite    Permission = "session:write"
	PermissionLibraryRead     Permission = "library:read"
	PermissionLibraryWrite    Permission = "library:write"
)

// Permissions lists every permission that a policy may grant.
func Permissions() []Permission {
	return []Permission{
		PermissionAccountUse, PermissionCaseloadRead, PermissionRegisterRead, PermissionCoupleCreate,
		PermissionCoupleRead, PermissionInvitationWrite, PermissionPlanWrite, PermissionTodayRead,
		PermissionRoundRead, PermissionRoundMove, PermissionRoundGuide, PermissionShelfRead, PermissionPrivacyRead,
		PermissionDocumentIssue, PermissionDocumentRead, PermissionStaffRead, PermissionStaffWrite,
		PermissionReviewRead, PermissionReviewHold, PermissionReviewSign,
		PermissionDetailsRead, PermissionDetailsWrite, PermissionTeamWrite, PermissionIntakeWrite, PermissionOverrideSettle,
		PermissionPaperRead, PermissionPaperSign, PermissionConsentWrite, PermissionAccessReset, PermissionCoupleClose,
		PermissionBriefRead, PermissionDocumentList, PermissionDocumentReceive,
		PermissionSessionWrite, PermissionLibraryRead, PermissionLibraryWrite,
	}
}

// ObjectKind is the kind of thing that a use case is about.
type ObjectKind string

// The kinds of objects.
const (
	ObjectNone       ObjectKind = "none"     // public use cases
	ObjectPractice   ObjectKind = "practice" // the actor's own practice; id ignored
	ObjectPerson     ObjectKind = "person"
	ObjectCouple     ObjectKind = "couple"
	ObjectAssignment ObjectKind = "assignment"
	ObjectDocument   ObjectKind = "document"
	ObjectToken      ObjectKind = "token" // of a program that acts as somebody
	ObjectReview     ObjectKind = "review"
	ObjectItem       ObjectKind = "item"     // a line of a plan
	ObjectOverride   ObjectKind = "override" // of the gate before a plan
	ObjectConsent    ObjectKind = "consent"  // a text of the practice's own
	ObjectWork       ObjectKind = "work"     // an exercise or a template of the practice's own
)

// Object is one thing that a use case is about.
type Object struct {
	Kind ObjectKind
	ID   string
}

// UseCaseName names one thing that somebody can do with Tandem.
type UseCaseName string

// The names of the use cases.
const (
	UseAsset             UseCaseName = "asset.get"
	UseHealth            UseCaseName = "health.see"
	UseDescribeAPI       UseCaseName = "api.describe"
	UseHome              UseCaseName = "home.go"
	UseLogIn             UseCaseName = "account.log-in"
	UseLogOut            UseCaseName = "account.log-out"
	UseLogOutEverywhere  UseCaseName = "account.log-out-everywhere"
	UseLeave             UseCaseName = "account.leave"
	UseSeeAccount        UseCaseName = "account.see"
	UseChangePassphrase  UseCaseName = "account.change-passphrase"
	UseSeeTokens         UseCaseName = "account.see-tokens"
	UseRevokeToken       UseCaseName = "account.revoke-token"
	UseOpenInvitation    UseCaseName = "invitation.open"
	UseAcceptInvitation  UseCaseName = "invitation.accept"
	UseInvitePartner     UseCaseName = "partner.invite"
	UseWithdrawPartner   UseCaseName = "partner.withdraw-invitation"
	UseSeeCaseload       UseCaseName = "caseload.see"
	UseSeeRegister       UseCaseName = "register.see"
	UseBeginTakeIn       UseCaseName = "couple.begin-take-in"
	UseTakeInCouple      UseCaseName = "couple.take-in"
	UseSeeCouple         UseCaseName = "couple.see"
	UseBeginPlan         UseCaseName = "plan.begin"
	UseStartPlanDraft    UseCaseName = "plan.start-draft"
	UseSeePlanDraft      UseCaseName = "plan.see-draft"
	UseChangePlanDraft   UseCaseName = "plan.change-draft"
	UseDropPlanDraft     UseCaseName = "plan.drop-draft"
	UseCheckPlan         UseCaseName = "plan.check"
	UseActivatePlan      UseCaseName = "plan.activate"
	UseRevisePlan        UseCaseName = "plan.revise"
	UseGiveOnce          UseCaseName = "plan.give-once"
	UseEndPlan           UseCaseName = "plan.end"
	UseSeePlanHistory    UseCaseName = "plan.see-history"
	UseSeeComing         UseCaseName = "coming.see"
	UseLightWeek         UseCaseName = "plan.light-week"
	UsePausePlan         UseCaseName = "plan.pause"
	UseResumePlan        UseCaseName = "plan.resume"
	UseOpenPhase         UseCaseName = "plan.open-phase"
	UseSeeToday          UseCaseName = "today.see"
	UseSeeRound          UseCaseName = "round.see"
	UseSeePhoto          UseCaseName = "round.see-photo"
	UseMakeMove          UseCaseName = "round.move"
	UseJoinRound         UseCaseName = "round.join"
	UseKeepDraft         UseCaseName = "round.keep-draft"
	UseOpenRound         UseCaseName = "round.open"
	UseTakeOnward        UseCaseName = "round.take-onward"
	UseSeePlanning       UseCaseName = "planning.see"
	UseOpenPlanning      UseCaseName = "planning.open"
	UseAnswerPlanning    UseCaseName = "planning.answer"
	UseWatchRound        UseCaseName = "round.watch"
	UseFindPause         UseCaseName = "pause.find"
	UseNoteSetback       UseCaseName = "setback.note"
	UseRecordSetback     UseCaseName = "setback.record"
	UseSharePhone        UseCaseName = "round.share-phone"
	UsePassPhone         UseCaseName = "round.pass-phone"
	UseGuideRound        UseCaseName = "round.guide"
	UseSeeTogether       UseCaseName = "together.see"
	UseSeeHow            UseCaseName = "how.see"
	UseSeePrivacy        UseCaseName = "privacy.see"
	UsePreviewSummary    UseCaseName = "summary.preview"
	UseIssueSummary      UseCaseName = "summary.issue"
	UsePreviewRecord     UseCaseName = "record.preview"
	UseIssueRecord       UseCaseName = "record.issue"
	UseListDocuments     UseCaseName = "document.list"
	UseReadDocument      UseCaseName = "document.read"
	UseReceiveDocuments  UseCaseName = "document.receive"
	UseListReviews       UseCaseName = "review.list"
	UseSeeReview         UseCaseName = "review.see"
	UseScheduleReview    UseCaseName = "review.schedule"
	UseRescheduleReview  UseCaseName = "review.reschedule"
	UseCancelReview      UseCaseName = "review.cancel"
	UseOpenReview        UseCaseName = "review.open"
	UseRecordReview      UseCaseName = "review.record"
	UseOfferReview       UseCaseName = "review.offer"
	UseAttendReview      UseCaseName = "review.attend"
	UseSignReview        UseCaseName = "review.sign"
	UseSignReviewOnPaper UseCaseName = "review.sign-on-paper"
	UseAddToReview       UseCaseName = "review.add"
	UseSeeOwnReviews     UseCaseName = "review.list-own"
	UseSeeBrief          UseCaseName = "brief.see"
	UsePrintBrief        UseCaseName = "brief.print"
	UseSeeStaff          UseCaseName = "staff.see"
	UseInviteStaff       UseCaseName = "staff.invite"
	UseChangeStaffRoles  UseCaseName = "staff.change-roles"
	UseRevokeStaff       UseCaseName = "staff.revoke"
	UseWithdrawStaffLink UseCaseName = "staff.withdraw-invitation"
	UseSupervise         UseCaseName = "staff.supervise"
	UseEndSupervision    UseCaseName = "staff.end-supervision"
	UseSeeDetails        UseCaseName = "couple.see-details"
	UseChangeDetails     UseCaseName = "couple.change-details"
	UseChangePartner     UseCaseName = "partner.change-details"
	UseKeepDate          UseCaseName = "couple.keep-date"
	UseDropDate          UseCaseName = "couple.drop-date"
	UseAddToTeam         UseCaseName = "team.add"
	UseEndOnTeam         UseCaseName = "team.end"
	UseSeeSessions       UseCaseName = "session.see"
	UseRecordSession     UseCaseName = "session.record"
	UseSetHelp           UseCaseName = "help.set"
	UseSetCourse         UseCaseName = "couple.set-course"
	UseGiveCarryOver     UseCaseName = "carry-over.give"
	UseSeeGate           UseCaseName = "gate.see"
	UseSettleIntake      UseCaseName = "intake.settle"
	UseChoosePolicy      UseCaseName = "policy.choose"
	UseRecordPaper       UseCaseName = "paper.record"
	UseRecordScreen      UseCaseName = "screen.record"
	UseAskGoal           UseCaseName = "goal.ask"
	UseAskOverride       UseCaseName = "gate.ask-override"
	UseSeeOverrides      UseCaseName = "gate.see-overrides"
	UseSeeOverride       UseCaseName = "gate.see-override"
	UseSettleOverride    UseCaseName = "gate.settle-override"
	UseWithdrawOverride  UseCaseName = "gate.withdraw-override"
	UseCountPapers       UseCaseName = "paper.count"
	UseSeePapers         UseCaseName = "paper.list"
	UseSeePaper          UseCaseName = "paper.see"
	UseSignPaper         UseCaseName = "paper.sign"
	UseTakeBackPaper     UseCaseName = "paper.take-back"
	UseSeeConsents       UseCaseName = "consent.list"
	UseAddConsent        UseCaseName = "consent.add"
	UseRetireConsent     UseCaseName = "consent.retire"
	UseResetPartner      UseCaseName = "partner.reset-access"
	UseShutOut           UseCaseName = "partner.shut-out"
	UseResetStaff        UseCaseName = "staff.reset-access"
	UseEndMembership     UseCaseName = "partner.end"
	UseCloseCouple       UseCaseName = "couple.close"
	UseSeeLibrary        UseCaseName = "library.see"
	UseTryExercise       UseCaseName = "library.try"
	UseStartWork         UseCaseName = "work.start"
	UseImportWork        UseCaseName = "work.import"
	UseSeeWork           UseCaseName = "work.see"
	UseExportWork        UseCaseName = "work.export"
	UseTryWork           UseCaseName = "work.try"
	UseChangeWork        UseCaseName = "work.change"
	UseDropWork          UseCaseName = "work.drop"
	UsePublishWork       UseCaseName = "work.publish"
	UseRenewWork         UseCaseName = "work.renew"
	UseRetireWork        UseCaseName = "work.retire"
)

// UseCase is one row of the table of use cases: what a person can do, what it
// takes, what it is about and what the audit log calls it. Routes refer to
// rows, the pipeline runs them.
type UseCase struct {
	Name       UseCaseName
	Permission Permission
	Object     ObjectKind
	Event      Event // "" only where nothing clinical is read and nothing changes
	Writes     bool  // the work runs inside the transaction that records it
}

// UseCases is the whole table.
func UseCases() []UseCase {
	return []UseCase{
		{UseAsset, PermissionPublic, ObjectNone, "", false},
		{UseHealth, PermissionPublic, ObjectNone, "", false},
		{UseDescribeAPI, PermissionPublic, ObjectNone, "", false},
		{UseHome, PermissionPublic, ObjectNone, "", false},
		{UseLogIn, PermissionPublic, ObjectNone, EventLoggedIn, true},
		{UseLeave, PermissionPublic, ObjectNone, EventLoggedOut, true},
		{UseOpenInvitation, PermissionPublic, ObjectNone, "", false},
		{UseAcceptInvitation, PermissionPublic, ObjectNone, EventInvitationAccepted, true},

		{UseLogOut, PermissionAccountUse, ObjectPerson, EventLoggedOut, true},
		{UseLogOutEverywhere, PermissionAccountUse, ObjectPerson, EventLoggedOutEverywhere, true},
		{UseSeeAccount, PermissionAccountUse, ObjectPerson, "", false},
		{UseChangePassphrase, PermissionAccountUse, ObjectPerson, EventPassphraseChanged, true},
		{UseSeeTokens, PermissionAccountUse, ObjectPerson, "", false},
		{UseRevokeToken, PermissionAccountUse, ObjectToken, EventTokenRevoked, true},

		{UseSeeCaseload, PermissionCaseloadRead, ObjectPractice, EventCaseloadRead, false},
		{UseSeeRegister, PermissionRegisterRead, ObjectPractice, EventRegisterRead, false},
		{UseBeginTakeIn, PermissionCoupleCreate, ObjectPractice, "", false},
		{UseTakeInCouple, PermissionCoupleCreate, ObjectPractice, EventCoupleTakenIn, true},
		{UseSeeCouple, PermissionCoupleRead, ObjectCouple, EventCoupleRead, false},
		{UseInvitePartner, PermissionInvitationWrite, ObjectCouple, EventPartnerInvited, true},
		{UseWithdrawPartner, PermissionInvitationWrite, ObjectCouple, EventInvitationWithdrawn, true},
		{UseBeginPlan, PermissionPlanWrite, ObjectCouple, EventPlanRead, false},
		{UseStartPlanDraft, PermissionPlanWrite, ObjectCouple, EventPlanDrafted, true},
		{UseSeePlanDraft, PermissionPlanWrite, ObjectCouple, EventPlanRead, false},
		{UseChangePlanDraft, PermissionPlanWrite, ObjectCouple, EventPlanDrafted, true},
		{UseDropPlanDraft, PermissionPlanWrite, ObjectCouple, EventPlanDraftDropped, true},
		{UseCheckPlan, PermissionPlanWrite, ObjectCouple, EventPlanRead, false},
		{UseActivatePlan, PermissionPlanWrite, ObjectCouple, EventPlanActivated, true},
		{UseRevisePlan, PermissionPlanWrite, ObjectCouple, EventPlanRevised, true},
		{UseGiveOnce, PermissionPlanWrite, ObjectCouple, EventHomeworkAssigned, true},
		{UseEndPlan, PermissionPlanWrite, ObjectCouple, EventPlanEnded, true},
		{UseSeePlanHistory, PermissionCoupleRead, ObjectCouple, EventPlanRead, false},
		{UseLightWeek, PermissionPlanWrite, ObjectCouple, EventLightWeekSet, true},
		{UsePausePlan, PermissionPlanWrite, ObjectCouple, EventPlanPaused, true},
		{UseResumePlan, PermissionPlanWrite, ObjectCouple, EventPlanResumed, true},
		{UseOpenPhase, PermissionPlanWrite, ObjectCouple, EventPhaseOpened, true},

		{UseSeeComing, PermissionTodayRead, ObjectPerson, EventComingRead, false},
		{UseSeeToday, PermissionTodayRead, ObjectPerson, EventTodayRead, false},
		{UseSeeRound, PermissionRoundRead, ObjectAssignment, EventRoundRead, false},
		{UseSeePhoto, PermissionRoundRead, ObjectAssignment, EventPhotoRead, false},
		{UseWatchRound, PermissionRoundRead, ObjectAssignment, "", false}, // only whether there is something new to read
		{UseSharePhone, PermissionRoundMove, ObjectAssignment, EventPhoneShared, true},
		{UsePassPhone, PermissionRoundMove, ObjectAssignment, EventPhonePassed, true},
		{UseMakeMove, PermissionRoundMove, ObjectAssignment, EventMoveMade, true},
		{UseFindPause, PermissionTodayRead, ObjectPerson, "", false},
		{UseNoteSetback, PermissionRoundMove, ObjectCouple, EventSetbackOpened, true},
		{UseRecordSetback, PermissionRoundGuide, ObjectCouple, EventSetbackRecorded, true},
		{UseOpenRound, PermissionRoundMove, ObjectItem, EventRoundOpened, true},
		{UseSeePlanning, PermissionTodayRead, ObjectPerson, EventComingRead, false},
		{UseOpenPlanning, PermissionRoundMove, ObjectItem, EventPlanningOpened, true},
		{UseAnswerPlanning, PermissionRoundMove, ObjectItem, EventMoveMade, true},
		{UseJoinRound, PermissionRoundMove, ObjectAssignment, EventRoundJoined, true},
		{UseTakeOnward, PermissionRoundMove, ObjectAssignment, EventRoundOpened, true},
		{UseKeepDraft, PermissionRoundMove, ObjectAssignment, EventDraftKept, true},
		{UseGuideRound, PermissionRoundGuide, ObjectAssignment, EventRoundGuided, true},
		{UseSeeTogether, PermissionShelfRead, ObjectPerson, EventShelfRead, false},
		{UseSeeHow, PermissionTodayRead, ObjectPerson, EventHowRead, false},
		{UseSeePrivacy, PermissionPrivacyRead, ObjectPerson, EventPrivacyRead, false},

		{UsePreviewSummary, PermissionDocumentIssue, ObjectCouple, EventDocumentPreviewed, false},
		{UseIssueSummary, PermissionDocumentIssue, ObjectCouple, EventDocumentIssued, true},
		{UsePreviewRecord, PermissionDocumentIssue, ObjectReview, EventDocumentPreviewed, false},
		{UseIssueRecord, PermissionDocumentIssue, ObjectReview, EventDocumentIssued, true},
		{UseListDocuments, PermissionDocumentList, ObjectCouple, EventDocumentsListed, false},
		{UseReadDocument, PermissionDocumentRead, ObjectDocument, EventDocumentExported, false},
		{UseSeeBrief, PermissionBriefRead, ObjectCouple, EventBriefRead, false},
		{UsePrintBrief, PermissionBriefRead, ObjectCouple, EventBriefPrinted, false},
		{UseReceiveDocuments, PermissionDocumentReceive, ObjectPerson, EventDocumentsListed, false},

		{UseListReviews, PermissionReviewRead, ObjectCouple, EventReviewsListed, false},
		{UseSeeReview, PermissionReviewRead, ObjectReview, EventReviewRead, false},
		{UseScheduleReview, PermissionReviewHold, ObjectCouple, EventReviewScheduled, true},
		{UseRescheduleReview, PermissionReviewHold, ObjectReview, EventReviewRescheduled, true},
		{UseCancelReview, PermissionReviewHold, ObjectReview, EventReviewCancelled, true},
		{UseOpenReview, PermissionReviewHold, ObjectReview, EventReviewOpened, true},
		{UseRecordReview, PermissionReviewHold, ObjectReview, EventReviewRecorded, true},
		{UseOfferReview, PermissionReviewHold, ObjectReview, EventReviewOffered, true},
		{UseAttendReview, PermissionReviewHold, ObjectReview, EventReviewAttended, true},
		{UseSignReview, PermissionReviewSign, ObjectReview, EventReviewSigned, true},
		{UseSignReviewOnPaper, PermissionReviewHold, ObjectReview, EventReviewSignedOnPaper, true},
		{UseAddToReview, PermissionReviewHold, ObjectReview, EventReviewAddedTo, true},
		{UseSeeOwnReviews, PermissionReviewRead, ObjectPerson, EventReviewsListed, false},

		{UseSeeStaff, PermissionStaffRead, ObjectPractice, EventStaffRead, false},
		{UseInviteStaff, PermissionStaffWrite, ObjectPractice, EventStaffInvited, true},
		{UseChangeStaffRoles, PermissionStaffWrite, ObjectPerson, EventRolesChanged, true},
		{UseRevokeStaff, PermissionStaffWrite, ObjectPerson, EventStaffRevoked, true},
		{UseWithdrawStaffLink, PermissionStaffWrite, ObjectPerson, EventInvitationWithdrawn, true},
		{UseSupervise, PermissionStaffWrite, ObjectPerson, EventSupervisionBegun, true},
		{UseEndSupervision, PermissionStaffWrite, ObjectPerson, EventSupervisionEnded, true},

		{UseSeeDetails, PermissionDetailsRead, ObjectCouple, EventDetailsRead, false},
		{UseChangeDetails, PermissionDetailsWrite, ObjectCouple, EventDetailsChanged, true},
		{UseChangePartner, PermissionDetailsWrite, ObjectCouple, EventDetailsChanged, true},
		{UseKeepDate, PermissionDetailsWrite, ObjectCouple, EventDetailsChanged, true},
		{UseDropDate, PermissionDetailsWrite, ObjectCouple, EventDetailsChanged, true},
		{UseAddToTeam, PermissionTeamWrite, ObjectCouple, EventTeamJoined, true},
		{UseEndOnTeam, PermissionTeamWrite, ObjectCouple, EventTeamLeft, true},
		{UseSeeSessions, PermissionCoupleRead, ObjectCouple, EventSessionsRead, false},
		{UseRecordSession, PermissionSessionWrite, ObjectCouple, EventSessionRecorded, true},
		{UseSetHelp, PermissionSessionWrite, ObjectCouple, EventHelpSet, true},
		{UseSetCourse, PermissionSessionWrite, ObjectCouple, EventCourseSet, true},
		{UseGiveCarryOver, PermissionPlanWrite, ObjectCouple, EventHomeworkAssigned, true},
		{UseSeeGate, PermissionCoupleRead, ObjectCouple, EventGateRead, false},
		{UseSettleIntake, PermissionIntakeWrite, ObjectCouple, EventIntakeSettled, true},
		{UseChoosePolicy, PermissionIntakeWrite, ObjectCouple, EventPolicyChosen, true},
		{UseRecordPaper, PermissionIntakeWrite, ObjectCouple, EventPaperSigned, true},
		{UseRecordScreen, PermissionIntakeWrite, ObjectCouple, EventScreenRecorded, true},
		{UseAskGoal, PermissionIntakeWrite, ObjectCouple, EventGoalAsked, true},
		{UseAskOverride, PermissionIntakeWrite, ObjectCouple, EventOverrideAsked, true},
		{UseSeeOverrides, PermissionOverrideSettle, ObjectPractice, EventOverridesRead, false},
		{UseSeeOverride, PermissionOverrideSettle, ObjectOverride, EventOverridesRead, false},
		{UseSettleOverride, PermissionOverrideSettle, ObjectOverride, EventOverrideSettled, true},
		{UseWithdrawOverride, PermissionOverrideSettle, ObjectOverride, EventOverrideWithdrawn, true},
		{UseCountPapers, PermissionPaperRead, ObjectPerson, "", false},
		{UseSeePapers, PermissionPaperRead, ObjectPerson, EventPapersRead, false},
		{UseSeePaper, PermissionPaperSign, ObjectCouple, EventPapersRead, false},
		{UseSignPaper, PermissionPaperSign, ObjectCouple, EventPaperSigned, true},
		{UseTakeBackPaper, PermissionPaperSign, ObjectCouple, EventPaperTakenBack, true},
		{UseSeeConsents, PermissionConsentWrite, ObjectPractice, EventConsentsRead, false},
		{UseAddConsent, PermissionConsentWrite, ObjectPractice, EventConsentsChanged, true},
		{UseRetireConsent, PermissionConsentWrite, ObjectConsent, EventConsentsChanged, true},
		{UseResetPartner, PermissionAccessReset, ObjectCouple, EventAccessReset, true},
		{UseShutOut, PermissionAccessReset, ObjectCouple, EventShutOut, true},
		{UseResetStaff, PermissionStaffWrite, ObjectPerson, EventAccessReset, true},
		{UseEndMembership, PermissionCoupleClose, ObjectCouple, EventMembershipEnded, true},
		{UseCloseCouple, PermissionCoupleClose, ObjectCouple, EventCoupleClosed, true},

		// What a library holds is nothing of a couple's; who wrote in it is kept.
		{UseSeeLibrary, PermissionLibraryRead, ObjectPractice, "", false},
		{UseTryExercise, PermissionLibraryRead, ObjectPractice, "", false},
		{UseStartWork, PermissionLibraryWrite, ObjectPractice, EventWorkStarted, true},
		{UseImportWork, PermissionLibraryWrite, ObjectPractice, EventWorkImported, true},
		{UseSeeWork, PermissionLibraryWrite, ObjectWork, "", false},
		{UseExportWork, PermissionLibraryWrite, ObjectWork, EventWorkExported, false},
		{UseTryWork, PermissionLibraryWrite, ObjectWork, "", false},
		{UseChangeWork, PermissionLibraryWrite, ObjectWork, EventWorkChanged, true},
		{UseDropWork, PermissionLibraryWrite, ObjectWork, EventWorkDropped, true},
		{UsePublishWork, PermissionLibraryWrite, ObjectWork, EventWorkPublished, true},
		{UseRenewWork, PermissionLibraryWrite, ObjectWork, EventWorkStarted, true},
		{UseRetireWork, PermissionLibraryWrite, ObjectWork, EventWorkRetired, true},
	}
}

// TakesPictures tells whether somebody can send pictures with the use case, so
// that more may be sent than text alone takes.
func TakesPictures(use UseCaseName) bool { return use == UseMakeMove || use == UseKeepDraft }

// FindUseCase is the row of that name.
func FindUseCase(name UseCaseName) (UseCase, bool) {
	for _, u := range UseCases() {
		if u.Name == name {
			return u, true
		}
	}
	return UseCase{}, false
}
