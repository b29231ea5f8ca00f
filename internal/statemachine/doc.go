// Package statemachine creates, reads, compares, updates and deletes the state
// machine of Step Functions that a resource owns.
//
// It may import awsclient, awsresource, servicerole and stepfunctions.
package statemachine
