// Package stepfunctions writes definitions of state machines in Amazon States
// Language with JSONata. All text that enters an expression is escaped here.
//
// It is pure: it imports the standard library only.
package stepfunctions
