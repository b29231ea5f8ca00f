package pattern

import (
	"fmt"
	"strings"
)

// Severity reports whether a [Problem] makes a pattern unusable.
type Severity int

const (
	// Error is a problem for which EventBridge refuses the pattern, or for which the pattern cannot be read.
	Error Severity = iota + 1
	// Warning is a problem that EventBridge lets pass, or may let pass, but that hardly does what was meant.
	Warning
)

// String is "error" or "warning".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "unknown"
	}
}

// Position is a place in a text.
type Position struct {
	// Line counts from 1.
	Line int
	// Column counts characters (code points, not bytes) from 1.
	Column int
	// Offset counts bytes from 0.
	Offset int
}

// Problem is one thing that is wrong in a pattern, with its place.
type Problem struct {
	// Path is the JSON path of what is wrong: "$" is the whole pattern, "$.detail.build.state[0].prefix" a value in it.
	// A key with other characters than letters, digits, `_`, `$` and `-` is quoted: "$['build.state'][0]".
	Path string
	// Line counts from 1, Column counts characters from 1, Offset counts bytes from 0.
	Line, Column, Offset int
	// Severity is [Error] or [Warning].
	Severity Severity
	// Summary is a short noun phrase, the same for every problem of a kind.
	Summary string
	// Detail says in a sentence or more what was found, what is allowed and, where it is known, what to write instead.
	Detail string
	// Found is the offending text as it stands in the pattern, shortened when long. Empty when something is missing.
	Found string
	// Suggestion is what to write instead of Found, when that is known.
	Suggestion string
}

// String is the problem on one line, as a log or a test shows it.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s at line %d, column %d: %s: %s", p.Severity, p.Path, p.Line, p.Column, p.Summary, p.Detail)
}

// Problems are all the problems of one pattern, in the order of the text.
type Problems []Problem

// Errors are the problems for which the pattern cannot be used.
func (p Problems) Errors() Problems { return p.only(Error) }

// Warnings are the problems that leave the pattern usable.
func (p Problems) Warnings() Problems { return p.only(Warning) }

// HasErrors reports whether the pattern cannot be used.
func (p Problems) HasErrors() bool {
	for _, problem := range p {
		if problem.Severity == Error {
			return true
		}
	}

	return false
}

// Err is nil when there is no error among the problems, and an [*InvalidError] with the errors otherwise.
func (p Problems) Err() error {
	if !p.HasErrors() {
		return nil
	}

	return &InvalidError{Problems: p.Errors()}
}

func (p Problems) only(severity Severity) Problems {
	var only Problems

	for _, problem := range p {
		if problem.Severity == severity {
			only = append(only, problem)
		}
	}

	return only
}

// InvalidError reports that a pattern is not valid. It carries every error that was found.
type InvalidError struct {
	Problems Problems
}

// Error names all errors, one on a line.
func (e *InvalidError) Error() string {
	lines := make([]string, 0, len(e.Problems))

	for _, problem := range e.Problems {
		lines = append(lines, fmt.Sprintf("%s (line %d, column %d): %s", problem.Path, problem.Line, problem.Column, problem.Detail))
	}

	return "the event pattern is not valid: " + strings.Join(lines, "\n")
}
