package awsclient

// WroteHere says whether this process put the rule and has not deleted it
// since: a rule of that name on the bus is then another resource's of the same
// configuration, and not what an interrupted run has left behind.
func (r *Rules) WroteHere(bus, name string) bool {
	last, noted := r.bus(BusName(bus)).note(name)
	return noted && last.present
}
