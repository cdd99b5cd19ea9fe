package tandem

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is. One map in server turns kinds
// into statuses.
type Kind string

// The kinds of errors.
const (
	// KindNotFound: it does not exist, or the actor may not know that it does.
	KindNotFound Kind = "not found"
	// KindInvalid: the input cannot be taken; Fields say where and why.
	KindInvalid Kind = "invalid"
	// KindConflict: somebody was faster; what was typed is kept.
	KindConflict Kind = "conflict"
	// KindDenied: the actor may know that it exists, yet may not do this.
	KindDenied Kind = "denied"
	// KindSignedOut: nobody is signed in, or the session has ended.
	KindSignedOut Kind = "signed out"
	// KindThrottled: too many tries; wait.
	KindThrottled Kind = "throttled"
	// KindUnavailable: the database or another part cannot answer just now.
	KindUnavailable Kind = "unavailable"
	// KindInternal: a fault of ours.
	KindInternal Kind = "internal"
)

// FieldError is what is wrong with one field of a form. Field is the name the
// form gave it, such as "items.0.quality".
type FieldError struct {
	Field string
	Text  Text
}

// Error is a failure with a kind and a sentence fit for a person. It never
// holds clinical text, names or secrets, so it may be logged.
type Error struct {
	Kind   Kind
	Text   Text
	Fields []FieldError
	cause  error
}

// Error is the kind, the English sentence and the names of fields at fault,
// without what was typed.
func (e *Error) Error() string {
	s := string(e.Kind)
	if !e.Text.IsZero() {
		s += ": " + e.Text.String()
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Field, f.Text)
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap is the cause, if any.
func (e *Error) Unwrap() error { return e.cause }

// NotFound is an error for what does not exist or must look so.
func NotFound() *Error {
	return &Error{Kind: KindNotFound, Text: Say("We could not find that page.")}
}

// Invalid is an error for input that cannot be taken, with the fields at fault.
func Invalid(text Text, fields ...FieldError) *Error {
	return &Error{Kind: KindInvalid, Text: text, Fields: fields}
}

// InvalidField is Invalid for a single field.
func InvalidField(field string, text Text) *Error {
	return Invalid(text, FieldError{Field: field, Text: text})
}

// Conflict is an error for work that somebody else overtook.
func Conflict(text Text) *Error { return &Error{Kind: KindConflict, Text: text} }

// Denied is an error for what the actor may know of but not do.
func Denied() *Error {
	return &Error{Kind: KindDenied, Text: Say("Your account does not open this page.")}
}

// SignedOut is an error for a request without a living session.
func SignedOut() *Error {
	return &Error{Kind: KindSignedOut, Text: Say("Please log in.")}
}

// Throttled is an error for too many tries; text says how long to wait.
func Throttled(text Text) *Error { return &Error{Kind: KindThrottled, Text: text} }

// Unavailable wraps the failure of something that may come back.
func Unavailable(cause error) *Error {
	return &Error{Kind: KindUnavailable, cause: cause,
		Text: Say("Tandem cannot save or load just now. Nothing was changed. Please try again in a minute.")}
}

// Internal wraps a fault of ours. The cause is for the log and must not hold
// clinical text.
func Internal(cause error) *Error {
	return &Error{Kind: KindInternal, cause: cause,
		Text: Say("Something went wrong on our side. Nothing was changed. Please try again.")}
}

// Internalf is Internal with a formatted cause.
func Internalf(format string, args ...any) *Error { return Internal(fmt.Errorf(format, args...)) }

// KindOf is the kind of err; what is unknown is internal, nil is "".
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Problems gathers field errors while a form is checked.
type Problems struct{ fields []FieldError }

// Add notes what is wrong with a field.
func (p *Problems) Add(field string, text Text) {
	p.fields = append(p.fields, FieldError{Field: field, Text: text})
}

// AddErr notes err at field when it is not nil.
func (p *Problems) AddErr(field string, err error) {
	var e *Error
	switch {
	case err == nil:
	case errors.As(err, &e):
		p.Add(field, e.Text)
	default:
		p.Add(field, Say("We could not read this."))
	}
}

// Err is nil when nothing was noted, else one error of kind Invalid.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	return Invalid(Say("Please look at the marked fields. Nothing was saved yet."), p.fields...)
}
