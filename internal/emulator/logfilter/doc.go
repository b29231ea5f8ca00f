// Package logfilter is the filter pattern language of CloudWatch Logs, as far as
// metric filters need it: conditions on JSON, and terms of plain text. Patterns
// in square brackets, for text in columns, are refused.
//
// It follows the user guide of CloudWatch Logs ("Filter pattern syntax") and
// error texts that were measured. Where the guide leaves something open, such
// as whether "=" finds a boolean, it takes the stricter reading and finds nothing.
//
// The package imports the standard library only.
package logfilter
