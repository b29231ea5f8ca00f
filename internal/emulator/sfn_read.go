package emulator

import (
	"maps"
	"slices"
)

func registerMachineReading(s *jsonService) {
	reads(s, "DescribeStateMachine", describeStateMachine)
	reads(s, "ListStateMachines", listStateMachines)
}

type describeStateMachineInput struct {
	ARN          *string `json:"stateMachineArn" aws:"required,len=1..256"`
	IncludedData *string `json:"includedData" aws:"enum=ALL_DATA|METADATA_ONLY"`
}

type describeStateMachineOutput struct {
	ARN        string                   `json:"stateMachineArn"`
	Name       string                   `json:"name"`
	Status     string                   `json:"status"`
	Definition string                   `json:"definition"`
	RoleARN    string                   `json:"roleArn"`
	Type       string                   `json:"type"`
	Created    *epoch                   `json:"creationDate"`
	Logging    *loggingConfiguration    `json:"loggingConfiguration"`
	Tracing    *tracingConfiguration    `json:"tracingConfiguration"`
	Encryption *encryptionConfiguration `json:"encryptionConfiguration"`
	Revision   *string                  `json:"revisionId,omitempty"`
}

// describeStateMachine gives the configurations that were never set as Step
// Functions does: logging and tracing off, a key of AWS.
func describeStateMachine(c *call, in *describeStateMachineInput) (*describeStateMachineOutput, error) {
	st, m, err := c.machine(*in.ARN)
	if err != nil {
		return nil, err
	}
	if m.Status == machineDeleting {
		m = st.changeMachine(m, func(m *stateMachine) { m.looks-- })
	}
	out := &describeStateMachineOutput{
		ARN: m.ARN, Name: m.Name, Status: m.Status, Definition: m.Definition, RoleARN: m.RoleARN, Type: m.Type, Created: epochOf(m.Created),
		Logging: m.loggingShown(), Tracing: &tracingConfiguration{}, Encryption: m.Encryption, Revision: pointer(m.Revision),
	}
	if m.Tracing != nil {
		out.Tracing = m.Tracing
	}
	if out.Encryption == nil {
		owned := "AWS_OWNED_KEY"
		out.Encryption = &encryptionConfiguration{Type: &owned}
	}
	if value(in.IncludedData) == "METADATA_ONLY" {
		out.Definition = ""
	}
	return out, nil
}

func (m *stateMachine) loggingShown() *loggingConfiguration {
	level, data := m.logLevel(), false
	out := &loggingConfiguration{Level: &level, IncludeExecutionData: &data}
	if m.Logging != nil {
		out.Destinations = m.Logging.Destinations
		if m.Logging.IncludeExecutionData != nil {
			out.IncludeExecutionData = m.Logging.IncludeExecutionData
		}
	}
	return out
}

type listStateMachinesInput struct {
	MaxResults *int64  `json:"maxResults" aws:"range=0..1000"`
	NextToken  *string `json:"nextToken" aws:"len=1..1024"`
}

type listedMachine struct {
	ARN     string `json:"stateMachineArn"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Created *epoch `json:"creationDate"`
}

type listStateMachinesOutput struct {
	Machines  []listedMachine `json:"stateMachines"`
	NextToken *string         `json:"nextToken,omitempty"`
}

func listStateMachines(c *call, in *listStateMachinesInput) (*listStateMachinesOutput, error) {
	st := c.states()
	size := 100
	if n := value(in.MaxResults); n > 0 {
		size = int(n)
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(st.machines)), func(name string) bool { return c.forgetIfGone(st, st.machines[name]) })
	names, next, ok := page(c, names, func(name string) string { return name }, value(in.NextToken), size)
	if !ok {
		return nil, failf("InvalidToken", "Invalid Token: 'Invalid token'")
	}
	out := &listStateMachinesOutput{Machines: []listedMachine{}, NextToken: pointer(next)}
	for _, name := range names {
		m := st.machines[name]
		out.Machines = append(out.Machines, listedMachine{ARN: m.ARN, Name: m.Name, Type: m.Type, Created: epochOf(m.Created)})
	}
	return out, nil
}
