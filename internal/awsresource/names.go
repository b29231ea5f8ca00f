package awsresource

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Unfinished is the state that the user is left in if a resource of several
// objects could not be finished.
const Unfinished = "Objects that were created or changed are in Terraform's state. Apply again to finish."

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// NameWithHash is a text as a name of letters, digits, - and _, with a hash of
// everything behind it.
func NameWithHash(text string, longest int, of any) string {
	whole, err := json.Marshal(of)
	if err != nil {
		whole = []byte(text)
	}
	readable := strings.Trim(notInNames.ReplaceAllString(text, "-"), "-")
	hash := Hash(string(whole))
	readable = strings.TrimRight(readable[:min(len(readable), longest-len(hash)-1)], "-")
	return strings.TrimLeft(readable+"-"+hash, "-")
}

// Hash is a short hash of a string, in hexadecimal.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// OptionalString is a string, null if it is empty.
func OptionalString(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// StringList is a list of strings.
func StringList(items []string) types.List {
	return types.ListValueMust(types.StringType, stringValues(items))
}

// StringSet is a set of strings.
func StringSet(items []string) types.Set {
	return types.SetValueMust(types.StringType, stringValues(items))
}

func stringValues(items []string) []attr.Value {
	out := make([]attr.Value, len(items))
	for i, item := range items {
		out[i] = types.StringValue(item)
	}
	return out
}

// StringMap is a map of strings.
func StringMap(items map[string]string) types.Map {
	out := make(map[string]attr.Value, len(items))
	for key, value := range items {
		out[key] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, out)
}
