// Package pull defines the state machine that reads a source's history through an
// API, page by page, and publishes each event once ([Spec.Definition]). What is
// particular to a source is data of the catalog ([catalog.Pull]).
//
// A run continues where the last successful run ended: its output is the cursor.
// Windows of time overlap by [Spec.Late], and the IDs that were read in the
// overlap are left out the next time. An event that becomes visible at most Late
// after it occurred is therefore published at least once, and exactly once if no
// run fails. For the reasoning: let the windows of a chain of successful runs be
// [from, to], each read to its last page no earlier than at its end, and the next
// one begin Late before it. An event of t that is visible at v <= t + Late lies in
// the first window that ends after t + Late, which is read after v: there it is
// published, unless an earlier window has read it.
//
// It is pure: it imports the standard library, internal/catalog and
// internal/stepfunctions, neither Terraform nor AWS.
package pull
