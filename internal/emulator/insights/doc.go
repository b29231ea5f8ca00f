// Package insights is the query language of CloudWatch Logs Insights, as far as
// the queries of the catalog need it: fields, display, filter, parse, stats,
// sort, dedup and limit. Anything else is refused.
//
// It follows AWS's page "CloudWatch Logs Insights language query syntax". Where
// that leaves something open, it takes the stricter reading: a JSON null is an
// absent field, and no comparison holds for an absent field, not even "!=".
//
// The package imports the standard library only.
package insights
