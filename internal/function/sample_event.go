package function

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

var _ function.Function = (*sampleEvent)(nil)

// NewSampleEvent returns the function `sample_event(detail_type, overrides...)`,
// which gives a documented event, changed as asked.
func NewSampleEvent() function.Function { return &sampleEvent{} }

type sampleEvent struct{}

func (*sampleEvent) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "sample_event"
}

func (*sampleEvent) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "A documented event of a detail-type",
		MarkdownDescription: "Returns the documented event of a detail-type as compact JSON, whole and with its envelope, for `must_match`, " +
			"`must_not_match` and `provider::eventbridge::matches`.\n\n" +
			"Each further argument changes it: an object (or its JSON) in the shape of an event, such as `{ detail = { build = { state = \"failed\" } } }`, " +
			"is merged into the event, and what it sets is checked against the catalog; the name of a variant, such as `\"blocked\"`, selects another documented event. " +
			"The data source `eventbridge_event_types` lists the detail-types and their variants.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "detail_type",
				MarkdownDescription: "The detail-type as events carry it, such as `Build Finished`.",
			},
		},
		VariadicParameter: function.DynamicParameter{
			Name:                "overrides",
			MarkdownDescription: "An object in the shape of an event, the same as JSON, or the name of a variant.",
		},
		Return: function.StringReturn{},
	}
}

func (*sampleEvent) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var detailType string
	var arguments []types.Dynamic
	resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &detailType, &arguments))
	if resp.Error != nil {
		return
	}
	known := catalog.Default()
	variant, overrides := "", map[string]any{}
	for i, argument := range arguments {
		position := int64(i + 1)
		value, err := toGo(argument)
		switch {
		case errors.Is(err, errUnknown):
			resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, types.StringUnknown()))
			return
		case err != nil:
			resp.Error = function.NewArgumentFuncError(position, sentence(err.Error(), whatIsDocumented))
			return
		}
		if text, ok := value.(string); ok && !strings.HasPrefix(strings.TrimSpace(text), "{") {
			if variant != "" {
				resp.Error = function.NewArgumentFuncError(position, fmt.Sprintf("the variant is given twice, as %q and as %q", variant, text))
				return
			}
			if _, err := known.Sample(detailType, text); err != nil {
				resp.Error = sampleError(err, position)
				return
			}
			variant = text
			continue
		}
		object, err := overridesOf(value)
		if err != nil {
			resp.Error = function.NewArgumentFuncError(position, sentence(err.Error(), whatIsDocumented))
			return
		}
		// Checked one by one, so that the error is at the argument that is wrong.
		text, err := json.Marshal(object)
		if err == nil {
			_, err = known.SampleWith(detailType, variant, text)
		}
		if err != nil {
			resp.Error = sampleError(err, position)
			return
		}
		merge(overrides, object)
	}
	text, err := json.Marshal(overrides)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	event, err := known.SampleWith(detailType, variant, text)
	if err != nil {
		resp.Error = sampleError(err, 0)
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, string(event)))
}

// whatIsDocumented says where to look for the events there are.
const whatIsDocumented = "The data source `eventbridge_event_types` lists what is documented"

// sampleError is the error at the argument that is to blame for it.
func sampleError(err error, position int64) *function.FuncError {
	var unknown *catalog.UnknownDetailTypeError
	if errors.As(err, &unknown) {
		position = 0
	}
	return function.NewArgumentFuncError(position, sentence(err.Error(), whatIsDocumented))
}

// overridesOf is an argument as an object.
func overridesOf(value any) (map[string]any, error) {
	switch value := value.(type) {
	case map[string]any:
		return value, nil
	case string:
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.UseNumber()
		var object map[string]any
		if err := decoder.Decode(&object); err != nil {
			return nil, fmt.Errorf("the overrides are not a JSON object: %w", err)
		}
		if decoder.More() {
			return nil, errors.New("the overrides are more than one JSON object")
		}
		return object, nil
	}
	return nil, errors.New("overrides are an object in the shape of an event, the same as JSON, or the name of a variant")
}

// merge lays one object over another: objects are merged, everything else is replaced.
func merge(into, from map[string]any) {
	for name, value := range from {
		object, ok := value.(map[string]any)
		before, was := into[name].(map[string]any)
		if ok && was {
			merge(before, object)
			continue
		}
		into[name] = value
	}
}
