// Package jsonata evaluates JSONata expressions as AWS Step Functions does: with
// the reference implementation, the npm package jsonata in the version that AWS
// documents, run unchanged by a JavaScript engine in this process. Nothing of
// the language is implemented here; what Step Functions adds to it is in
// extras.go.
//
// The JavaScript file is not part of this repository: `make jsonata` fetches it
// into .bin/jsonata, and [Locate] finds it there. Without it nothing can be
// evaluated, and tests skip.
//
// The package imports the JavaScript engine goja and the standard library. Only
// the emulator, the demo and tests may import it, never the provider.
package jsonata
