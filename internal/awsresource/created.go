package awsresource

// CreatedFor is the description of objects that a resource of this type creates
// beside its main one. An import recognizes by it what an interrupted run left.
func CreatedFor(typeName string) string {
	return "Created by terraform-provider-eventbridge for " + typeName
}
