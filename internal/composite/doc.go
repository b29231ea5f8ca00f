// Package composite implements resources that consist of several objects on AWS:
// roles, and the objects that need them. Each object is in the state as soon as it
// exists, and is repaired on its own: `changed_parts` lists what was changed or
// deleted on AWS and is not shown by other attributes.
//
// Resource has the operations, import and identity, MachineResource what is added
// if the main object is a state machine, MachineOnly implements a resource that has no
// other object, and Lister the list. What is specific to a resource is in its model,
// which embeds Model or MachineModel, and in its Kind: expand, flatten and the calls of
// its objects.
//
// It may import awsresource, connection, servicerole, statemachine, awsclient and
// stepfunctions.
package composite
