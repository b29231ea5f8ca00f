// Package matcher is the one vocabulary with which users select values of a
// field: `{ equals = ["main"], prefix = ["release/"] }`. Typed rules, their
// `any_of`, and `where` of both kinds of metrics share its operators, the grammar of
// their values, and the checks for conflicts with their messages.
//
// [Read] turns a matcher into conditions of an event pattern and reports what is
// wrong with it; [Write] turns conditions into a matcher.
//
// It is pure: it imports the standard library, internal/catalog, internal/pattern
// and internal/prose, neither Terraform nor AWS.
package matcher
