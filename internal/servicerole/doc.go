// Package servicerole manages the IAM roles of resources that AWS services assume,
// such as the invocation role of a target. The resource creates
// the role, or the user gives the ARN of one. The package has the attributes and
// their checks, and creates, reads, compares, updates and deletes the roles.
//
// It may import awsclient, awsresource and prose.
package servicerole
