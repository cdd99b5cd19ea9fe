package casefile

import "tandem/internal/tandem"

// Our own plain wording of policies and consents. A changed word changes the
// digest, and every partner signs anew: count the version up with it.
const (
	policyVersion  = 1
	consentVersion = 1
)

type wording struct {
	title tandem.Text
	body  []tandem.Text
}

func policyWords() map[Policy]wording {
	return map[Policy]wording{
		NoSecrets: {tandem.Say("No secrets between you in this work"), []tandem.Text{
			tandem.Say("Your therapist works with you both, not with one against the other."),
			tandem.Say("What you tell your therapist alone may come up when you meet together."),
			tandem.Say("That holds for talks on your own, calls, and what you write for your therapist."),
			tandem.Say("If something matters for you both, your therapist first invites you to tell it."),
			tandem.Say("If you do not, your therapist decides whether, when and how to bring it up."),
		}},
		LimitedSecrets: {tandem.Say("Some things can stay private, within limits"), []tandem.Text{
			tandem.Say("You may tell your therapist some things alone."),
			tandem.Say("Your therapist keeps them from your partner, as long as the work allows."),
			tandem.Say("The limit is a secret that would harm your work together."),
			tandem.Say("Then your therapist speaks with you first about how you could tell it."),
			tandem.Say("If you would rather not, your therapist may end the joint work without saying why."),
		}},
		IndividualConfidential: {tandem.Say("What you say alone stays alone"), []tandem.Text{
			tandem.Say("What you tell your therapist alone is not passed on to your partner."),
			tandem.Say("That holds too for what you write in Tandem for your therapist alone."),
			tandem.Say("Your partner learns of it only if you tell it yourself."),
			tandem.Say("Your therapist may suggest joint work with somebody else if a secret weighs too much."),
		}},
	}
}

// alwaysSaid closes every policy.
func alwaysSaid() []tandem.Text {
	return []tandem.Text{
		tandem.Say("Entries marked “Only you” stay yours. Your therapist cannot open them."),
		tandem.Say("What you say about your own safety is not shown to your partner here."),
		tandem.Say("When somebody is in danger, the law may ask your therapist to speak up."),
		tandem.Say("You can ask about this at any time, and you can say no."),
	}
}

// The names of our own consents.
const (
	ConsentTreatment  = "treatment"
	ConsentElectronic = "electronic"
)

func consentPapers(model ClientModel) []Paper {
	return []Paper{
		{Subject: Subject{SubjectConsent, ConsentTreatment}, Version: consentVersion, Title: tandem.Say("Working with your therapist"), Body: []tandem.Text{
			tandem.Say("You agree to work with your therapist, together with your partner."),
			tandem.Say("The work can stir up hard feelings. It may help, and nobody can promise that."),
			tandem.Say("You can ask anything, take a break, or stop at any time."),
			whoseRecord(model),
			tandem.Say("Your practice keeps the record for as long as the law asks."),
			tandem.Say("When somebody is in danger, the law may ask your therapist to speak up."),
		}},
		{Subject: Subject{SubjectConsent, ConsentElectronic}, Version: consentVersion, Title: tandem.Say("Writing and homework in Tandem"), Body: []tandem.Text{
			tandem.Say("Your practice keeps your record in Tandem and looks after it."),
			tandem.Say("Before you write, each page says who will see it."),
			tandem.Say("Your therapist reads what is meant for them, and sees what you have done."),
			tandem.Say("Your partner does not see what you keep to yourself."),
			tandem.Say("Nobody reads along as you write. In danger, please call for help."),
			tandem.Say("Whoever has your phone or your passphrase can read what you can read."),
			tandem.Say("You can do each exercise on paper instead, or leave it out."),
		}},
	}
}

// whoseRecord says what the client model means for the record.
func whoseRecord(model ClientModel) tandem.Text {
	switch model {
	case ModelIdentified:
		return tandem.Say("The record of the work is kept in the name of one of you.")
	case ModelTwoIndividuals:
		return tandem.Say("Each of you has a record of your own.")
	default:
		return tandem.Say("There is one record of the work, about the two of you.")
	}
}
