package metric

// For the tests of this package.
var (
	Units              = units
	CheckNamespace     = checkNamespace
	CheckName          = checkName
	CheckDimensionName = checkDimensionName
)
