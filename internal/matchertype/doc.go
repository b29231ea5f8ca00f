// Package matchertype reads matchers from Terraform values. An attribute that
// holds matchers is of any type, or a map of maps of lists, and its value comes from
// literals, variables, modules or YAML: as objects, maps, tuples, lists and sets,
// with nulls and unknown parts. Here all of them become what package matcher reads.
//
// Null and empty mean the same at every level: not given.
//
// It imports the Terraform plugin framework, internal/matcher and what that
// imports, not AWS.
package matchertype
