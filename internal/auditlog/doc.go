// Package auditlog holds the resource eventbridge_buildkite_audit_log: a schedule
// that starts a state machine, which reads Buildkite's audit log and publishes its
// events, with the connection that contains the API token, and two roles.
//
// It may import composite, what composite may import, catalog, prose and pull.
package auditlog
