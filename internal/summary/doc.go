// Package summary holds the resource eventbridge_devops_agent_summary: a state
// machine that publishes the summary of an AWS DevOps Agent investigation as an
// event, with its two roles.
//
// It may import composite, what composite may import, and journal.
package summary
