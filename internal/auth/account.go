package auth

import (
	"context"
	"slices"
	"time"

	"tandem/internal/tandem"
)

// open tells whether a person with this standing may be signed in at all.
func (a AccessNow) open() bool { return !a.Revoked && len(a.Roles) > 0 }

// accessNow reads what a person may be now; a person without a credential
// gets the closed zero value.
func (s *Service) accessNow(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (AccessNow, error) {
	now, err := s.Store.AccessNow(ctx, practice, person, s.Pipeline.Clock.Now())
	if tandem.KindOf(err) == tandem.KindNotFound {
		return AccessNow{}, nil
	}
	if err != nil {
		return AccessNow{}, err
	}
	now.Roles = slices.DeleteFunc(slices.Clone(now.Roles), func(r tandem.Role) bool { return !slices.Contains(tandem.Roles(), r) })
	return now, nil
}

// Actor is who stands behind a session at this moment. It reads the database
// each time, so that a right lost is lost by the next request, on every
// instance. Error: SignedOut when the access was ended, no role is left, or
// the sessions of the person were ended since.
func (s *Service) Actor(ctx context.Context, session Session) (tandem.Actor, error) {
	if session.Person == "" || session.Practice == "" {
		return tandem.Actor{}, tandem.SignedOut()
	}
	now, err := s.accessNow(ctx, session.Practice, session.Person)
	if err != nil {
		return tandem.Actor{}, err
	}
	if !now.open() || now.Epoch != session.Epoch {
		return tandem.Actor{}, tandem.SignedOut()
	}
	return tandem.Actor{Person: session.Person, Practice: session.Practice, Roles: now.Roles}, nil
}

func own(actor tandem.Actor) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)}
}

// LogOut records that the actor leaves. The caller ends the session itself.
func (s *Service) LogOut(ctx context.Context, actor tandem.Actor) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseLogOut, own(actor),
		func(context.Context, *tandem.Grant) (struct{}, error) { return struct{}{}, nil })
	return err
}

// Leave records that somebody leaves quickly. It works for anybody; without a
// session there is nothing to record. The caller ends the session itself.
func (s *Service) Leave(ctx context.Context, actor tandem.Actor) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseLeave, tandem.Object{Kind: tandem.ObjectNone},
		func(_ context.Context, g *tandem.Grant) (struct{}, error) {
			g.About(actor.Practice, actor.Person, own(actor), "")
			return struct{}{}, nil
		})
	return err
}

// LogOutEverywhere ends every session of the actor, on every device, this one
// included.
func (s *Service) LogOutEverywhere(ctx context.Context, actor tandem.Actor) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseLogOutEverywhere, own(actor),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			return struct{}{}, s.Store.EndSessions(ctx, actor.Practice, actor.Person)
		})
	return err
}

// Account is what the actor's own account page shows.
type Account struct {
	LogInName string
	ChangedAt time.Time // when the passphrase was last set
}

// Account reads the actor's own account.
func (s *Service) Account(ctx context.Context, actor tandem.Actor) (Account, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeAccount, own(actor),
		func(ctx context.Context, _ *tandem.Grant) (Account, error) {
			c, err := s.Store.Credential(ctx, actor.Practice, actor.Person)
			return Account{LogInName: c.LogInName, ChangedAt: c.ChangedAt}, err
		})
}

// ChangeInput is what the actor typed to change their passphrase.
type ChangeInput struct {
	Current string
	New     string
}

// ChangePassphrase sets a new passphrase and ends every other session: it
// returns the session with which the present device goes on. Errors: Invalid
// at the field; Throttled after too many tries at the current one; Conflict
// when it was changed elsewhere in the meantime.
func (s *Service) ChangePassphrase(ctx context.Context, actor tandem.Actor, in ChangeInput) (Session, error) {
	if !actor.SignedIn() {
		return Session{}, tandem.SignedOut()
	}
	tries := byName(s.Index(ClassTryPerson, string(actor.Person)))
	c, hash, err := s.prepareChange(ctx, actor, in, tries)
	if err != nil {
		return Session{}, err
	}
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangePassphrase, own(actor),
		func(ctx context.Context, _ *tandem.Grant) (Session, error) {
			epoch, err := s.Store.SetPassphrase(ctx, actor.Practice, actor.Person, c.Epoch, hash, s.Pipeline.Clock.Now())
			if tandem.KindOf(err) == tandem.KindConflict {
				return Session{}, tandem.Conflict(tandem.Say("Your account was changed on another device. Please try again."))
			}
			if err != nil {
				return Session{}, err
			}
			return Session{Person: actor.Person, Practice: actor.Practice, Epoch: epoch}, s.forget(ctx, tries)
		})
}

// prepareChange does the slow part of a change outside of any transaction. It
// reads nothing but the actor's own credential.
func (s *Service) prepareChange(ctx context.Context, actor tandem.Actor, in ChangeInput, tries *claim) (Credential, string, error) {
	none := Credential{}
	c, err := s.Store.Credential(ctx, actor.Practice, actor.Person)
	if err != nil {
		return none, "", err
	}
	var p tandem.Problems
	p.AddErr(FieldPassphrase, checkForm(in.New, c.LogInName))
	switch {
	case in.Current == "" || len(in.Current) > 4*longestPassphrase:
		p.Add(FieldCurrent, wrongCurrent())
	case in.New == in.Current:
		p.Add(FieldPassphrase, tandem.Say("This is the passphrase that you have. Please choose a new one."))
	}
	if err := p.Err(); err != nil {
		return none, "", err
	}
	if err := s.try(ctx, c, FieldCurrent, in.Current, tries); err != nil {
		return none, "", err
	}
	hash, err := s.hash(ctx, in.New, c.LogInName)
	if err != nil {
		return none, "", s.notTheirFault(ctx, err, tries)
	}
	return c, hash, nil
}

// try compares a passphrase with the credential and counts the try. Errors:
// Invalid at the field; Throttled.
func (s *Service) try(ctx context.Context, c Credential, field, passphrase string, tries *claim) error {
	if passphrase == "" || len(passphrase) > 4*longestPassphrase {
		return tandem.InvalidField(field, wrongCurrent())
	}
	if err := s.admit(ctx, tries); err != nil {
		return err
	}
	right, err := s.Hasher.Matches(ctx, passphrase, c.Hash)
	if err != nil {
		return s.notTheirFault(ctx, err, tries)
	}
	if !right {
		return tandem.InvalidField(field, wrongCurrent())
	}
	return nil
}

// SignInAgain makes sure that it is the actor who is at the device, before a
// signature. It is slow on purpose: call it before a transaction. It opens
// nothing; the use case that follows is authorised by itself. Errors: Invalid
// at "passphrase"; Throttled after too many tries; SignedOut.
func (s *Service) SignInAgain(ctx context.Context, actor tandem.Actor, passphrase string) error {
	if !actor.SignedIn() {
		return tandem.SignedOut()
	}
	c, err := s.Store.Credential(ctx, actor.Practice, actor.Person)
	if err != nil {
		return err
	}
	tries := byName(s.Index(ClassTryPerson, string(actor.Person)))
	if err := s.try(ctx, c, FieldPassphrase, passphrase, tries); err != nil {
		return err
	}
	return s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error { return s.forget(ctx, tries) })
}

// PrepareReset checks a new passphrase for an account that is there, and does
// the slow part; call it before a transaction. The function that it returns
// stores it and ends every session; call it inside one. Errors: NotFound
// without an account; Invalid at the field; Throttled when too many log in at
// once. Only for callers that have checked a link made for this person.
func (s *Service) PrepareReset(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, passphrase string) (
	replace func(ctx context.Context) error, err error) {
	c, err := s.Store.Credential(ctx, practice, person)
	if err != nil {
		return nil, err
	}
	var p tandem.Problems
	p.AddErr(FieldPassphrase, checkForm(passphrase, c.LogInName))
	if err := p.Err(); err != nil {
		return nil, err
	}
	hash, err := s.hash(ctx, passphrase, c.LogInName)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		now, err := s.Store.Credential(ctx, practice, person)
		if err != nil {
			return err
		}
		if _, err := s.Store.SetPassphrase(ctx, practice, person, now.Epoch, hash, s.Pipeline.Clock.Now()); err != nil {
			return err
		}
		return s.forget(ctx, byName(s.Index(ClassTryPerson, string(person))))
	}, nil
}

// Beside makes sure that somebody else is at the device of whoever is signed in
// there, and says how they are known from then on. Errors: as SignInAgain.
func (s *Service) Beside(ctx context.Context, who tandem.Actor, passphrase string) (Session, error) {
	if err := s.SignInAgain(ctx, who, passphrase); err != nil {
		return Session{}, err
	}
	c, err := s.Store.Credential(ctx, who.Practice, who.Person)
	return Session{Person: who.Person, Practice: who.Practice, Epoch: c.Epoch}, err
}

// hash makes the hash of a passphrase that nobody guesses easily. Errors:
// Invalid at the field; Throttled when too many wait already.
func (s *Service) hash(ctx context.Context, passphrase, logInName string) (string, error) {
	easy, err := s.Hasher.Guessable(ctx, passphrase, logInName)
	if err != nil {
		return "", err
	}
	if easy {
		return "", tandem.InvalidField(FieldPassphrase, easyToGuess())
	}
	return s.Hasher.Hash(ctx, passphrase)
}

func wrongCurrent() tandem.Text {
	return tandem.Say("This is not the passphrase that you use now.")
}

// PrepareCredential checks a log-in name and a passphrase that somebody has
// chosen and does the slow part of making a credential; call it before a
// transaction. The function that it returns stores the credential for a person
// and must be called inside one: it never replaces a credential (Conflict).
// Errors of both: Invalid at the field, a taken name among them, without a
// word on whose it is; Throttled when too many log in at once. Only for
// callers that have checked an invitation.
func (s *Service) PrepareCredential(ctx context.Context, logInName, passphrase string) (
	create func(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error, err error) {
	var p tandem.Problems
	name, err := CheckLogInName(logInName)
	p.AddErr(FieldLogInName, err)
	p.AddErr(FieldPassphrase, checkForm(passphrase, name))
	if err := p.Err(); err != nil {
		return nil, err
	}
	c := Credential{LogInName: name, LogInHash: s.Index(ClassLogIn, name)}
	if err := s.stillFree(ctx, c.LogInHash); err != nil {
		return nil, err
	}
	if c.Hash, err = s.hash(ctx, passphrase, name); err != nil {
		return nil, err
	}
	return func(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) error {
		return s.create(ctx, practice, person, c)
	}, nil
}

func (s *Service) create(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, c Credential) error {
	_, err := s.Store.Credential(ctx, practice, person)
	switch {
	case err == nil:
		return tandem.Conflict(tandem.Say("There is an account for this invitation already. Please log in."))
	case tandem.KindOf(err) != tandem.KindNotFound:
		return err
	}
	if err := s.stillFree(ctx, c.LogInHash); err != nil {
		return err
	}
	c.Person, c.Practice, c.ChangedAt = person, practice, s.Pipeline.Clock.Now()
	err = s.Store.CreateCredential(ctx, practice, c)
	if tandem.KindOf(err) == tandem.KindConflict {
		return takenName() // somebody was faster by a moment
	}
	return err
}

func (s *Service) stillFree(ctx context.Context, logInHash string) error {
	_, err := s.Directory.CredentialByLogIn(ctx, logInHash)
	switch {
	case err == nil:
		return takenName()
	case tandem.KindOf(err) == tandem.KindNotFound:
		return nil
	}
	return err
}

func takenName() error {
	return tandem.InvalidField(FieldLogInName, tandem.Say("This name cannot be used here. Please choose another."))
}
