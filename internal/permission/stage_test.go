package permission_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// callerKey is the access key of the provider, whose permissions are limited;
// what a test does by hand has another.
const callerKey = "AKIACALLERWITHPOLICIES"

// config are the arguments of something, in Go's terms.
type config map[string]any

// stage is an AWS of a scenario's own, with the provider in front of it. The
// provider is driven over its protocol as Terraform does, which takes
// milliseconds: there are hundreds of lives to live.
type stage struct {
	t        *testing.T
	aws      *emulator.Emulator
	url      string
	provider config // more of the provider's configuration
	key      string // the access key that the provider starts with
	ctx      context.Context
	// created is called with what the scenario creates first, and ends it.
	created func(*thing, config) error

	// Clients for what is done by hand.
	events     *eventbridge.Client
	logs       *cloudwatchlogs.Client
	cloudwatch *cloudwatch.Client
	iam        *iam.Client
	states     *sfn.Client
	sns        *sns.Client
	sqs        *sqs.Client
	lambda     *lambda.Client

	// used are the phases in which each access was asked for, see accessOf.
	used map[access]map[permission.Phase]bool
	// other are the accesses asked for beside the one of the call's own name.
	other map[string]map[string]bool
}

// access is an action on a kind of resource.
type access struct{ action, resource string }

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, aws: emulator.New(), key: callerKey, ctx: t.Context(), used: map[access]map[permission.Phase]bool{}, other: map[string]map[string]bool{}}
	server, err := s.aws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.url = server.URL
	hand := aws.Config{
		Region: acctest.Region, BaseEndpoint: aws.String(s.url),
		Credentials: credentials.NewStaticCredentialsProvider(acctest.AccessKey, acctest.SecretKey, ""),
	}
	s.events, s.logs = eventbridge.NewFromConfig(hand), cloudwatchlogs.NewFromConfig(hand)
	s.cloudwatch = cloudwatch.NewFromConfig(hand)
	s.iam, s.states = iam.NewFromConfig(hand), sfn.NewFromConfig(hand)
	s.sns, s.sqs, s.lambda = sns.NewFromConfig(hand), sqs.NewFromConfig(hand), lambda.NewFromConfig(hand)
	return s
}

// limit lets the provider do what the policy allows, and nothing else.
func (s *stage) limit(policy permission.Document) {
	s.t.Helper()
	if len(policy.Statement) == 0 { // a policy has to have one
		policy.Statement = []permission.Statement{{Effect: "Allow", Action: []string{"none:None"}, Resource: []string{"*"}}}
	}
	if err := s.aws.SetCallerPolicy(s.key, policy.JSON()); err != nil {
		s.t.Fatalf("%s: %s", err, policy.JSON())
	}
}

// byHand does something by hand.
func byHand[In, Out, Option any](s *stage, call func(context.Context, *In, ...func(*Option)) (*Out, error), in *In) *Out {
	s.t.Helper()
	out, err := call(s.t.Context(), in)
	if err != nil {
		s.t.Fatalf("by hand: %s", err)
	}
	return out
}

// schemas are the provider's, asked for once.
var schemas = sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
	server, err := acctest.Factories()["eventbridge"]()
	if err != nil {
		return nil, err
	}
	return server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
})

func schemasOf(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	all, err := schemas()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// command is one command of Terraform, for which the provider is configured anew.
type command struct {
	*stage

	server tfprotov6.ProviderServer
}

func (s *stage) command() (*command, error) {
	server, err := acctest.Factories()["eventbridge"]()
	if err != nil {
		return nil, err
	}
	c := &command{stage: s, server: server}
	endpoints := config{}
	for _, service := range []string{"eventbridge", "logs", "sts", "iam", "stepfunctions", "cloudwatch", "sns", "sqs", "lambda", "scheduler"} {
		endpoints[service] = s.url
	}
	given := config{"region": acctest.Region, "access_key": s.key, "secret_key": acctest.SecretKey, "endpoints": endpoints}
	for name, value := range s.provider {
		given[name] = value
	}
	typ := schemasOf(s.t).Provider.ValueType()
	return c, c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := server.ConfigureProvider(s.ctx, &tfprotov6.ConfigureProviderRequest{Config: dynamic(s.t, typ, value(s.t, typ, given))})
		if err != nil {
			return nil, err
		}
		return out.Diagnostics, nil
	})
}

// during makes a call to the provider, and notes what it asks of AWS meanwhile.
func (c *command) during(phase permission.Phase, call func() ([]*tfprotov6.Diagnostic, error)) error {
	before := len(c.aws.Calls())
	diagnostics, err := call()
	for _, made := range c.aws.Calls()[before:] {
		switch made.AccessKey {
		case c.key:
			c.note(phase, made)
		case "": // a call that needs no credentials
			c.other[made.Name()] = map[string]bool{}
		}
	}
	if err != nil {
		return err
	}
	var failures []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			failures = append(failures, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(failures...)
}

func (s *stage) note(phase permission.Phase, made emulator.Call) {
	for _, asked := range made.Accesses {
		a := accessOf(s.t, asked)
		if s.used[a] == nil {
			s.used[a] = map[permission.Phase]bool{}
		}
		s.used[a][phase] = true
		if asked.Action != made.Name() {
			if s.other[made.Name()] == nil {
				s.other[made.Name()] = map[string]bool{}
			}
			s.other[made.Name()][asked.Action] = true
		}
	}
	if len(made.Accesses) == 0 {
		s.other[made.Name()] = map[string]bool{}
	}
}

// accessOf finds out on which kind of resource an access was asked for.
func accessOf(t *testing.T, asked emulator.Access) access {
	data := permission.Default()
	action, known := data.Actions[asked.Action]
	if !known {
		t.Errorf("the data knows no action %s", asked.Action)
	}
	for _, kind := range action.Resources {
		for _, arn := range data.Resources[kind].ARNs {
			if matches(anywhere.Fill(arn), asked.Resource) {
				return access{asked.Action, kind}
			}
		}
	}
	t.Errorf("%s was asked for on %s, which is none of %q", asked.Action, asked.Resource, action.Resources)
	return access{asked.Action, ""}
}

// anywhere are values that fit everything.
var anywhere = func() permission.Values {
	values := permission.Values{}
	for _, placeholder := range permission.Default().Placeholders {
		values[placeholder.Name] = "*"
	}
	return values
}()

// matches reports whether a text fits a pattern with asterisks.
func matches(pattern, text string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(text)
}

// thing is a resource as Terraform has it in its state.
type thing struct {
	stage   *stage
	typ     string
	state   *tfprotov6.DynamicValue
	private []byte
}

func (o *thing) valueType() tftypes.Type {
	return schemasOf(o.stage.t).ResourceSchemas[o.typ].ValueType()
}

// attribute is an attribute of the state that is a text.
func (o *thing) attribute(name string) string {
	o.stage.t.Helper()
	text := ""
	if err := attributesOf(o.stage.t, o.valueType(), o.state)[name].As(&text); err != nil {
		o.stage.t.Fatal(err)
	}
	return text
}

// errEnded ends a scenario after what it creates first.
var errEnded = errors.New("ended after the creation")

// create applies a new resource.
func (s *stage) create(typ string, given config) (*thing, error) {
	o := &thing{stage: s, typ: typ}
	null := dynamic(s.t, o.valueType(), tftypes.NewValue(o.valueType(), nil))
	o.state = null
	err := o.apply(permission.Create, given)
	if o.state == null {
		return nil, errors.Join(err, errors.New("nothing was created"))
	}
	if err == nil && s.created != nil {
		err = errors.Join(errEnded, s.created(o, given))
	}
	return o, err
}

// update applies a change.
func (o *thing) update(given config) error {
	if err := o.refresh(); err != nil {
		return err
	}
	return o.apply(permission.Update, given)
}

// destroy applies the end.
func (o *thing) destroy() error {
	if err := o.refresh(); err != nil {
		return err
	}
	return o.apply(permission.Delete, nil)
}

// unchanged refreshes and plans, and fails where something would be changed.
func (o *thing) unchanged(given config) error {
	if err := o.refresh(); err != nil {
		return err
	}
	c, err := o.stage.command()
	if err != nil {
		return err
	}
	planned, _, err := c.plan(o, given)
	if err != nil {
		return err
	}
	before, after := attributesOf(o.stage.t, o.valueType(), o.state), attributesOf(o.stage.t, o.valueType(), planned)
	for name := range before {
		if !before[name].Equal(after[name]) {
			return fmt.Errorf("the plan changes %s of %s from %s to %s", name, o.typ, before[name], after[name])
		}
	}
	return nil
}

// refresh reads the resource anew. One that is gone is null afterwards.
func (o *thing) refresh() error {
	c, err := o.stage.command()
	if err != nil {
		return err
	}
	return c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := c.server.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{TypeName: o.typ, CurrentState: o.state, Private: o.private})
		if err != nil {
			return nil, err
		}
		if !failed(out.Diagnostics) {
			o.state, o.private = out.NewState, out.Private
		}
		return out.Diagnostics, nil
	})
}

// imported imports the resource by its id into another state, and reads it.
func (s *stage) imported(typ, id string) (*thing, error) {
	c, err := s.command()
	if err != nil {
		return nil, err
	}
	o := &thing{stage: s, typ: typ}
	err = c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := c.server.ImportResourceState(c.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: typ, ID: id})
		if err != nil || failed(out.Diagnostics) {
			return out.Diagnostics, err
		}
		o.state, o.private = out.ImportedResources[0].State, out.ImportedResources[0].Private
		return out.Diagnostics, nil
	})
	if err != nil {
		return nil, err
	}
	return o, o.refresh()
}

// plan plans a change; nil is to destroy.
func (c *command) plan(o *thing, given config) (planned *tfprotov6.DynamicValue, private []byte, err error) {
	typ := o.valueType()
	configured, proposed := tftypes.NewValue(typ, nil), tftypes.NewValue(typ, nil)
	if given != nil {
		configured = value(c.t, typ, given)
		proposed = propose(c.t, schemasOf(c.t).ResourceSchemas[o.typ], configured, o.state)
	}
	err = c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := c.server.PlanResourceChange(c.ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: o.typ, PriorState: o.state, PriorPrivate: o.private,
			Config: dynamic(c.t, typ, configured), ProposedNewState: dynamic(c.t, typ, proposed),
		})
		if err != nil {
			return nil, err
		}
		if len(out.RequiresReplace) > 0 {
			c.t.Errorf("%s would be replaced because of %v", o.typ, out.RequiresReplace)
		}
		planned, private = out.PlannedState, out.PlannedPrivate
		return out.Diagnostics, nil
	})
	return planned, private, err
}

func (o *thing) apply(phase permission.Phase, given config) error {
	c, err := o.stage.command()
	if err != nil {
		return err
	}
	planned, private, err := c.plan(o, given)
	if err != nil {
		return err
	}
	// A saved plan is applied by a provider that remembers nothing of the planning.
	if c, err = o.stage.command(); err != nil {
		return err
	}
	typ := o.valueType()
	configured := tftypes.NewValue(typ, nil)
	if given != nil {
		configured = value(c.t, typ, given)
	}
	return c.during(phase, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := c.server.ApplyResourceChange(c.ctx, &tfprotov6.ApplyResourceChangeRequest{
			TypeName: o.typ, PriorState: o.state, PlannedState: planned, PlannedPrivate: private, Config: dynamic(c.t, typ, configured),
		})
		if err != nil {
			return nil, err
		}
		o.state, o.private = out.NewState, out.Private
		if !failed(out.Diagnostics) {
			o.isConsistent(planned)
		}
		return out.Diagnostics, nil
	})
}

// isConsistent fails the test if the state after an apply is not what was
// planned, or not known. Terraform reports that as a bug in the provider.
func (o *thing) isConsistent(planned *tfprotov6.DynamicValue) {
	o.stage.t.Helper()
	after := attributesOf(o.stage.t, o.valueType(), o.state)
	for name, want := range attributesOf(o.stage.t, o.valueType(), planned) {
		switch got := after[name]; {
		case !got.IsFullyKnown():
			o.stage.t.Errorf("%s: %s is unknown after the apply", o.typ, name)
		case want.IsFullyKnown() && !want.Equal(got):
			o.stage.t.Errorf("%s: %s was planned as %s and is %s after the apply", o.typ, name, want, got)
		}
	}
}

// read reads a data source.
func (s *stage) read(typ string, given config) error {
	c, err := s.command()
	if err != nil {
		return err
	}
	of := schemasOf(s.t).DataSourceSchemas[typ].ValueType()
	return c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		out, err := c.server.ReadDataSource(c.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typ, Config: dynamic(s.t, of, value(s.t, of, given))})
		if err != nil {
			return nil, err
		}
		return out.Diagnostics, nil
	})
}

// list lists resources.
func (s *stage) list(typ string, given config, whole bool) error {
	c, err := s.command()
	if err != nil {
		return err
	}
	of := schemasOf(s.t).ListResourceSchemas[typ].ValueType()
	return c.during(permission.Read, func() ([]*tfprotov6.Diagnostic, error) {
		lister, ok := c.server.(tfprotov6.ProviderServerWithListResource) //nolint:staticcheck // until it is part of the interface
		if !ok {
			return nil, errors.New("the provider lists nothing")
		}
		out, err := lister.ListResource(c.ctx, &tfprotov6.ListResourceRequest{
			TypeName: typ, Config: dynamic(s.t, of, value(s.t, of, given)), IncludeResource: whole, Limit: 1000,
		})
		if err != nil {
			return nil, err
		}
		var diagnostics []*tfprotov6.Diagnostic
		found := 0
		for result := range out.Results {
			diagnostics = append(diagnostics, result.Diagnostics...)
			found++
		}
		if found == 0 {
			return nil, errors.New("nothing was listed")
		}
		return diagnostics, nil
	})
}

func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}
