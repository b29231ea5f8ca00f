package emulator

// checkTargets checks the targets of one request as EventBridge does before it
// stores any of them.
func checkTargets(_ *call, targets []target) error {
	seen := map[string]bool{}
	for _, t := range targets {
		if seen[*t.Id] {
			return invalid("More than one target with Id '%s' is provided", *t.Id)
		}
		seen[*t.Id] = true
	}
	return nil
}
