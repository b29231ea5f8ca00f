// Package pattern is the event-pattern language of Amazon EventBridge.
package pattern
