package exercise

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Mistake is one thing wrong with a definition's file: where and why.
type Mistake struct {
	File  string
	Line  int    // 0 where no line can be named
	Where string // the field or step
	Why   string
}

// Error is the mistake in one line.
func (m Mistake) Error() string {
	s := m.File
	if m.Line > 0 {
		s += fmt.Sprintf(":%d", m.Line)
	}
	if m.Where != "" {
		s += ": " + m.Where
	}
	return s + ": " + m.Why
}

// MistakeAt is a mistake with the line of what it is about: of the step or the
// field with that id, else of the exercise's own member of that name, else of
// the first place where the word stands in quotes.
func MistakeAt(file string, text []byte, anchor, where, why string) Mistake {
	m := Mistake{File: file, Where: where, Why: why}
	if step := strings.HasPrefix(where, "step "); step || strings.HasPrefix(where, "field ") {
		if at, ok := identified(text, anchor, step); ok {
			m.Line = line(text, at)
			return m
		}
	}
	if at, ok := member(text, anchor); ok {
		m.Line = line(text, at)
	} else if at := bytes.Index(text, []byte(`"`+anchor+`"`)); at >= 0 {
		m.Line = line(text, int64(at))
	}
	return m
}

// stepDepth is how many objects and lists are open where a step says its id; a
// field says its own deeper.
const stepDepth = 3

// identified is where a step, or else a field, of that id says it: the two may
// have the same.
func identified(text []byte, id string, step bool) (at int64, ok bool) {
	dec, depth := json.NewDecoder(bytes.NewReader(text)), 0
	var before json.Token
	for {
		token, err := dec.Token()
		switch {
		case err != nil:
			return 0, false
		case token == json.Delim('{') || token == json.Delim('['):
			depth++
		case token == json.Delim('}') || token == json.Delim(']'):
			depth--
		case before == "id" && token == id && step == (depth == stepDepth):
			return dec.InputOffset(), true
		}
		before = token
	}
}

// member is where the name of a member of the outermost object ends.
func member(text []byte, name string) (at int64, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return 0, false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return 0, false
		}
		if key == name {
			return dec.InputOffset(), true
		}
		var skipped json.RawMessage
		if err := dec.Decode(&skipped); err != nil {
			return 0, false
		}
	}
	return 0, false
}

// unknownWord is how Go's decoder says that nobody knows a member.
const unknownWord = `json: unknown field "`

// NoJSON is the mistake of a text that could not be decoded, at the line where
// the decoder stumbled.
func NoJSON(file string, text []byte, err error, dec *json.Decoder) Mistake {
	offset := dec.InputOffset()
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &wrong):
		offset = wrong.Offset
	case strings.HasPrefix(err.Error(), unknownWord):
		word := strings.TrimPrefix(err.Error(), unknownWord)
		if at := bytes.Index(text, []byte(`"`+word)); at >= 0 { // it ends in its quote
			offset = int64(at)
		}
	}
	return Mistake{File: file, Line: line(text, offset), Why: err.Error()}
}

func line(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}
