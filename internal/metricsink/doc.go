// Package metricsink holds the resource eventbridge_metric: a CloudWatch metric
// that a Step Functions state machine computes from events, with its two roles.
//
// It may import composite, what composite may import, catalog, metric, metricspec and
// patterntype.
package metricsink
