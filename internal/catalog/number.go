package catalog

import "math/big"

// maxNumber bounds the length of a number that is worth being calculated with.
const maxNumber = 40

// parseNumber reads a JSON number exactly. It returns nil for one that is so
// long that only a hostile text can hold it.
func parseNumber(s string) *big.Rat {
	if len(s) > maxNumber {
		return nil
	}
	f, _, err := big.ParseFloat(s, 10, 200, big.ToNearestEven)
	if err != nil || f.IsInf() || f.MantExp(nil) > 4096 || f.MantExp(nil) < -4096 {
		return nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return r
}

func isInteger(s string) bool {
	r := parseNumber(s)
	return r != nil && r.IsInt()
}
