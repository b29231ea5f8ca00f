// Package rule holds the rules of event buses: the typed rules, which are all one
// implementation over the catalog, the raw rule, and what both share.
//
// A rule resource is the base (schema.go, plan.go, crud.go), which knows Terraform
// and AWS, with a kind (typed.go, raw.go), which knows how its attributes make an
// event pattern (expand) and how they are read back from one (flatten): for a
// refresh, an import (import.go), a move from another resource type (move.go) and a
// list (list.go) alike.
//
// What the plan says about the events of a rule is in check_events.go (must_match
// and must_not_match) and in preview.go (the events that a log group received),
// with the comparison and its words in preview_text.go. Package awsclient
// reads the events. matching_data_source.go evaluates one event against all rules of
// an event bus.
//
// It may import awsresource, awsclient, the pure packages, matchertype and patterntype,
// and no other package of this provider.
package rule
