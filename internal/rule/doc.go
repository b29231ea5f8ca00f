// Package rule is the rules of event buses: the typed rules, which are all one
// implementation over the catalog, the raw rule, and what both share.
//
// A rule resource is the base (resource.go, plan.go, read.go, write.go), which
// knows Terraform and AWS, with a kind (typed.go, raw.go), which knows how its
// attributes make an event pattern (expand) and how they are read back from
// one (flatten): for a refresh, an import (identity.go), a move from another
// resource type (move.go) and a list (list.go) alike.
//
// It may import awsresource, awsclient, catalog, pattern, patterntype and the
// Terraform plugin framework, and no other package of this provider.
package rule
