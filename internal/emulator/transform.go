package emulator

// transform gives what the target gets of the event.
func (d *delivery) transform() ([]byte, *deliveryError) {
	return d.payload, nil
}
