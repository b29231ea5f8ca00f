package emulator

// allServices lists the AWS services the emulator speaks.
func allServices() []service {
	return append([]service{
		newEventsService(),
		newLogsService(),
		newSTSService(),
		newIAMService(),
		newStatesService(),
		newSNSService(),
		newSQSService(),
		newLambdaService(),
		newSchedulerService(),
	}, newCloudWatchServices()...)
}

// allTargetKinds lists what delivers to a rule's targets, by the service in the
// target's ARN. A target of any other service is kept, and a delivery to it
// fails as one to a resource that does not exist.
func allTargetKinds() map[string]targetKind {
	return map[string]targetKind{
		"events": deliverToEventBridge,
		"logs":   deliverToLogGroup,
		"states": deliverToStateMachine,
		"sns":    deliverToTopic,
		"sqs":    deliverToQueue,
		"lambda": deliverToFunction,
	}
}
