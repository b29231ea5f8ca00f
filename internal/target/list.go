package target

import (
	"context"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// targetList is the list resource of any kind of target.
type targetList[M any, P modelOf[M]] struct {
	awsresource.Base
	kind kind[M]
}

type (
	logTargetList     = targetList[logTargetModel, *logTargetModel]
	metricTargetList  = targetList[metricTargetModel, *metricTargetModel]
	serviceTargetList = targetList[serviceTargetModel, *serviceTargetModel]
)

var _ list.ListResourceWithConfigure = (*logTargetList)(nil)

// NewLogTargetList returns the list resource eventbridge_log_target: the targets of
// rules that send events to log groups.
func NewLogTargetList() list.ListResource { return &logTargetList{kind: logTarget()} }

// NewMetricTargetList returns the list resource eventbridge_metric_target: the
// targets of rules that send events to state machines.
func NewMetricTargetList() list.ListResource { return &metricTargetList{kind: metricTarget()} }

// NewList is the list resource eventbridge_target: the targets of rules that send
// events to a destination which eventbridge_target knows.
func NewList() list.ListResource { return &serviceTargetList{kind: serviceTarget()} }

func (l *targetList[M, P]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + l.kind.suffix
}

// The filters of a list, other than the destination's ARN.
const (
	filterBus  = "event_bus_name"
	filterRule = "rule_name"
)

func (l *targetList[M, P]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: fmt.Sprintf("Lists the targets that send the events of a rule to a %[1]s, in the order in which EventBridge lists event buses and rules. "+
			"Event buses and rules that an AWS service manages are left out, unless `event_bus_name`, `rule_name` or `%[2]s` names them.\n\n"+
			"Without a filter, each rule of the region takes one call. `%[2]s` and `rule_name` save most of them.", l.kind.name, l.kind.attribute),
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: l.region(),
			filterBus: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the event bus to search, such as `default`. By default all event buses of the region.",
				Validators:          []validator.String{awsresource.EventBusName()},
			},
			filterRule: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the rule whose targets are listed, on the event bus or buses. By default all rules.",
				Validators:          []validator.String{stringvalidator.RegexMatches(idCharacters, "must be the name of a rule, not its ARN")},
			},
			l.kind.attribute: schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("ARN of the %[1]s that the targets send to. By default any %[1]s.", l.kind.name),
				Validators:          []validator.String{arnValidator{l.kind.destination}},
			},
		},
	}
}

// region is the attribute `region`, which can also follow from the
// destination's ARN.
func (l *targetList[M, P]) region() schema.Attribute {
	attribute := awsresource.ListRegionAttribute()
	attribute.MarkdownDescription = fmt.Sprintf("The AWS region to search, by default that of `%s` or the provider's region.", l.kind.attribute)
	return attribute
}

// arnValidator accepts the ARN of a destination.
type arnValidator struct{ destination destination }

func (v arnValidator) Description(context.Context) string {
	return "must be the ARN of a " + v.destination.name
}

func (v arnValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v arnValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.destination.accepts(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.destination.name+" ARN",
		fmt.Sprintf("%q is not the ARN of a %s.", req.ConfigValue.ValueString(), v.destination.name))
}

// List finds the targets rule by rule, up to the limit.
func (l *targetList[M, P]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	s, diags := l.search(ctx, req)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found, err := range s.targets(ctx) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{s.diagnose(err)}})
				return
			}
			if !yield(l.result(ctx, req, found)) {
				return
			}
		}
	})
}

// search reads the configuration and switches the list to its region.
func (l *targetList[M, P]) search(ctx context.Context, req list.ListRequest) (search, diag.Diagnostics) {
	var region, bus, rule, to types.String
	diags := req.Config.GetAttribute(ctx, path.Root(awsresource.RegionName), &region)
	diags.Append(req.Config.GetAttribute(ctx, path.Root(filterBus), &bus)...)
	diags.Append(req.Config.GetAttribute(ctx, path.Root(filterRule), &rule)...)
	diags.Append(req.Config.GetAttribute(ctx, path.Root(l.kind.attribute), &to)...)
	if diags.HasError() {
		return search{}, diags
	}
	if place := l.kind.regional(to.ValueString()); place != "" {
		if !region.IsNull() && region.ValueString() != place {
			diags.AddAttributeError(path.Root(awsresource.RegionName), "Conflicting region", fmt.Sprintf(
				"`region` is %s, but the region in `%s` is %s. A target sends only to its own region. Remove `region`.",
				region.ValueString(), l.kind.attribute, place))
			return search{}, diags
		}
		region = types.StringValue(place)
	}
	diags.Append(l.In(region)...)
	if diags.HasError() {
		return search{}, diags
	}
	account, err := l.Meta.AWS.AccountID(ctx)
	if err != nil {
		diags.Append(awsresource.Diagnose("the account", "asking AWS for", err, ""))
		return search{}, diags
	}
	return search{
		api: l.Meta.AWS.EventBridge(), reader: l.Meta.AWS.Rules(), destination: l.kind.destination,
		partition: l.Meta.AWS.Partition(), region: l.Meta.AWS.Region(), account: account,
		bus: bus.ValueString(), rule: rule.ValueString(), to: awsclient.PlainLogGroupARN(to.ValueString()),
	}, diags
}

// result returns a target as a result of the list.
func (l *targetList[M, P]) result(ctx context.Context, req list.ListRequest, found foundTarget) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = found.key.String()
	result.Diagnostics.Append(found.key.identity().Set(ctx, result.Identity)...)
	if !req.IncludeResource {
		return result
	}
	var prior, state M
	*P(&prior).shared() = found.key.reference()
	P(&state).flatten(found.key, found.target, prior)
	result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
	return result
}

// diagnose reports an error of the search.
func (s search) diagnose(err error) diag.Diagnostic {
	switch {
	case awsclient.IsNotFound(err) && s.rule != "":
		where := "any event bus"
		if s.bus != "" {
			where = fmt.Sprintf("event bus %q", s.bus)
		}
		return diag.NewAttributeErrorDiagnostic(path.Root(filterRule), "Rule not found",
			fmt.Sprintf("There is no rule %q on %s in %s. Check its name, `event_bus_name`, `region`, and the account of the provider's credentials.", s.rule, where, s.region))
	case awsclient.IsNotFound(err):
		return diag.NewAttributeErrorDiagnostic(path.Root(filterBus), "Event bus not found",
			fmt.Sprintf("There is no event bus %q in %s. Check its name, `region`, and the account of the provider's credentials.", s.bus, s.region))
	}
	return awsresource.Diagnose("targets of rules", "listing", err, "")
}

// searchAPI is the part of the EventBridge API used for looking for targets.
type searchAPI interface {
	awsclient.BusLister
	awsclient.RuleLister
	ListRuleNamesByTarget(context.Context, *eventbridge.ListRuleNamesByTargetInput, ...func(*eventbridge.Options)) (*eventbridge.ListRuleNamesByTargetOutput, error)
}

var _ searchAPI = (*eventbridge.Client)(nil)

// pageSize is the most rules that one call names.
const pageSize = 100

// foundTarget is a target that was found, with its key.
type foundTarget struct {
	key    key
	target ebtypes.Target
}

// search looks for the targets that send to destinations of one kind.
type search struct {
	api         searchAPI
	reader      targetReader
	destination destination

	partition, region string
	account           string // "" where the provider does not ask for it
	bus, rule, to     string // the filters; "" for none
}

// targets are those that were looked for. It ends with the first error, which
// is a *awsclient.NotFoundError where the bus or rule of a filter is not there.
func (s search) targets(ctx context.Context) iter.Seq2[foundTarget, error] {
	return func(yield func(foundTarget, error) bool) {
		missing := s.rule != "" // until it is found
		for rule, err := range s.rules(ctx) {
			if err != nil {
				yield(foundTarget{}, err)
				return
			}
			all, err := s.reader.Targets(ctx, rule.Bus, rule.Name)
			if awsclient.IsNotFound(err) {
				continue // not on this bus, or deleted meanwhile
			}
			if err != nil {
				yield(foundTarget{}, err)
				return
			}
			missing = false
			for _, target := range all {
				if s.wants(target) && !yield(s.found(rule, target), nil) {
					return
				}
			}
		}
		if missing {
			yield(foundTarget{}, &awsclient.NotFoundError{What: "rule " + s.rule})
		}
	}
}

// rules are those that may have such targets, of which bus and name are known.
func (s search) rules(ctx context.Context) iter.Seq2[awsclient.RuleARN, error] {
	return func(yield func(awsclient.RuleARN, error) bool) {
		for bus, err := range s.buses(ctx) {
			if err != nil {
				yield(awsclient.RuleARN{}, err)
				return
			}
			for name, err := range s.rulesOf(ctx, bus) {
				if awsclient.IsNotFound(err) && s.bus == "" {
					break // the bus was deleted meanwhile
				}
				if !yield(awsclient.RuleARN{Bus: bus, Name: name}, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s search) buses(ctx context.Context) iter.Seq2[string, error] {
	if s.bus != "" {
		return one(s.bus)
	}
	return func(yield func(string, error) bool) {
		for bus, err := range awsclient.EventBuses(ctx, s.api, "", 0) {
			if !yield(aws.ToString(bus.Name), err) {
				return
			}
		}
	}
}

// rulesOf are the names of the rules on a bus. If the destination is known,
// EventBridge knows the rules that send to it.
func (s search) rulesOf(ctx context.Context, bus string) iter.Seq2[string, error] {
	if s.rule != "" {
		return one(s.rule)
	}
	if s.to != "" {
		return awsclient.Pages(func(token *string) ([]string, *string, error) {
			out, err := s.api.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{
				TargetArn: aws.String(s.to), EventBusName: aws.String(bus), Limit: aws.Int32(pageSize), NextToken: token,
			})
			if err != nil {
				return nil, nil, err
			}
			return out.RuleNames, out.NextToken, nil
		})
	}
	return func(yield func(string, error) bool) {
		for rule, err := range awsclient.RulesOf(ctx, s.api, bus, "") {
			if managed := aws.ToString(rule.ManagedBy) != ""; !managed && !yield(aws.ToString(rule.Name), err) {
				return
			}
		}
	}
}

func one(name string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) { yield(name, nil) }
}

func (s search) wants(target ebtypes.Target) bool {
	to := aws.ToString(target.Arn)
	return s.destination.accepts(to) && (s.to == "" || awsclient.PlainLogGroupARN(to) == s.to)
}

// found completes the key of a target.
func (s search) found(rule awsclient.RuleARN, target ebtypes.Target) foundTarget {
	account := s.account
	if account == "" {
		account = awsresource.AccountOf(aws.ToString(target.Arn)) // that of the rule, too
	}
	return foundTarget{target: target, key: key{id: aws.ToString(target.Id), rule: awsclient.RuleARN{
		Partition: s.partition, Region: s.region, Account: account, Bus: rule.Bus, Name: rule.Name,
	}}}
}
