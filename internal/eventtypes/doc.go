// Package eventtypes offers the catalog of documented events to Terraform, as
// the data source eventbridge_event_types. It asks AWS nothing.
//
// It may import the catalog and the plugin framework.
package eventtypes
