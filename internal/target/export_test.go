package target

// Services are the rows of services.json.
func Services() []service { return services() }

// NameIn is the name of the destination in an ARN of a row's service.
func NameIn(text string) string {
	s, parsed, _ := serviceOf(text)
	return s.nameIn(parsed)
}
