package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"tandem/internal/tandem"
)

// A device that somebody has logged in from shows so at the next log-in, and
// its tries at that name count apart: a stranger's wrong tries keep out
// strangers, not the person whose name it is. What it shows opens nothing.

// deviceBytes is the length of a device's random number: too long to guess.
const deviceBytes = 16

type deviceKey struct{}

// WithDevice returns a context that carries what a browser shows of an earlier
// log-in: the Session.Device of that time. It may be anything.
func WithDevice(ctx context.Context, shown string) context.Context {
	return context.WithValue(ctx, deviceKey{}, shown)
}

// device is the number of the device of ctx if somebody has logged in from it
// under this name, otherwise "". A device that knows another name is a
// stranger to this one.
func (s *Service) device(ctx context.Context, name string) string {
	shown, _ := ctx.Value(deviceKey{}).(string)
	number, proof, _ := strings.Cut(shown, ".")
	if len(number) != hex.EncodedLen(deviceBytes) || subtle.ConstantTimeCompare([]byte(proof), []byte(s.proof(number, name))) != 1 {
		return ""
	}
	return number
}

// proof is what only this service can make of a device's number and a name.
func (s *Service) proof(number, name string) string {
	return s.Index(ClassDevice, number+" "+s.Index(ClassLogIn, name))
}

// show is what the device may show from now on; an empty number is a new one.
func (s *Service) show(number, name string) (string, error) {
	if number == "" {
		b := make([]byte, deviceBytes)
		if _, err := rand.Read(b); err != nil {
			return "", tandem.Internal(err)
		}
		number = hex.EncodeToString(b)
	}
	return number + "." + s.proof(number, name), nil
}
