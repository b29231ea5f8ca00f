package pattern

// Operator is what a [Condition] does with its operands.
type Operator int

// The operators of the language. An exact value is written plainly (`"main"`, `1`, `true`, `null`), every other one as an object
// with one key (`{"prefix": "release/"}`).
const (
	OperatorEquals Operator = iota + 1
	OperatorExactly
	OperatorPrefix
	OperatorPrefixIgnoreCase
	OperatorSuffix
	OperatorSuffixIgnoreCase
	OperatorEqualsIgnoreCase
	OperatorWildcard
	OperatorNumeric
	OperatorCIDR
	OperatorExists
	OperatorAnythingBut
	OperatorAnythingButPrefix
	OperatorAnythingButSuffix
	OperatorAnythingButIgnoreCase
	OperatorAnythingButWildcard
)

// The words of the language.
const (
	wordExactly     = "exactly"
	wordPrefix      = "prefix"
	wordSuffix      = "suffix"
	wordIgnoreCase  = "equals-ignore-case"
	wordWildcard    = "wildcard"
	wordNumeric     = "numeric"
	wordCIDR        = "cidr"
	wordExists      = "exists"
	wordAnythingBut = "anything-but"
	wordOr          = "$or"
)

// words are an operator's outer and, where there is one, inner key.
var words = map[Operator][2]string{
	OperatorEquals:                {"", ""},
	OperatorExactly:               {wordExactly, ""},
	OperatorPrefix:                {wordPrefix, ""},
	OperatorPrefixIgnoreCase:      {wordPrefix, wordIgnoreCase},
	OperatorSuffix:                {wordSuffix, ""},
	OperatorSuffixIgnoreCase:      {wordSuffix, wordIgnoreCase},
	OperatorEqualsIgnoreCase:      {wordIgnoreCase, ""},
	OperatorWildcard:              {wordWildcard, ""},
	OperatorNumeric:               {wordNumeric, ""},
	OperatorCIDR:                  {wordCIDR, ""},
	OperatorExists:                {wordExists, ""},
	OperatorAnythingBut:           {wordAnythingBut, ""},
	OperatorAnythingButPrefix:     {wordAnythingBut, wordPrefix},
	OperatorAnythingButSuffix:     {wordAnythingBut, wordSuffix},
	OperatorAnythingButIgnoreCase: {wordAnythingBut, wordIgnoreCase},
	OperatorAnythingButWildcard:   {wordAnythingBut, wordWildcard},
}

// String is the operator as a pattern writes it: "prefix", "anything-but prefix"; "equals" for a plain value.
func (o Operator) String() string {
	word, known := words[o]

	switch {
	case !known:
		return "unknown"
	case word[0] == "":
		return "equals"
	case word[1] == "":
		return word[0]
	default:
		return word[0] + " " + word[1]
	}
}

// IsNegation reports whether the operator is a form of anything-but.
func (o Operator) IsNegation() bool { return words[o][0] == wordAnythingBut }
