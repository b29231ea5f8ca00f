// Package statemachine is what resources share that own a state machine of Step
// Functions: it creates, reads, compares, updates and deletes it.
//
// It may import awsclient, awsresource, servicerole and stepfunctions.
package statemachine
