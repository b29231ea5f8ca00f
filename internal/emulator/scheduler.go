package emulator

import (
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// schedulerPrincipal is what the role of a schedule has to trust.
const schedulerPrincipal = "scheduler.amazonaws.com"

// newSchedulerService makes as much of Amazon EventBridge Scheduler as schedules
// of the default group take. Nothing fires by itself: see [Emulator.RunSchedule].
func newSchedulerService() service {
	one := regexp.MustCompile(`^/schedules/(?P<Name>[^/]+)$`)
	s := &restService{
		jsonService: jsonService{prefix: "scheduler", invalidCode: "ValidationException", operations: map[string]operation{}},
		routes: []restRoute{
			{http.MethodPost, one, "CreateSchedule"}, {http.MethodGet, one, "GetSchedule"},
			{http.MethodPut, one, "UpdateSchedule"}, {http.MethodDelete, one, "DeleteSchedule"},
		},
	}
	writes(&s.jsonService, "CreateSchedule", createSchedule)
	reads(&s.jsonService, "GetSchedule", getSchedule)
	writes(&s.jsonService, "UpdateSchedule", updateSchedule)
	writes(&s.jsonService, "DeleteSchedule", deleteSchedule)
	return s
}

// schedulerState is EventBridge Scheduler in one region of one account.
type schedulerState struct {
	account, region string
	schedules       map[string]*schedule // by name
}

// schedule is a schedule of the default group.
type schedule struct {
	scheduleInput

	ARN               string
	token             string // the client token of its creation
	Created, Modified time.Time
}

func (s *schedulerState) snapshot() state {
	out := *s
	out.schedules = maps.Clone(s.schedules)
	return &out
}

func (s *schedulerState) count(to *Inventory) { to.Schedules += len(s.schedules) }

func schedulerIn(s *store, account, region string) *schedulerState {
	return stateOf(s, stateKey{"scheduler", account, region}, func(key stateKey) *schedulerState {
		return &schedulerState{account: key.account, region: key.region, schedules: map[string]*schedule{}}
	})
}

func (c *call) scheduler() *schedulerState { return schedulerIn(c.store, c.account, c.region) }

// scheduleGroup is the only group, and what the trust policy of a role sees as
// `aws:SourceArn` (EventBridge Scheduler user guide, "Confused deputy prevention").
func (c *call) scheduleGroup() string {
	return arnOf("scheduler", c.region, c.account, "schedule-group/default")
}

func (c *call) scheduleARN(name string) string {
	return arnOf("scheduler", c.region, c.account, "schedule/default/"+name)
}

type flexibleTimeWindow struct {
	Mode    *string `json:"Mode" aws:"required,enum=OFF|FLEXIBLE"`
	Minutes *int64  `json:"MaximumWindowInMinutes,omitempty" aws:"range=1..1440"`
}

type scheduleTarget struct {
	ARN        *string              `json:"Arn" aws:"required,len=1..1600"`
	RoleARN    *string              `json:"RoleArn" aws:"required,len=1..1600,re=scheduleRole"`
	Input      *string              `json:"Input,omitempty" aws:"len=1.."`
	DeadLetter *scheduleDeadLetter  `json:"DeadLetterConfig,omitempty"`
	Retry      *scheduleRetryPolicy `json:"RetryPolicy,omitempty"`
}

type scheduleDeadLetter struct {
	ARN *string `json:"Arn,omitempty" aws:"len=1..1600,re=standardQueue"`
}

type scheduleRetryPolicy struct {
	MaximumEventAgeInSeconds *int64 `json:",omitempty" aws:"range=60..86400"`
	MaximumRetryAttempts     *int64 `json:",omitempty" aws:"range=0..185"`
}

// scheduleInput is what a schedule is created and updated with.
type scheduleInput struct {
	Name        *string             `aws:"required,len=1..64,re=scheduleName"`
	Group       *string             `json:"GroupName" aws:"len=1..64,re=scheduleName"`
	Expression  *string             `json:"ScheduleExpression" aws:"required,len=1..256"`
	Timezone    *string             `json:"ScheduleExpressionTimezone" aws:"len=1..50"`
	Description *string             `json:",omitempty" aws:"len=..512"`
	KMSKey      *string             `json:"KmsKeyArn,omitempty" aws:"len=1..2048,re=scheduleKey"`
	State       *string             `aws:"enum=ENABLED|DISABLED"`
	After       *string             `json:"ActionAfterCompletion" aws:"enum=NONE|DELETE"`
	Start       *epoch              `json:"StartDate,omitempty"`
	End         *epoch              `json:"EndDate,omitempty"`
	Window      *flexibleTimeWindow `json:"FlexibleTimeWindow" aws:"required"`
	Target      *scheduleTarget     `aws:"required"`
	Token       *string             `json:"ClientToken,omitempty" aws:"len=1..64,re=clientToken"`
}

type scheduleOutput struct {
	ARN string `json:"ScheduleArn"`
}

// createSchedule makes a schedule. One of that name is a conflict, unless it was
// created with the same client token.
func createSchedule(c *call, in *scheduleInput) (*scheduleOutput, error) {
	st, made := c.scheduler(), &schedule{scheduleInput: *in, ARN: c.scheduleARN(*in.Name), token: value(in.Token), Created: c.now, Modified: c.now}
	if err := c.checkSchedule(&made.scheduleInput); err != nil {
		return nil, err
	}
	if existing := st.schedules[*in.Name]; existing != nil {
		if made.token != "" && existing.token == made.token && reflect.DeepEqual(existing.scheduleInput, made.scheduleInput) {
			return &scheduleOutput{existing.ARN}, nil
		}
		return nil, &apiError{Code: "ConflictException", Status: http.StatusConflict, Message: "Schedule " + *in.Name + " already exists."}
	}
	st.schedules[*in.Name] = made
	return &scheduleOutput{made.ARN}, nil
}

// updateSchedule replaces a schedule: what is left out gets its default.
func updateSchedule(c *call, in *scheduleInput) (*scheduleOutput, error) {
	existing, err := c.schedule(in.Name, in.Group)
	if err != nil {
		return nil, err
	}
	changed := *existing
	changed.scheduleInput, changed.Modified = *in, c.now
	if err := c.checkSchedule(&changed.scheduleInput); err != nil {
		return nil, err
	}
	c.scheduler().schedules[*in.Name] = &changed
	return &scheduleOutput{changed.ARN}, nil
}

type scheduleNameInput struct {
	Name  *string `aws:"required,len=1..64,re=scheduleName"`
	Group *string `json:"GroupName" aws:"len=1..64,re=scheduleName"`
	Token *string `json:"ClientToken" aws:"len=1..64,re=clientToken"`
}

func (c *call) schedule(name, group *string) (*schedule, error) {
	missing := func(what string) error {
		return &apiError{Code: "ResourceNotFoundException", Status: http.StatusNotFound, Message: what + " does not exist."}
	}
	if group != nil && *group != "default" {
		return nil, missing("Schedule group " + *group)
	}
	found := c.scheduler().schedules[*name]
	if found == nil {
		return nil, missing("Schedule " + *name)
	}
	return found, nil
}

type getScheduleOutput struct {
	scheduleInput

	ARN      string `json:"Arn"`
	Created  *epoch `json:"CreationDate"`
	Modified *epoch `json:"LastModificationDate"`
}

func getSchedule(c *call, in *scheduleNameInput) (*getScheduleOutput, error) {
	found, err := c.schedule(in.Name, in.Group)
	if err != nil {
		return nil, err
	}
	return &getScheduleOutput{found.scheduleInput, found.ARN, epochOf(found.Created), epochOf(found.Modified)}, nil
}

func deleteSchedule(c *call, in *scheduleNameInput) (*nothing, error) {
	if _, err := c.schedule(in.Name, in.Group); err != nil {
		return nil, err
	}
	delete(c.scheduler().schedules, *in.Name)
	return &nothing{}, nil
}

// Expressions of schedules. Units are accepted in singular and plural alike.
var scheduleExpressions = regexp.MustCompile(`^(rate\([1-9]\d{0,8} (minute|hour|day)s?\)|cron\(\S+( \S+){5}\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$`)

// checkSchedule checks what the service model does not express, and fills in the
// defaults that GetSchedule shows.
func (c *call) checkSchedule(s *scheduleInput) error {
	if group := value(s.Group); group != "" && group != "default" {
		return &apiError{Code: "ResourceNotFoundException", Status: http.StatusNotFound, Message: "Schedule group " + group + " does not exist."}
	}
	arn, ok := parseARN(*s.Target.ARN)
	name, isMachine := strings.CutPrefix(arn.resource, "stateMachine:")
	switch {
	case !scheduleExpressions.MatchString(*s.Expression):
		return invalid("Invalid Schedule Expression %s.", *s.Expression)
	case s.Timezone != nil && !knownZone(*s.Timezone):
		return invalid("Invalid Schedule Expression Timezone %s.", *s.Timezone)
	case *s.Window.Mode == "OFF" && s.Window.Minutes != nil, *s.Window.Mode == "FLEXIBLE" && s.Window.Minutes == nil:
		return invalid("Invalid FlexibleTimeWindow: MaximumWindowInMinutes belongs to the mode FLEXIBLE.")
	case !ok, arn.service == "states" && (!isMachine || strings.Contains(name, ":")):
		return invalid("Provided Arn is not in correct format.")
	case arn.service != "states":
		return invalid("The emulator knows schedules of state machines only.")
	case s.Target.Input != nil && !isJSONObject(*s.Target.Input):
		return invalid("Invalid Input: it must be a JSON object.")
	}
	role, _ := parseARN(*s.Target.RoleARN)
	if role.account != c.account {
		return accessDenied("Cross-account pass role is not allowed.")
	}
	if _, ok := c.mayAssume(*s.Target.RoleARN, c.scheduleGroup(), schedulerPrincipal); !ok {
		return invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
	}
	s.fill()
	return nil
}

func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

// fill sets the defaults.
func (s *scheduleInput) fill() {
	otherwise := func(field **string, text string) {
		if *field == nil {
			*field = &text
		}
	}
	otherwise(&s.Group, "default")
	otherwise(&s.Timezone, "UTC")
	otherwise(&s.State, "ENABLED")
	otherwise(&s.After, "NONE")
	target, age, attempts := *s.Target, int64(86400), int64(185)
	retry := &scheduleRetryPolicy{MaximumEventAgeInSeconds: &age, MaximumRetryAttempts: &attempts}
	if given := target.Retry; given != nil && given.MaximumEventAgeInSeconds != nil {
		retry.MaximumEventAgeInSeconds = given.MaximumEventAgeInSeconds
	}
	if given := target.Retry; given != nil && given.MaximumRetryAttempts != nil {
		retry.MaximumRetryAttempts = given.MaximumRetryAttempts
	}
	target.Retry = retry
	s.Target, s.Token = &target, nil
}
