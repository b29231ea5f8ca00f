package pattern

// wildcardComplexity is the largest number of a wildcard's beginnings that can match one text at once, the empty one left out. That is how
// many ways there are to go on at that place, which is what matching costs. EventBridge's engine counts
// in about the same way. It is false for a bound instead of the number.
func wildcardComplexity(text string) (complexity int, exact bool) {
	// The quotes around a value count as characters.
	symbols := []int{'"'}

	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '*':
			symbols = append(symbols, anyRun)
		case text[i] == '\\' && i+1 < len(text):
			i++
			symbols = append(symbols, int(text[i]))
		default:
			symbols = append(symbols, int(text[i]))
		}
	}

	symbols = append(symbols, '"')
	if len(symbols) > maxComplexityLength {
		return complexityBound(symbols), false
	}

	return largestSet(symbols)
}

const (
	anyRun = -1
	// Longer wildcards, and those with more sets than this, get the bound instead of the number.
	maxComplexityLength = 256
	maxComplexitySets   = 500
)

// largestSet goes through all sets of beginnings that some text can match.
func largestSet(symbols []int) (int, bool) {
	letters := map[int]bool{}

	for _, symbol := range symbols {
		if symbol != anyRun {
			letters[symbol] = true
		}
	}

	start := make([]byte, len(symbols))
	start[0] = 1
	skipRuns(symbols, start)

	seen := map[string]bool{string(start): true}
	queue := [][]byte{start}
	largest := 0

	for len(queue) > 0 {
		set := queue[0]
		queue = queue[1:]
		largest = max(largest, size(set))

		if len(seen) > maxComplexitySets {
			return complexityBound(symbols), false
		}

		for letter := range letters {
			next := make([]byte, len(symbols))

			for i, alive := range set {
				switch {
				case alive == 0:
				case symbols[i] == anyRun:
					next[i] = 1

					if i+1 < len(symbols) && symbols[i+1] == letter {
						next[i+1] = 1
					}
				case i+1 < len(symbols) && symbols[i+1] == letter:
					next[i+1] = 1
				}
			}

			skipRuns(symbols, next)

			if !seen[string(next)] {
				seen[string(next)] = true
				queue = append(queue, next)
			}
		}
	}

	return largest, true
}

// skipRuns adds the beginnings that end in an asterisk that stands for nothing.
func skipRuns(symbols []int, set []byte) {
	for i := 0; i+1 < len(symbols); i++ {
		if set[i] == 1 && symbols[i+1] == anyRun {
			set[i+1] = 1
		}
	}
}

func size(set []byte) int {
	n := 0
	for _, alive := range set {
		n += int(alive)
	}

	return n
}

// complexityBound is what the complexity cannot exceed: from the first asterisk on, every beginning might match at once.
func complexityBound(symbols []int) int {
	for i, symbol := range symbols {
		if symbol == anyRun {
			return len(symbols) - i
		}
	}

	return 1
}
