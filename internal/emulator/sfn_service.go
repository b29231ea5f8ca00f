package emulator

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// json10Service is a service that speaks AWS JSON 1.0.
type json10Service struct{ *jsonService }

func (s json10Service) writeResult(w http.ResponseWriter, _ *call, out any) {
	w.Header().Set("Content-Type", json10ContentType)
	if out == nil {
		out = struct{}{}
	}
	writeJSON(w, out)
}

func (s json10Service) writeError(w http.ResponseWriter, _ *call, err *apiError) {
	w.Header().Set("Content-Type", json10ContentType)
	w.Header().Set("X-Amzn-ErrorType", err.Code)
	w.WriteHeader(err.status())
	writeJSON(w, map[string]string{"__type": err.Code, "message": err.Message})
}

// newStatesService makes Step Functions. Executions run to their end before
// they are answered, whatever the type of the state machine.
func newStatesService() service {
	s := &jsonService{
		prefix: "states", targetPrefix: "AWSStepFunctions", invalidCode: "ValidationException",
		operations: map[string]operation{},
	}
	registerMachines(s)
	registerMachineReading(s)
	registerMachineTags(s)
	registerExecutions(s)
	return json10Service{s}
}

// Types and states of a state machine, levels of logging, and the error of one
// that is not there.
const (
	machineStandard = "STANDARD"
	machineExpress  = "EXPRESS"
	machineActive   = "ACTIVE"
	machineDeleting = "DELETING"
	logOff          = "OFF"
	logAll          = "ALL"
	codeNoMachine   = "StateMachineDoesNotExist"
)

// sfnState is Step Functions in one region of one account.
type sfnState struct {
	account, region string
	machines        map[string]*stateMachine // by name
	executions      []Execution
}

// stateMachine is a state machine.
type stateMachine struct {
	Name, ARN, Type, RoleARN string
	Definition               string
	parsed                   *asl.Machine
	Logging                  *loggingConfiguration
	Tracing                  *tracingConfiguration
	Encryption               *encryptionConfiguration
	Created                  time.Time
	Revision                 string // "" until the first update
	Versions                 int
	Tags                     map[string]string
	Status                   string
	// A machine that is being deleted is gone at goneAt, and after so many looks.
	goneAt time.Time
	looks  int
}

func (s *sfnState) snapshot() state {
	out := *s
	out.machines = maps.Clone(s.machines)
	out.executions = slices.Clip(s.executions)
	return &out
}

func (c *call) states() *sfnState { return statesIn(c.store, c.account, c.region) }

func statesIn(s *store, account, region string) *sfnState {
	return stateOf(s, stateKey{"states", account, region}, func(key stateKey) *sfnState {
		return &sfnState{account: key.account, region: key.region, machines: map[string]*stateMachine{}}
	})
}

// changeMachine stores a changed copy of a state machine.
func (s *sfnState) changeMachine(m *stateMachine, change func(*stateMachine)) *stateMachine {
	changed := *m
	change(&changed)
	s.machines[m.Name] = &changed
	return &changed
}

func (s *sfnState) machineARN(name string) string {
	return arnOf("states", s.region, s.account, "stateMachine:"+name)
}

// machine finds a state machine by ARN; one that is gone by now is forgotten.
func (c *call) machine(arn string) (*sfnState, *stateMachine, error) {
	parsed, ok := parseARN(arn)
	name, isMachine := strings.CutPrefix(parsed.resource, "stateMachine:")
	if !ok || parsed.service != "states" || !isMachine {
		return nil, nil, failf("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: %s'", arn)
	}
	st := c.states()
	m := st.machines[name]
	if m == nil || m.ARN != arn || c.forgetIfGone(st, m) {
		return nil, nil, machineMissing(arn)
	}
	return st, m, nil
}

func machineMissing(arn string) *apiError {
	return failf(codeNoMachine, "State Machine Does Not Exist: '%s'", arn)
}

// forgetIfGone drops a machine whose deletion is over.
func (c *call) forgetIfGone(st *sfnState, m *stateMachine) bool {
	if m.Status != machineDeleting || m.looks > 0 || c.now.Before(m.goneAt) {
		return false
	}
	delete(st.machines, m.Name)
	return true
}

// engine is the JSONata that this emulator evaluates with.
func (e *Emulator) engine() (*jsonata.Engine, error) {
	if e.workflow.engine == nil {
		engine, err := jsonata.Default(e.workflow.jsonata...)
		if err != nil {
			return nil, err
		}
		e.workflow.engine = engine
	}
	return e.workflow.engine, nil
}

// parseDefinition checks a definition. Without JSONata at hand the syntax of
// expressions stays unchecked.
func (c *call) parseDefinition(definition, kind string) (*asl.Machine, []asl.Finding) {
	options := asl.Options{Express: kind == machineExpress, Partition: partitionOf(c.region)}
	if engine, err := c.emulator.engine(); err == nil {
		options.Compile = engine.Compile
	}
	return asl.Parse(definition, options)
}
