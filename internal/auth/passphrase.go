package auth

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	zxcvbn "github.com/ccojocar/zxcvbn-go"

	"tandem/internal/tandem"
)

// Passphrases stand alone for partners, so they are long (NIST SP 800-63B-4:
// 15 characters at least where there is no second factor, 64 at least allowed,
// no rules of composition). Lengths are in characters.
const (
	shortestPassphrase = 15
	longestPassphrase  = 256
	// leastScore is zxcvbn's "safely unguessable", of 0 to 4.
	leastScore = 3
	// scored is how much of a passphrase is scored: the work grows faster than
	// the square of the length (30 ms at the worst for 24 characters, 0.4 s for
	// 64), and what follows a good beginning can only make it stronger.
	scored = 24
)

// The lengths of a log-in name, in characters.
const (
	shortestName = 3
	longestName  = 100
)

// checkForm tells, at no cost, whether a passphrase has the form that somebody
// with this log-in name may choose; whether it can be guessed is for
// Hasher.Guessable. The error is of kind Invalid and says what to do.
func checkForm(passphrase, logInName string) error {
	n := utf8.RuneCountInString(passphrase)
	switch {
	case !utf8.ValidString(passphrase) || strings.ContainsFunc(passphrase, unicode.IsControl):
		return tandem.Invalid(tandem.Say("We cannot read one of these signs. Please use letters, numbers, spaces and signs."))
	case n < shortestPassphrase:
		return tandem.Invalid(tandem.Say("Please use at least %d characters. A short sentence works well.", shortestPassphrase))
	case n > longestPassphrase:
		return tandem.Invalid(tandem.Say("Please use %d characters or fewer.", longestPassphrase))
	case holdsName(passphrase, logInName):
		return tandem.Invalid(tandem.Say("Please leave your log-in name out of the passphrase."))
	}
	return nil
}

func easyToGuess() tandem.Text {
	return tandem.Say("This would be easy to guess. Please add a few words that do not belong together.")
}

func holdsName(passphrase, logInName string) bool {
	name := strings.ToLower(strings.TrimSpace(logInName))
	return name != "" && strings.Contains(strings.ToLower(passphrase), name)
}

func guessable(passphrase, logInName string) bool {
	known := strings.FieldsFunc(strings.ToLower(beginning(logInName, longestName)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	passphrase = beginning(passphrase, scored)
	return zxcvbn.PasswordStrength(passphrase, append(known, "tandem")).Score < leastScore
}

// beginning is at most the first n characters.
func beginning(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// CheckLogInName returns the log-in name without space at its ends. It is an
// e-mail address or a name of one's own choosing, 3 to 100 characters. The
// error is of kind Invalid. Whether it is taken is another question.
func CheckLogInName(name string) (string, error) {
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	switch {
	case n < shortestName:
		return "", tandem.Invalid(tandem.Say("Please use at least %d characters.", shortestName))
	case n > longestName:
		return "", tandem.Invalid(tandem.Say("Please use %d characters or fewer.", longestName))
	case strings.Contains(name, "@"):
		if a, err := mail.ParseAddress(name); err != nil || a.Address != name {
			return "", tandem.Invalid(tandem.Say("This e-mail address does not look complete. Please check it."))
		}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, notInName):
		return "", tandem.Invalid(tandem.Say("Please use letters, numbers, spaces, dots and dashes only."))
	}
	return name, nil
}

func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && !strings.ContainsRune(" ._-'", r)
}
