// Package emulator is a local Amazon Web Services for tests and for the demo:
// one HTTP endpoint, in process, that answers what the provider calls of
// Amazon EventBridge (buses, partner event sources from both sides, rules,
// targets, events), CloudWatch Logs, STS and the services that targets need,
// and that delivers events.
//
// It is a test double. It holds our reading of AWS (the public service models,
// the user guides, measured error texts), not AWS itself, and it is never a
// product: nothing is stored on disk, no signature is verified, any credentials
// are accepted. Where AWS's behavior is not known, the stricter reading is
// taken, so that a test errs on the safe side.
//
// How it is laid out:
//
//   - the core knows no service: emulator.go (state, clock), dispatch.go (from
//     request to operation), protocol_json.go and protocol_query.go (the wire),
//     validate.go (the constraints of the service models, as struct tags),
//     store.go (state by service, account and region), fault.go, calls.go.
//   - a service is a list of operations (events.go, logs.go, sts.go) with one
//     file for each group of operations. To add a service, write such a list
//     and name it in services.go.
//   - delivery.go takes an event from a bus to the targets of the rules it
//     matches; what a kind of target does is registered in services.go too.
//   - inspect.go and partner.go are for tests: they look and act without HTTP.
//
// The package imports internal/pattern, which matches events, the folders below
// it, the CBOR of smithy-go, and the standard library. It imports neither
// Terraform nor an AWS SDK.
package emulator
