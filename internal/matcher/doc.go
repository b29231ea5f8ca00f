// Package matcher is the one vocabulary by which users select values of a
// field: `{ equals = ["main"], prefix = ["release/"] }`. Typed rules, their
// `any_of`, and `where` of both kinds of metrics share its operators, the grammar of
// its values, what conflicts and the words for it.
//
// [Read] makes the conditions of an event pattern of a matcher and reports what
// is wrong with it; [Write] makes a matcher of conditions.
//
// It is pure: it imports the standard library, internal/catalog, internal/pattern
// and internal/prose, neither Terraform nor AWS.
package matcher
