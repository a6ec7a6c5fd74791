// Package fault holds the errors a caller may see. Everything else stays wrapped, is logged with
// the request id, and reaches the caller as "internal".
package fault

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind is the class of a fault; the HTTP edge maps each to one status.
type Kind int

// The kinds of fault.
const (
	Invalid Kind = iota + 1
	Malformed
	Unauthenticated
	Forbidden
	NotFound
	Method
	Conflict
	Gone
	Stale
	PreconditionRequired
	TooLarge
	Unsupported
	Throttled
	Unavailable
)

// Params are the values a catalogue text is filled with.
type Params map[string]any

// Field is what is wrong with one field of the input.
type Field struct {
	Name   string // dotted JSON path, e.g. "spaces.0.capacity"
	Code   string
	Params Params
}

// Error is a fault with a stable code, which a caller can act on.
type Error struct {
	Kind   Kind
	Code   string
	Params Params
	Fields []Field
	// Data travels to the caller as it is: the candidates of a duplicate warning, for one.
	Data any
	// RetryAfter is in seconds; zero when unknown.
	RetryAfter int
}

// Error names the code and what it was filled with.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for _, k := range slices.Sorted(maps.Keys(e.Params)) {
		fmt.Fprintf(&b, " %s=%v", k, e.Params[k])
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Code)
	}
	return b.String()
}

// Is matches a fault by its code, so errors.Is(err, fault.New(0, "x")) holds for any fault with code x.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// New makes a fault; params are key and value in turn.
func New(kind Kind, code string, params ...any) *Error {
	return &Error{Kind: kind, Code: code, Params: pairs(params)}
}

// With attaches data for the caller.
func (e *Error) With(data any) *Error {
	e.Data = data
	return e
}

// Code returns the code of the fault in err's chain, or "" when it holds none.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func pairs(params []any) Params {
	if len(params) == 0 {
		return nil
	}
	p := make(Params, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		p[fmt.Sprint(params[i])] = params[i+1]
	}
	return p
}

// Fields collects what is wrong with an input.
type Fields []Field

// Add notes that the named field is wrong; params are key and value in turn.
func (f *Fields) Add(name, code string, params ...any) {
	*f = append(*f, Field{Name: name, Code: code, Params: pairs(params)})
}

// Err is nil when nothing was added.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid_input", Fields: f}
}
