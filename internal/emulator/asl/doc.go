// Package asl runs state machines of AWS Step Functions that are written with
// JSONata: it checks a definition in Amazon States Language, and takes an input
// through its states.
//
// It knows the states Pass, Choice, Task, Wait, Succeed and Fail with all their
// JSONata fields, retries and catchers. A definition with Map or Parallel
// states, or with JSONPath, is checked for its structure only, and a run that
// comes to such a state fails and says so. No time passes: a wait and a retry
// happen at once, and the record of a run tells how long they would have taken.
//
// JSONata itself is evaluated by a function that the caller gives, and so are
// tasks. The package imports internal/emulator/jsonata for the types of its
// results, and the standard library.
package asl
