package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// NormalizeLogin is the one form of a log-in name or mail address under which
// it is looked up: compatibility forms made one (NFKC), lower case, no space at
// the ends. Normalising twice changes nothing.
func NormalizeLogin(name string) string {
	for range 4 { // lower case can undo a composition; it settles in two turns
		next := strings.TrimSpace(norm.NFKC.String(strings.ToLower(norm.NFKC.String(name))))
		if next == name {
			break
		}
		name = next
	}
	return name
}

// Index is the keyed hash, in hex, under which a log-in name is stored and
// found, so that the database alone cannot tell the name, nor try guesses.
// class keeps two uses of one text apart, such as "login" and "throttle".
// The text is normalised here: Index("login", "Ana ") equals Index("login", "ana").
// It is for names; secrets such as invitation tokens are hashed as they are.
func (r *Root) Index(class, text string) string {
	mac := hmac.New(sha256.New, r.index)
	mac.Write([]byte(class))
	mac.Write([]byte{0})
	mac.Write([]byte(NormalizeLogin(text)))
	return hex.EncodeToString(mac.Sum(nil))
}
