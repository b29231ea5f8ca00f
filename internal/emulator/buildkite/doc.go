// Package buildkite is a fake of Buildkite's GraphQL API, as far as reading the
// audit events of an organization goes: paging, points, errors and portals as
// Buildkite documents them. [Fake] is an [net/http.Handler]; it can be served to
// any client, or be the host of an HTTP Task of the emulator.
//
// It is a test double, and what Buildkite does not document is our reading: that
// the bounds of a time window are inclusive, and that a cursor stands for one event
// among others of the same time.
//
// It imports the standard library only.
package buildkite
