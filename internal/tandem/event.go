package tandem

import "time"

// Event is the name of an entry in the audit log, from the closed catalogue.
type Event string

// The catalogue's names.
const (
	EventLoggedIn            Event = "account.logged-in"
	EventLogInRefused        Event = "account.log-in-refused"
	EventLoggedOut           Event = "account.logged-out"
	EventLoggedOutEverywhere Event = "account.logged-out-everywhere"
	EventPassphraseChanged   Event = "account.passphrase-changed"
	EventTokenMade           Event = "account.token-made"
	EventTokenRevoked        Event = "account.token-revoked"
	EventPracticeFounded     Event = "practice.founded"
	EventPartnerInvited      Event = "invitation.partner"
	EventStaffInvited        Event = "invitation.staff"
	EventInvitationAccepted  Event = "invitation.accepted"
	EventInvitationWithdrawn Event = "invitation.withdrawn"
	EventRolesChanged        Event = "staff.roles-changed"
	EventStaffRevoked        Event = "staff.revoked"
	EventSupervisionBegun    Event = "staff.supervision-begun"
	EventSupervisionEnded    Event = "staff.supervision-ended"
	EventStaffRead           Event = "staff.read"
	EventCaseloadRead        Event = "caseload.read"
	EventRegisterRead        Event = "register.read"
	EventCoupleTakenIn       Event = "couple.taken-in"
	EventCoupleRead          Event = "couple.read"
	EventPlanRead            Event = "plan.read"
	EventPlanDrafted         Event = "plan.drafted"
	EventPlanDraftDropped    Event = "plan.draft-dropped"
	EventPlanActivated       Event = "plan.activated"
	EventPlanRevised         Event = "plan.revised"
	EventPlanEnded           Event = "plan.ended"
	EventHomeworkAssigned    Event = "plan.assigned"
	EventLightWeekSet        Event = "plan.light-week-set"
	EventPlanPaused          Event = "plan.paused"
	EventPlanResumed         Event = "plan.resumed"
	EventPhaseOpened         Event = "plan.phase-opened"
	EventComingRead          Event = "coming.read"
	EventTodayRead           Event = "today.read"
	EventRoundRead           Event = "round.read"
	EventMoveMade            Event = "round.move-made"
	EventPhotoRead           Event = "round.photo-read"
	EventDraftKept           Event = "round.draft-kept"
	EventRoundOpened         Event = "round.opened"
	EventPlanningOpened      Event = "round.planning-opened"
	EventSetbackOpened       Event = "setback.opened"
	EventSetbackRecorded     Event = "setback.recorded"
	EventRoundJoined         Event = "round.joined"
	EventPhoneShared         Event = "round.phone-shared"
	EventPhonePassed         Event = "round.phone-passed"
	EventRoundGuided         Event = "round.guided"
	EventShelfRead           Event = "shelf.read"
	EventHowRead             Event = "how.read"
	EventPrivacyRead         Event = "privacy.read"
	EventBriefRead           Event = "brief.read"
	EventBriefPrinted        Event = "brief.printed"
	EventDocumentPreviewed   Event = "document.previewed"
	EventDocumentIssued      Event = "document.issued"
	EventDocumentsListed     Event = "document.listed"
	EventDocumentExported    Event = "document.exported"
	EventReviewsListed       Event = "review.listed"
	EventReviewRead          Event = "review.read"
	EventReviewScheduled     Event = "review.scheduled"
	EventReviewRescheduled   Event = "review.rescheduled"
	EventReviewCancelled     Event = "review.cancelled"
	EventReviewOpened        Event = "review.opened"
	EventReviewRecorded      Event = "review.recorded"
	EventReviewOffered       Event = "review.offered"
	EventReviewAttended      Event = "review.attendance-set"
	EventReviewSigned        Event = "review.signed"
	EventReviewSignedOnPaper Event = "review.signed-on-paper"
	EventReviewAddedTo       Event = "review.added-to"
	EventDetailsRead         Event = "couple.details-read"
	EventDetailsChanged      Event = "couple.details-changed"
	EventTeamJoined          Event = "team.joined"
	EventTeamLeft            Event = "team.left"
	EventSessionsRead        Event = "session.read"
	EventSessionRecorded     Event = "session.recorded"
	EventHelpSet             Event = "help.set"
	EventCourseSet           Event = "couple.course-set"
	EventGateRead            Event = "gate.read"
	EventIntakeSettled       Event = "intake.settled"
	EventPolicyChosen        Event = "policy.chosen"
	EventPaperSigned         Event = "paper.signed"
	EventPaperTakenBack      Event = "paper.taken-back"
	EventPapersRead          Event = "paper.read"
	EventScreenRecorded      Event = "screen.recorded"
	EventGoalAsked           Event = "goal.asked"
	EventOverrideAsked       Event = "gate.override-asked"
	EventOverridesRead       Event = "gate.overrides-read"
	EventOverrideSettled     Event = "gate.override-settled"
	EventOverrideWithdrawn   Event = "gate.override-withdrawn"
	EventConsentsRead        Event = "consent.read"
	EventConsentsChanged     Event = "consent.changed"
	EventAccessReset         Event = "access.reset"
	EventShutOut             Event = "access.shut-out"
	EventMembershipEnded     Event = "couple.membership-ended"
	EventCoupleClosed        Event = "couple.closed"
	EventWorkStarted         Event = "work.started"
	EventWorkImported        Event = "work.imported"
	EventWorkExported        Event = "work.exported"
	EventWorkChanged         Event = "work.changed"
	EventWorkDropped         Event = "work.dropped"
	EventWorkPublished       Event = "work.published"
	EventWorkRetired         Event = "work.retired"
	EventDenied              Event = "access.denied"
)

// EventClass groups the catalogue by what an entry tells.
type EventClass string

// The classes of events.
const (
	ClassAccess     EventClass = "access"     // signing in and out
	ClassRead       EventClass = "read"       // clinical content was shown
	ClassWrite      EventClass = "write"      // something was changed
	ClassExport     EventClass = "export"     // content left as a document
	ClassPermission EventClass = "permission" // who may do what was changed
	ClassDenial     EventClass = "denial"     // somebody was turned away
)

// EventKind is one row of the audit catalogue.
type EventKind struct {
	Event Event
	Class EventClass
	Says  string // for the reader of the log; English source
}

// Events is the closed audit catalogue. The log takes no other event.
func Events() []EventKind {
	return []EventKind{
		{EventLoggedIn, ClassAccess, "logged in"},
		{EventLogInRefused, ClassDenial, "was not let in"},
		{EventLoggedOut, ClassAccess, "logged out"},
		{EventLoggedOutEverywhere, ClassAccess, "logged out on every device"},
		{EventPassphraseChanged, ClassPermission, "changed the passphrase"},
		{EventTokenMade, ClassPermission, "was given a token for a program"},
		{EventTokenRevoked, ClassPermission, "ended a token of a program"},
		{EventPracticeFounded, ClassPermission, "founded the practice"},
		{EventPartnerInvited, ClassPermission, "invited a partner"},
		{EventStaffInvited, ClassPermission, "invited a member of staff"},
		{EventInvitationAccepted, ClassPermission, "accepted an invitation"},
		{EventInvitationWithdrawn, ClassPermission, "withdrew an invitation"},
		{EventRolesChanged, ClassPermission, "changed somebody's roles"},
		{EventStaffRevoked, ClassPermission, "ended somebody's access"},
		{EventSupervisionBegun, ClassPermission, "gave somebody a supervisor"},
		{EventSupervisionEnded, ClassPermission, "ended somebody's supervision"},
		{EventStaffRead, ClassRead, "read the staff list"},
		{EventCaseloadRead, ClassRead, "read the caseload"},
		{EventRegisterRead, ClassRead, "read the register of couples"},
		{EventCoupleTakenIn, ClassWrite, "took in a couple"},
		{EventCoupleRead, ClassRead, "read a couple's page"},
		{EventPlanRead, ClassRead, "read a couple's plan"},
		{EventPlanDrafted, ClassWrite, "worked on a plan's draft"},
		{EventPlanDraftDropped, ClassWrite, "dropped a plan's draft"},
		{EventPlanActivated, ClassWrite, "started a plan"},
		{EventPlanRevised, ClassWrite, "revised a plan"},
		{EventPlanEnded, ClassWrite, "ended a plan"},
		{EventHomeworkAssigned, ClassWrite, "gave an exercise once"},
		{EventLightWeekSet, ClassWrite, "changed a light week"},
		{EventPlanPaused, ClassWrite, "paused a plan"},
		{EventPlanResumed, ClassWrite, "resumed a plan"},
		{EventPhaseOpened, ClassWrite, "opened a phase of a plan"},
		{EventComingRead, ClassRead, "looked at what is coming"},
		{EventTodayRead, ClassRead, "opened the day's list"},
		{EventRoundRead, ClassRead, "read a piece of homework"},
		{EventMoveMade, ClassWrite, "acted in a piece of homework"},
		{EventPhotoRead, ClassRead, "looked at a picture in a piece of homework"},
		{EventDraftKept, ClassWrite, "kept a draft"},
		{EventRoundOpened, ClassWrite, "opened an exercise when it was needed"},
		{EventPlanningOpened, ClassWrite, "opened their own plan of when and where"},
		{EventSetbackOpened, ClassWrite, "opened a place to note a hard week"},
		{EventSetbackRecorded, ClassWrite, "noted a hard week in the room"},
		{EventRoundJoined, ClassAccess, "joined a piece of homework on their own phone, or left it"},
		{EventPhoneShared, ClassAccess, "began to share a phone in a piece of homework"},
		{EventPhonePassed, ClassAccess, "passed the shared phone on"},
		{EventRoundGuided, ClassWrite, "replied to homework, opened it, let it wait, or noted it as done"},
		{EventShelfRead, ClassRead, "read what the couple has gathered"},
		{EventHowRead, ClassRead, "looked at how it goes"},
		{EventPrivacyRead, ClassRead, "read their own privacy page"},
		{EventBriefRead, ClassRead, "read a session brief"},
		{EventBriefPrinted, ClassExport, "printed a session brief"},
		{EventDocumentPreviewed, ClassRead, "previewed a document"},
		{EventDocumentIssued, ClassExport, "issued a document"},
		{EventDocumentsListed, ClassRead, "read the list of documents"},
		{EventDocumentExported, ClassExport, "opened an issued document"},
		{EventReviewsListed, ClassRead, "read the list of reviews"},
		{EventReviewRead, ClassRead, "read a review"},
		{EventReviewScheduled, ClassWrite, "scheduled a review"},
		{EventReviewRescheduled, ClassWrite, "moved a review to another day"},
		{EventReviewCancelled, ClassWrite, "cancelled a review"},
		{EventReviewOpened, ClassWrite, "opened a review with what was prepared"},
		{EventReviewRecorded, ClassWrite, "wrote in a review"},
		{EventReviewOffered, ClassWrite, "put a review up for signing"},
		{EventReviewAttended, ClassWrite, "set who took part in a review"},
		{EventReviewSigned, ClassWrite, "signed a review"},
		{EventReviewSignedOnPaper, ClassWrite, "recorded a signature on paper"},
		{EventReviewAddedTo, ClassWrite, "added to a signed review"},
		{EventDetailsRead, ClassRead, "read a couple's register data"},
		{EventDetailsChanged, ClassWrite, "changed a couple's register data"},
		{EventTeamJoined, ClassPermission, "added somebody to a care team"},
		{EventTeamLeft, ClassPermission, "ended somebody's place on a care team"},
		{EventSessionsRead, ClassRead, "read what is recorded of sessions and outside help"},
		{EventSessionRecorded, ClassWrite, "recorded a session"},
		{EventHelpSet, ClassWrite, "recorded a step of outside help"},
		{EventCourseSet, ClassWrite, "set what a couple came for"},
		{EventGateRead, ClassRead, "read what stands before a plan"},
		{EventIntakeSettled, ClassWrite, "settled how a couple came"},
		{EventPolicyChosen, ClassWrite, "chose a confidentiality policy"},
		{EventPaperSigned, ClassWrite, "had an agreement signed"},
		{EventPaperTakenBack, ClassWrite, "took an agreement back"},
		{EventPapersRead, ClassRead, "read agreements"},
		{EventScreenRecorded, ClassWrite, "recorded a safety screen"},
		{EventGoalAsked, ClassWrite, "asked a partner for their goal"},
		{EventOverrideAsked, ClassWrite, "asked to begin without something"},
		{EventOverridesRead, ClassRead, "read requests to begin without something"},
		{EventOverrideSettled, ClassWrite, "settled a request to begin without something"},
		{EventOverrideWithdrawn, ClassWrite, "withdrew a request to begin without something"},
		{EventConsentsRead, ClassRead, "read what clients are asked to sign"},
		{EventConsentsChanged, ClassWrite, "changed what clients are asked to sign"},
		{EventAccessReset, ClassPermission, "made a link to a new passphrase"},
		{EventShutOut, ClassPermission, "shut an account out"},
		{EventMembershipEnded, ClassPermission, "ended a partner's membership"},
		{EventCoupleClosed, ClassPermission, "closed a case"},
		{EventWorkStarted, ClassWrite, "began an exercise or a template of the practice's own"},
		{EventWorkImported, ClassWrite, "brought an exercise or a template in from a file"},
		{EventWorkExported, ClassExport, "took an exercise or a template out as a file"},
		{EventWorkChanged, ClassWrite, "changed the draft of an exercise or a template"},
		{EventWorkDropped, ClassWrite, "dropped the draft of an exercise or a template"},
		{EventWorkPublished, ClassWrite, "published an exercise or a template in the practice"},
		{EventWorkRetired, ClassWrite, "took an exercise or a template out of what the practice offers"},
		{EventDenied, ClassDenial, "was turned away"},
	}
}

// FindEvent is the catalogue's row for the event.
func FindEvent(e Event) (EventKind, bool) {
	for _, k := range Events() {
		if k.Event == e {
			return k, true
		}
	}
	return EventKind{}, false
}

// Entry is one entry of the audit log: who did what to which object, when. It
// holds ids and names of the catalogue only, never content.
type Entry struct {
	ID       string
	Practice PracticeID
	At       time.Time
	Actor    PersonID
	Event    Event
	UseCase  UseCaseName
	Object   Object
	Couple   CoupleID // "" where the object belongs to no couple
	Listed   []string // what a list named, so that one entry tells all of it
}
