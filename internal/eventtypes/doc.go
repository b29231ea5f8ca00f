// Package eventtypes offers the catalog of documented events to Terraform, as
// the data source eventbridge_event_types. It makes no AWS call.
//
// It may import the catalog and the plugin framework.
package eventtypes
