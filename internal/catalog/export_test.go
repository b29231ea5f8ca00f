package catalog

// What the tests look at from outside.
var (
	Embedded  = embedded
	CheckData = checkData
)
