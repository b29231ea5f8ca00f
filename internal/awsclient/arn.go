package awsclient

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// DefaultBus is the name of the event bus that every account has and that is
// meant where no bus is named.
const DefaultBus = "default"

// RuleARN is the ARN of a rule, taken apart.
type RuleARN struct {
	Partition, Region, Account string
	// Bus is the name of the event bus, "default" included. A partner event
	// bus's name has slashes in it.
	Bus string
	// Name is the rule's name on that bus.
	Name string
}

// ParseRuleARN takes a rule's ARN apart. The rule's name is what follows the
// last slash, because the name of a partner event bus has slashes itself; a
// rule on the default bus has no bus in its ARN.
func ParseRuleARN(text string) (RuleARN, error) {
	parsed, err := arn.Parse(text)
	if err != nil {
		return RuleARN{}, fmt.Errorf("%q is not an ARN", text)
	}
	rest, found := strings.CutPrefix(parsed.Resource, "rule/")
	if parsed.Service != "events" || !found {
		return RuleARN{}, fmt.Errorf("%q is not the ARN of an EventBridge rule", text)
	}
	bus, name := DefaultBus, rest
	if i := strings.LastIndexByte(rest, '/'); i >= 0 {
		bus, name = rest[:i], rest[i+1:]
	}
	if bus == "" || name == "" {
		return RuleARN{}, fmt.Errorf("%q names no rule", text)
	}
	return RuleARN{Partition: parsed.Partition, Region: parsed.Region, Account: parsed.AccountID, Bus: bus, Name: name}, nil
}

// String is the ARN again.
func (r RuleARN) String() string {
	resource := "rule/" + r.Name
	if r.Bus != "" && r.Bus != DefaultBus {
		resource = "rule/" + r.Bus + "/" + r.Name
	}
	return arn.ARN{Partition: r.Partition, Service: "events", Region: r.Region, AccountID: r.Account, Resource: resource}.String()
}

// BusName is the name of an event bus given by its name or by its ARN, and
// "default" where nothing is given.
func BusName(nameOrARN string) string {
	if nameOrARN == "" {
		return DefaultBus
	}
	parsed, err := arn.Parse(nameOrARN)
	if err != nil {
		return nameOrARN
	}
	name, found := strings.CutPrefix(parsed.Resource, "event-bus/")
	if !found || name == "" {
		return nameOrARN
	}
	return name
}
