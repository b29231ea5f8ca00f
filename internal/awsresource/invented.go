package awsresource

import (
	"context"
	"regexp"
)

// inventedForm is that of the strings which `mock_provider` of `terraform test`
// invents for computed attributes.
var inventedForm = regexp.MustCompile(`^[a-z0-9]{8}$`)

type inventedKey struct{}

// AcceptInvented returns a context in which a string may be invented where only
// a computed attribute of another resource makes sense, such as an ARN, and a
// function that reports whether one was accepted. The plan, which a mocked
// resource does not ask for, has to check the configuration again without it.
func AcceptInvented(ctx context.Context) (accepting context.Context, accepted func() bool) {
	found := new(bool)
	return context.WithValue(ctx, inventedKey{}, found), func() bool { return *found }
}

// IsInvented reports whether a string is accepted because it may be invented.
func IsInvented(ctx context.Context, text string) bool {
	found, accepting := ctx.Value(inventedKey{}).(*bool)
	if !accepting || !inventedForm.MatchString(text) {
		return false
	}
	*found = true
	return true
}
