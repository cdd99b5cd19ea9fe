package tandem

import (
	"context"
	"fmt"
)

// Text is a sentence that a person may read, kept as its English source with
// its arguments, so that it can be put into the reader's language at the edge.
type Text struct {
	Source string // English; a fmt format when Args are given
	Args   []any
}

// Say makes a Text. The source is the key into the catalogues of other
// languages, so it must be a constant.
func Say(source string, args ...any) Text { return Text{Source: source, Args: args} }

// String is the English sentence.
func (t Text) String() string { return format(t.Source, t.Args) }

// IsZero tells whether there is nothing to say.
func (t Text) IsZero() bool { return t.Source == "" }

// In is the sentence in the language of ctx.
func (t Text) In(ctx context.Context) string {
	if t.Source == "" {
		return ""
	}
	return T(ctx, t.Source, t.Args...)
}

// Translator puts English source sentences into one language.
type Translator interface {
	// Language is the BCP 47 tag, such as "en" or "es".
	Language() string
	// Translate returns the sentence for the source, arguments filled in.
	Translate(source string, args ...any) string
}

type translatorKey struct{}

// WithTranslator returns a context whose sentences come out through tr.
func WithTranslator(ctx context.Context, tr Translator) context.Context {
	return context.WithValue(ctx, translatorKey{}, tr)
}

// T is the translation function: every sentence that people read goes through
// it, or through Say and Text.In. Without a translator it answers in English.
// Arguments that are a Text themselves come out in the same language.
func T(ctx context.Context, source string, args ...any) string {
	args = spoken(ctx, args)
	if tr, ok := ctx.Value(translatorKey{}).(Translator); ok {
		return tr.Translate(source, args...)
	}
	return format(source, args)
}

// Language is the language of ctx, "en" when none was set.
func Language(ctx context.Context) string {
	if tr, ok := ctx.Value(translatorKey{}).(Translator); ok {
		return tr.Language()
	}
	return "en"
}

// spoken puts the arguments that are sentences into the language of ctx.
func spoken(ctx context.Context, args []any) []any {
	for i, a := range args {
		if t, ok := a.(Text); ok {
			args = append([]any(nil), args...) // the caller's slice may be shared
			args[i] = t.In(ctx)
		}
	}
	return args
}

func format(source string, args []any) string {
	if len(args) == 0 {
		return source
	}
	return fmt.Sprintf(source, args...)
}
