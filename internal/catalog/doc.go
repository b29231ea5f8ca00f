// Package catalog holds the documented events of the sources this provider
// knows, as data, and what follows from that data alone: the field trees that
// typed rules and documentation are built from, sample events, and the check
// that an event pattern can ever match a documented event.
//
// # The data
//
// A source is a folder. Adding one adds data, never code; README.md in this
// folder shows it with a worked example. All schemas are JSON Schema documents
// (draft 2020-12) that use a small, fixed part of the language; Load refuses
// any other keyword, so that a misspelled one can't be overlooked.
//
//	documents.json                      documents that facts about all sources come from
//	envelope.json                       what EventBridge puts around every event
//	<source>/source.json                title, partner or event source, documents, families
//	<source>/objects/<object>.json      schema of an object that several events share
//	<source>/events/<event>.json        schema of the detail of one detail-type
//	<source>/samples/<event>/<variant>.json   whole events, "documented" first
//
// An event refers to a shared object with $ref and adds only what differs for
// this detail-type: which optional fields are always there
// (required), which are never there (false), which values are possible here
// (enum). Beyond JSON Schema's own keywords there are three annotations:
// x-source names the documents a fact is taken from, x-since the date a field
// or detail-type appeared in them, and x-expected the values that fit the
// detail-type where the documents don't exclude the others.
//
// # Imports
//
// The package is pure: standard library and internal/pattern only, neither
// Terraform nor AWS.
package catalog
