// Package metric knows how events become points of a CloudWatch metric: what a
// metric is made of ([Spec]), what fits the documented events and CloudWatch's
// limits ([Spec.Check]), the presets, and the two ways to count without code:
// the state machine definition in JSONata ([Spec.Definition]) and the filter
// pattern of a log group ([Filter]).
//
// It is pure: it imports the standard library, internal/catalog and
// internal/pattern, neither Terraform nor AWS.
package metric
