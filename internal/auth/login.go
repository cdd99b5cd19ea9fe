package auth

import (
	"context"

	"tandem/internal/tandem"
)

// LogInInput is what somebody who wants in has typed, and from where.
type LogInInput struct {
	Name       string
	Passphrase string
	Address    string // the client's network address, for the throttle only
}

// LogIn checks a name and a passphrase and returns the session to begin.
// Anybody may call it; ctx may carry what the device shows (WithDevice).
// Errors: Invalid, with the same sentence and after the same work whether the
// name is unknown, the passphrase is not right or the access has ended;
// Throttled when it was tried too often or too many try at once. A success
// leaves nothing that tries from elsewhere could tell it by. A refusal of a
// known name is in the practice's audit log. That of an unknown name is in no
// audit log, because there is no practice to put it in: it is counted instead,
// in a transaction like the other's, so that time does not tell the two apart.
func (s *Service) LogIn(ctx context.Context, in LogInInput) (Session, error) {
	if err := checkTyped(in); err != nil {
		return Session{}, err
	}
	name := byName(s.Index(ClassTryName, in.Name))
	device := s.device(ctx, in.Name)
	if device != "" {
		name = byName(s.Index(ClassTryDevice, device+" "+s.Index(ClassLogIn, in.Name)))
	}
	address := byAddress(s.Index(ClassTryAddress, network(in.Address)))
	if err := s.admit(ctx, name, address); err != nil {
		return Session{}, err
	}
	found, right, err := s.compare(ctx, in) // slow, so outside of any transaction
	if err != nil {
		return Session{}, s.notTheirFault(ctx, err, name, address)
	}
	session, err := tandem.Run(ctx, s.Pipeline, tandem.Actor{}, tandem.UseLogIn, tandem.Object{Kind: tandem.ObjectNone},
		func(ctx context.Context, g *tandem.Grant) (Session, error) {
			now, err := s.accessNow(ctx, found.Practice, found.Person) // of nobody too: the same work
			if err != nil {
				return Session{}, err
			}
			if found.Person == "" { // whatever was compared
				return Session{}, s.countRefused(ctx, in.Name)
			}
			// The entry is in the name of the account that was tried.
			g.About(found.Practice, found.Person, tandem.Object{Kind: tandem.ObjectPerson, ID: string(found.Person)}, "")
			if !right || !now.open() || now.Epoch != found.Epoch {
				g.Says(tandem.EventLogInRefused)
				return Session{}, nil // not an error: the entry must last
			}
			g.Says(tandem.EventLoggedIn)
			return Session{Person: found.Person, Practice: found.Practice, Epoch: now.Epoch}, s.uncount(ctx, device, name, address)
		})
	if err != nil {
		return Session{}, err
	}
	if session.Person == "" {
		return Session{}, refused()
	}
	session.Device, err = s.show(device, in.Name)
	return session, err
}

// uncount ends the counting of a try that was right. What the device alone
// counts is forgotten. A row that others share is left as if nobody had come:
// one partner must not learn from it that the other has.
func (s *Service) uncount(ctx context.Context, device string, name, address *claim) error {
	undo := s.takeBack
	if device != "" {
		undo = s.forget
	}
	if err := undo(ctx, name); err != nil {
		return err
	}
	return s.takeBack(ctx, address)
}

// countRefused writes one row, as an audit entry is one. Nothing reads it, and
// it goes with the throttle's own rows.
func (s *Service) countRefused(ctx context.Context, name string) error {
	now := s.Pipeline.Clock.Now()
	_, err := s.swap(ctx, s.Index(ClassRefused, name), func(t Tries) (Tries, bool) { return Tries{Count: t.Count + 1, At: now}, true })
	return err
}

// compare looks the name up and compares the passphrase. For an unknown name
// it does the same work on a hash that belongs to nobody.
func (s *Service) compare(ctx context.Context, in LogInInput) (Credential, bool, error) {
	found, err := s.Directory.CredentialByLogIn(ctx, s.Index(ClassLogIn, in.Name))
	if tandem.KindOf(err) == tandem.KindNotFound {
		found, err = Credential{Hash: s.Hasher.nobody}, nil
	}
	if err != nil {
		return Credential{}, false, err
	}
	matches, err := s.Hasher.Matches(ctx, in.Passphrase, found.Hash)
	return found, matches, err
}

// notTheirFault uncounts a try that never came to a comparison, and returns
// the error that kept it from one.
func (s *Service) notTheirFault(ctx context.Context, cause error, claims ...*claim) error {
	ctx = context.WithoutCancel(ctx)
	_ = s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error { // the cause is what the caller must know
		for _, c := range claims {
			if err := s.takeBack(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	return cause
}

// checkTyped refuses what no credential can be, without counting a try.
func checkTyped(in LogInInput) error {
	var p tandem.Problems
	if in.Name == "" {
		p.Add(FieldLogInName, tandem.Say("Please type your log-in name."))
	}
	if in.Passphrase == "" {
		p.Add(FieldPassphrase, tandem.Say("Please type your passphrase."))
	}
	if err := p.Err(); err != nil {
		return err
	}
	if len(in.Name) > 4*longestName || len(in.Passphrase) > 4*longestPassphrase {
		return refused()
	}
	return nil
}

func refused() error {
	return tandem.Invalid(tandem.Say("This name and passphrase do not fit together. Please try again."))
}
