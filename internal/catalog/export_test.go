package catalog

// Embedded is the data that is built into the provider.
var Embedded = embedded
