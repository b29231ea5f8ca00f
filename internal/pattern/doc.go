// Package pattern is the event-pattern language of Amazon EventBridge: it reads and checks patterns, matches events against them,
// explains the outcome, and builds patterns. It imports the standard library and internal/prose, and neither Terraform nor AWS.
//
// [Parse] reads a pattern and reports every problem with its place. [Pattern.Match] matches an event and [Pattern.Explain] says why; an
// [Evaluator] does the same for the conditions on one field. [Pattern.Equal] compares two patterns, [Condition.Covers] and
// [Condition.Overlaps] two conditions. A [Builder] makes the text of a pattern.
//
// What follows is the language, as this package has it. Each statement rests on one of three sources, named in brackets: the EventBridge
// user guide [guide]; verdicts of AWS's open-source engine, github.com/aws/event-ruler 2.0.1, measured [engine]; answers of the
// service's TestEventPattern that others recorded [service]. Where they differ we follow the engine, because an engine decides whether a
// rule fires, and warn where that is a trap. The last section lists those places.
//
// # Shape
//
// A pattern is a JSON object with at least one field. The value of a field is an object with fields below it, or a list: a leaf. A list has at
// least one element: a string, a number, true, false, null, or an object with exactly one operator. [guide] [engine]
//
// All fields must match (AND). Of a list at least one element must match (OR). A field that a pattern does not name may
// have any value or none. Names are case-sensitive, and so are operators. [guide]
//
// A dot in a name equals a step down: {"detail.state": ["x"]} is {"detail": {"state": ["x"]}}, in patterns and in
// events. [engine] [service]
//
// The text is JSON as RFC 8259 has it: no comments, no trailing commas, at most 1,000 levels, numbers of at most 1,000 characters. [engine]
// A pattern must be UTF-8. A path that is set more than once has the conditions that come last; objects that come more than once add up.
// [engine]
//
// # Values
//
// A string matches the same string, character by character, without normalization. The exception is a string that is an
// IP address: it matches every spelling of that address. [engine]
//
// A number matches a number of the same value: 300 matches 300.0 and 3e2. [engine] [service] Numbers are compared as 64-bit floating
// point. One that this would change, with more than 17 digits for example, cannot be compared: in a list it matches only the same
// spelling, and numeric and anything-but refuse it. [engine]
//
// true, false and null match themselves. No value matches one of another type: "1" is not 1, "null" is not null. [guide]
//
// # Operators
//
//	{"prefix": "a"}                          strings that begin with a; "" matches every string
//	{"suffix": "a"}                          strings that end with a
//	{"prefix": {"equals-ignore-case": "a"}}  the same in any case; suffix too
//	{"equals-ignore-case": "a"}              strings that are equal in any case
//	{"wildcard": "a*b"}                      * is any run of characters; \* and \\ are escapes, ** is refused
//	{"numeric": [">=", 1, "<", 5]}           numbers: one of = < <= > >=, or a lower bound and then a greater upper one
//	{"cidr": "10.0.0.0/24"}                  strings that are addresses of an IPv4 (0 to 31 bits) or IPv6 (0 to 127) block
//	{"exists": true}                         any value, null included
//	{"exists": false}                        no value
//	{"anything-but": "a"}                    any value but this string, or number, or those of a list of one type
//	{"anything-but": {"prefix": "a"}}        the same for prefix, suffix, equals-ignore-case, wildcard, with a string or a list
//	{"exactly": "a"}                         the string, even where it is an IP address; not documented, so we warn
//
// Only a scalar is a value: a field that is an object or an empty array does not exist. [engine] [service] anything-but
// matches null and values of other types, but not a missing field. [service]
//
// Where case is ignored, each character of the pattern stands for its lower case and its upper case, and for nothing
// else; the event is not folded. So "ß" matches "SS" but not "ss". [engine] We take Unicode 15; the engine takes that of its Java.
//
// # Arrays
//
// An array in an event matches when one of its elements does; so anything-but on an array means that one element differs, not that all
// do. [guide] Arrays of objects are looked into, and fields below the same array must match in the same element. [engine]
//
// Fields are tried in the order of their paths, by UTF-16 code unit, and a value settles the elements that it is in for those after
// it. {"exists": false} means missing from what is settled by then: {"a": {"x": ["1"], "z": [{"exists": false}]}} matches an array in which
// an element has x but no z, whereas with b instead of z no element may have a b, since b comes before x. [engine]
//
// # $or
//
// The value of "$or" is a list of at least two objects, one of which must match. It may stand at every level where a field may,
// next to fields (AND), and within another one. No field in a branch may have the name of an operator or of a comparison, or one that the
// engine keeps for later, such as regex. [guide] [engine] All "$or" of a pattern may make at most 1,000 combinations. [guide]
//
// # Limits
//
// A compact pattern has at most 2,048 characters by default (a warning beyond) and 4,096 at all (an error). [guide] A combination has
// at most 256 fields. [engine] Wildcards that are too complex are refused by the service; nobody says at which point, so
// we report an error from where one is known to be refused, and warn beyond what is known to be accepted. [service]
//
// # Events
//
// An event is a JSON object; strictness and limits are those of patterns. A name that comes twice has all its values. [engine]
//
// # Where the engine surprises
//
// We do what the engine does in each of these, and count them in the tests as quirks:
//
//   - A branch of "$or" is lost when an earlier one has the same fields and shares a value with it in each. We warn, also where the engine
//     loses it at times only, depending on the order of a hash table; there we keep it.
//   - Text after the closing brace is ignored, in patterns and events. In a pattern we warn: the service may be stricter.
//   - Addresses are compared by their hexadecimal digits up to the first that decides. So a block such as 16.0.0.0/8 also matches
//     the number 105 and IPv6 addresses that begin with 10, unless the same list compares numbers.
//   - A character outside the Basic Multilingual Plane is two question marks where case is ignored: an emoji does not match itself.
//   - An empty name at the beginning of a pattern's path is not a step; one in an event is skipped, with all that is below it, unless a
//     pattern has one between two dots.
//   - A prefix that ends with a quote, and a suffix that begins with one, also match the string that lacks it.
//   - A list in anything-but's prefix, suffix, equals-ignore-case or wildcard may be empty; the engine then fails to use the pattern. We warn, and
//     the condition matches nothing.
//
// These we do not follow, because they are accidents of how the engine stores its states, or of the Java it runs on, and not always the
// same from one run to the next:
//
//   - In a list with a string, a numeric and a further condition on strings, the engine at times misses the string.
//   - In a list, it goes on within the asterisk of a wildcard with a later condition that ignores case, or a suffix beyond ASCII, if that begins
//     as the wildcard does: [{"wildcard": "*-prod"}, {"equals-ignore-case": "main"}] matches "x-main". We warn; the wildcard belongs last.
//   - Half of a surrogate pair, escaped, is a question mark for it; in an exact value only at times. Here it is none in exact values.
//   - Before Java 19 it takes a few huge numbers for others: it compares 63909577032694232, but neither 63909577032694230 nor 1e23.
//   - Where an event repeats a name within nested arrays, or writes it with dots, it may choose another one of the arrays to look a value up by.
package pattern
