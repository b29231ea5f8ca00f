// Package demo plays the provider's main job from end to end on one machine:
// it starts the emulator, acts as the partner, applies examples/demo with a real
// Terraform, publishes the documented events and shows what arrived. It needs
// no AWS account and leaves nothing behind.
//
// It may import the emulator, the catalog, the AWS SDK and package terraform;
// nothing that ships imports it.
package demo
