// Package patterntype is the Terraform type of an event pattern: a string that
// is checked wherever it is configured, as an attribute or as a function's
// argument, and that is equal to every other spelling of the same pattern.
//
// It may import the Terraform plugin framework and internal/pattern, and no
// other package of this provider.
package patterntype
