// Package composite is what resources share that consist of several objects on
// AWS: roles, and what needs them. Each object is in the state as soon as it
// exists, and is repaired on its own: `changed_parts` shows what was changed or
// removed on AWS and no other attribute shows.
//
// Resource has the operations, import and identity, MachineResource what is added
// if the main object is a state machine, and Lister the list. What a resource has
// of its own is in its model, which embeds Model or MachineModel, and in its Kind:
// expand, flatten and the calls of its objects.
//
// It may import awsresource, connection, servicerole, statemachine, awsclient and
// stepfunctions.
package composite
