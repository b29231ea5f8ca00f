// Package patterntype is the Terraform type of an event pattern: a string that
// is checked wherever it is configured, as an attribute or as a function's
// argument, and that is equal to every other spelling of the same pattern.
//
// It also has the attribute `catalog_check`, which every resource with a pattern
// or with paths of fields has.
//
// It may import the Terraform plugin framework, internal/pattern and
// internal/catalog, and no other package of this provider.
package patterntype
