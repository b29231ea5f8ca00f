package target

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// servicesData has a row for each kind of destination that EventBridge knows.
// Sources: EventBridge user guide (eb-targets, eb-use-resource-based,
// eb-service-cross-account), and the service authorization reference for the
// forms of ARNs.
//
//go:embed services.json
var servicesData []byte

// service is what a target needs to know of the service that it sends to.
type service struct {
	// Name is that of the destination in a sentence.
	Name string
	// Service and Resource are those of its ARN. Resource is a regular expression,
	// whose first group is the name that target_id is made from.
	Service, Resource string
	// Example is an ARN.
	Example string
	// Role is "required" or "optional".
	Role string
	// Accounts and Regions are "any" if they may differ from those of the rule.
	Accounts, Regions string
	// Parameters are the attributes that only some services have; those in Required
	// have to be set.
	Parameters, Required []string
	// Unsupported says why the resource cannot send there, and what can.
	Unsupported string

	resource *regexp.Regexp
}

var services = sync.OnceValue(func() []service {
	var all []service
	decoder := json.NewDecoder(bytes.NewReader(servicesData))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		panic(fmt.Sprintf("services.json: %s", err)) // embedded; TestServices decodes it
	}
	for i, s := range all {
		all[i].resource = regexp.MustCompile(`^` + s.Resource + `$`)
	}
	return all
})

// serviceOf finds the row of an ARN. A row that is unsupported is found, too.
func serviceOf(text string) (service, arn.ARN, bool) {
	parsed, err := arn.Parse(text)
	if err != nil {
		return service{}, parsed, false
	}
	for _, s := range services() {
		if s.Service == parsed.Service && s.resource.MatchString(parsed.Resource) {
			return s, parsed, true
		}
	}
	return service{}, parsed, false
}

// nameIn is the name of the destination in its ARN.
func (s service) nameIn(parsed arn.ARN) string {
	return s.resource.FindStringSubmatch(parsed.Resource)[1]
}

func (s service) has(parameter string) bool { return slices.Contains(s.Parameters, parameter) }

// supported lists the names of the destinations of a target.
func supported() []string {
	var names []string
	for _, s := range services() {
		if s.Unsupported == "" {
			names = append(names, s.Name)
		}
	}
	return names
}

// withParameter lists the names of the destinations that have a parameter.
func withParameter(parameter string) string {
	var names []string
	for _, s := range services() {
		if s.has(parameter) {
			names = append(names, s.Name)
		}
	}
	return prose.Or(names)
}
