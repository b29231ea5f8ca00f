package emulator

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
)

// deliverToEventBridge delivers to what is itself a part of EventBridge.
func deliverToEventBridge(d *delivery) *deliveryError {
	if arn, _ := parseARN(*d.target.Arn); strings.HasPrefix(arn.resource, "event-bus/") {
		return deliverToBus(d)
	}
	return deliverToAPIDestination(d)
}

// deliverToBus puts the event on another event bus, with the role of the target.
// Account, region and time of the event stay. An event that came from another bus
// already goes no further (user guide, eb-bus-to-bus).
func deliverToBus(d *delivery) *deliveryError {
	arn, _ := parseARN(*d.target.Arn)
	st := eventsIn(d.call.store, arn.account, arn.region, d.call.now)
	bus := st.buses[strings.TrimPrefix(arn.resource, "event-bus/")]
	switch {
	case bus == nil || bus.Source != "":
		return &deliveryError{"NO_RESOURCE", "The event bus " + *d.target.Arn + " does not exist, or belongs to a partner."}
	case d.event.passed:
		return &deliveryError{"NO_RESOURCE", "The event comes from another event bus and is not sent to a third."}
	}
	if failure := d.call.mayDeliver(d, "events:PutEvents", *d.target.Arn, nil); failure != nil {
		return failure
	}
	event := *d.event
	event.passed = true
	d.call.deliver(st, bus, &event)
	return nil
}

// deliverToAPIDestination calls the endpoint with the role of the target.
func deliverToAPIDestination(d *delivery) *deliveryError {
	arn, _ := parseARN(*d.target.Arn)
	st := eventsIn(d.call.store, arn.account, arn.region, d.call.now)
	_, rest, _ := strings.Cut(arn.resource, "/")
	name, _, _ := strings.Cut(rest, "/")
	destination := st.destinations[name]
	if destination == nil || destination.ARN != *d.target.Arn {
		return &deliveryError{"NO_RESOURCE", "The API destination " + *d.target.Arn + " does not exist."}
	}
	if failure := d.call.mayDeliver(d, "events:InvokeApiDestination", *d.target.Arn, nil); failure != nil {
		return failure
	}
	conn := st.connectionOf(destination.ConnectionARN)
	if conn == nil || conn.State != connectionAuthorized {
		return &deliveryError{"NO_PERMISSIONS", "The connection of the API destination is not authorized."}
	}
	request := httpRequest{method: destination.Method, url: destination.Endpoint, body: d.payload}
	if parameters := d.target.HttpParameters; parameters != nil {
		for _, path := range parameters.PathParameterValues {
			request.url = strings.Replace(request.url, "*", url.PathEscape(path), 1)
		}
		request.headers, request.query = maps.Clone(parameters.HeaderParameters), maps.Clone(parameters.QueryStringParameters)
	}
	answer, err := request.answer(conn, nil)
	if err != nil {
		return &deliveryError{"CONNECTION_FAILURE", err.Error()}
	}
	if answer.status >= 300 {
		return &deliveryError{"ERROR_FROM_TARGET", fmt.Sprintf("The endpoint answered with the status %d.", answer.status)}
	}
	return nil
}
