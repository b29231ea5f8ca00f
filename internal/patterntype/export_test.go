package patterntype

// Parses counts the texts that [Parse] has read.
var Parses = &parses
