package metric

import (
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// resourceType is the resource whose state machines are made here.
const resourceType = "eventbridge_metric"

// The names of the states.
const (
	stateMeasure = "Measure"
	stateDecide  = "Anything to publish"
	statePublish = "Publish"
	stateNothing = "Nothing to publish"
)

// Definition is the state machine that publishes the metric, in Amazon States
// Language with JSONata. It takes the value and the time of the event, ends when
// there is no value, and calls PutMetricData otherwise. partition is AWS's, such
// as "aws-cn".
func (s Spec) Definition(c *catalog.Catalog, partition string) string {
	point := stepfunctions.Object{
		"MetricName":        stepfunctions.Text(s.Name),
		"Value":             stepfunctions.Expression("$value"),
		"Unit":              s.Unit,
		"StorageResolution": s.Resolution,
		"Timestamp":         stepfunctions.Expression("$timestamp"),
	}
	if len(s.Dimensions) > 0 {
		point["Dimensions"] = stepfunctions.Expression(s.dimensionsExpression(c))
	}
	return stepfunctions.JSON(stepfunctions.Object{
		"Comment":       stepfunctions.Comment(resourceType, s),
		"QueryLanguage": "JSONata",
		"StartAt":       stateMeasure,
		"States": stepfunctions.Object{
			stateMeasure: stepfunctions.Object{
				"Type": "Pass",
				"Assign": stepfunctions.Object{
					"value":     stepfunctions.Expression(s.valueExpression(c)),
					"timestamp": stepfunctions.Expression(timestampExpression()),
				},
				"Next": stateDecide,
			},
			stateDecide: stepfunctions.Object{
				"Type":    "Choice",
				"Choices": []stepfunctions.Object{{"Condition": stepfunctions.Expression("$type($value) = 'number'"), "Next": statePublish}},
				"Default": stateNothing,
			},
			statePublish: stepfunctions.Object{
				"Type":      "Task",
				"Resource":  "arn:" + partition + ":states:::aws-sdk:cloudwatch:putMetricData",
				"Arguments": stepfunctions.Object{"Namespace": stepfunctions.Text(s.Namespace), "MetricData": []stepfunctions.Object{point}},
				"Retry":     retries,
				"End":       true,
			},
			stateNothing: stepfunctions.Object{"Type": "Succeed"},
		},
	})
}

// retries give up at once on what no retry can mend, and try everything else
// again for about a minute: throttling, errors of the service, and a role whose
// policy has just changed. An express run may take five minutes.
var retries = []stepfunctions.Object{
	{
		"ErrorEquals": []string{
			"CloudWatch.InvalidParameterValueException", "CloudWatch.InvalidParameterCombinationException", "CloudWatch.MissingRequiredParameterException",
		},
		"MaxAttempts": 0,
	},
	{"ErrorEquals": []string{"States.TaskFailed"}, "IntervalSeconds": 1, "MaxAttempts": 6, "BackoffRate": 2, "JitterStrategy": "FULL"},
}

// SpecOf reads the Spec of a state machine's definition. The second answer is
// false where the definition was not made by this package, the third where it
// was made and changed since.
func SpecOf(definition string, c *catalog.Catalog, partition string) (spec Spec, ours, intact bool) {
	if !stepfunctions.Spec(definition, resourceType, &spec) {
		return Spec{}, false, false
	}
	return spec, true, stepfunctions.Same(spec.Definition(c, partition), definition)
}
