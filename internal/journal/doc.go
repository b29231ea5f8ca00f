// Package journal defines the state machine that delivers the summary of an AWS
// DevOps Agent investigation: it takes an event, finds the summary in the journal
// of the agent space, and publishes an event with its text.
//
// It is pure: it imports stepfunctions only.
package journal
