package permission_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

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
	env      *acctest.Env
	aws      *emulator.Emulator
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
	env := acctest.WithoutTerraform(t)
	s := &stage{t: t, env: env, aws: env.Emulator, key: callerKey, ctx: t.Context(), used: map[access]map[permission.Phase]bool{}, other: map[string]map[string]bool{}}
	hand := env.AWS()
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

// command is one command of Terraform, for which the provider is configured anew.
type command struct {
	*acctest.Protocol

	stage *stage
}

func (s *stage) command() (*command, error) {
	c := &command{stage: s}
	return c, c.during(permission.Read, func() (diags []*tfprotov6.Diagnostic) {
		c.Protocol, diags = s.env.Connect(s.ctx, config{"access_key": s.key}.with(s.provider))
		return diags
	})
}

// during makes a call to the provider, and notes what it asks of AWS meanwhile.
func (c *command) during(phase permission.Phase, call func() []*tfprotov6.Diagnostic) error {
	before := len(c.stage.aws.Calls())
	diags := call()
	for _, made := range c.stage.aws.Calls()[before:] {
		switch made.AccessKey {
		case c.stage.key:
			c.stage.note(phase, made)
		case "": // a call that needs no credentials
			c.stage.other[made.Name()] = map[string]bool{}
		}
	}
	return acctest.ErrorsIn(diags)
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
	*acctest.Resource

	stage *stage
	typ   string
}

// attribute is an attribute of the state that is a string.
func (o *thing) attribute(name string) string {
	o.stage.t.Helper()
	text, ok := o.State[name].(string)
	if !ok {
		o.stage.t.Fatalf("%s is %v", name, o.State[name])
	}
	return text
}

// errEnded ends a scenario after what it creates first.
var errEnded = errors.New("ended after the creation")

// create applies a new resource.
func (s *stage) create(typ string, given config) (*thing, error) {
	o := &thing{stage: s, typ: typ}
	err := o.apply(permission.Create, given)
	if o.Resource == nil {
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
	planned, err := c.plan(o, given)
	if err != nil {
		return err
	}
	return o.UnchangedBy(planned)
}

// refresh reads the resource anew. One that is gone is null afterwards.
func (o *thing) refresh() error {
	c, err := o.stage.command()
	if err != nil {
		return err
	}
	return c.during(permission.Read, func() []*tfprotov6.Diagnostic {
		read, diags := c.Read(o.Resource)
		if read != nil {
			o.Resource = read
		}
		return diags
	})
}

// imported imports the resource by its id into another state, and reads it.
func (s *stage) imported(typ, id string) (*thing, error) {
	c, err := s.command()
	if err != nil {
		return nil, err
	}
	o := &thing{stage: s, typ: typ}
	return o, c.during(permission.Read, func() (diags []*tfprotov6.Diagnostic) {
		o.Resource, diags = c.Import(typ, id)
		return diags
	})
}

// plan plans a change; nil is to destroy.
func (c *command) plan(o *thing, given config) (planned *acctest.Resource, err error) {
	err = c.during(permission.Read, func() (diags []*tfprotov6.Diagnostic) {
		planned, diags = c.Plan(o.typ, o.Resource, given)
		if planned != nil && len(planned.Replace) > 0 {
			c.stage.t.Errorf("%s would be replaced because of %v", o.typ, planned.Replace)
		}
		return diags
	})
	return planned, err
}

func (o *thing) apply(phase permission.Phase, given config) error {
	c, err := o.stage.command()
	if err != nil {
		return err
	}
	planned, err := c.plan(o, given)
	if err != nil {
		return err
	}
	// A saved plan is applied by a provider that remembers nothing of the planning.
	if c, err = o.stage.command(); err != nil {
		return err
	}
	return c.during(phase, func() (diags []*tfprotov6.Diagnostic) {
		o.Resource, diags = c.Apply(o.Resource, planned, given)
		return diags
	})
}

// read reads a data source.
func (s *stage) read(typ string, given config) error {
	c, err := s.command()
	if err != nil {
		return err
	}
	return c.during(permission.Read, func() []*tfprotov6.Diagnostic { return c.ReadData(typ, given) })
}

// list lists resources.
func (s *stage) list(typ string, given config, whole bool) error {
	c, err := s.command()
	if err != nil {
		return err
	}
	found := 0
	err = c.during(permission.Read, func() []*tfprotov6.Diagnostic {
		listed, diags := c.List(typ, given, whole, 0)
		found = len(listed)
		return diags
	})
	if err == nil && found == 0 {
		return errors.New("nothing was listed")
	}
	return err
}
