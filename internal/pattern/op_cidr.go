package pattern

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// {"cidr": "10.0.0.0/24"} passes strings that are IP addresses of the block.
//
// The engine writes an address as 8 (IPv4) or 32 (IPv6) hexadecimal digits and looks for the first digit that decides. It keeps no
// note of the kind of address, nor of the type of the value. So a block passes whatever begins with deciding digits: 16.0.0.0/8 also passes
// the IPv6 addresses that begin with 10, and the number 105. We do the same, as it is what EventBridge does.
type addressRange struct {
	bottom, top string
	// hasNumeric reports that the same list compares numbers: then the engine reads a number as one.
	hasNumeric bool
}

func (m *addressRange) match(v *value) bool {
	switch v.kind {
	case KindText:
		var digits [32]byte

		n := parseIP(v.text, &digits)

		return n > 0 && m.contains(digits[:n])
	case KindNumber:
		if m.hasNumeric && v.comparable {
			return false
		}

		return m.contains(v.text)
	default:
		return false
	}
}

// contains reports whether the first digit that is decisive lies within the range.
func (m *addressRange) contains(digits []byte) bool {
	onBottom, onTop := true, true

	for i := range len(m.bottom) {
		if i == len(digits) || !isUpperHex(digits[i]) {
			return false
		}

		c, bottom, top := digits[i], m.bottom[i], m.top[i]

		if onBottom && c < bottom || onTop && c > top {
			return false
		}

		onBottom, onTop = onBottom && c == bottom, onTop && c == top

		if !onBottom && !onTop {
			return true
		}
	}

	return true
}

func isUpperHex(c byte) bool { return isDigit(c) || c >= 'A' && c <= 'F' }

// parseAddress is the range of a plain string that is an IP address: that one address.
func parseAddress(text string) (*addressRange, bool) {
	digits, ok := addressDigits([]byte(text))
	if !ok {
		return nil, false
	}

	return &addressRange{bottom: digits, top: digits}, true
}

// addressDigits is an IP address as hexadecimal digits.
func addressDigits(text []byte) (string, bool) {
	var digits [32]byte

	n := parseIP(text, &digits)

	return string(digits[:n]), n > 0
}

var (
	errSlash   = errors.New("must be an IP address, one `/`, and the number of leading bits")
	errBits    = errors.New("has no whole number after the `/`")
	errAddress = errors.New("does not begin with an IP address")
)

// parseCIDR reads a block of addresses.
func parseCIDR(text string) (*addressRange, error) {
	// Java's split leaves out empty parts at the end.
	parts := strings.Split(strings.TrimRight(text, "/"), "/")
	if len(parts) != 2 {
		return nil, errSlash
	}

	// At most ten digits, with a sign, as in Java.
	size, err := strconv.ParseInt(parts[1], 10, 32)
	if err != nil {
		return nil, errBits
	}

	digits, ok := addressDigits([]byte(parts[0]))
	if !ok {
		return nil, errAddress
	}

	if limit := int64(len(digits)) * 4; size < 0 || size >= limit {
		return nil, fmt.Errorf("has %d bits after the `/`; for an IPv%d block 0 to %d are allowed", size, 4+len(digits)/32*2, limit-1)
	}

	bottom, top := []byte(digits), []byte(digits)

	for i := range bottom {
		free := min(max(int64(i+1)*4-size, 0), 4)
		mask := byte(1)<<free - 1
		digit, _ := hexDigit(bottom[i])
		bottom[i], top[i] = upperHex[digit&^mask], upperHex[digit|mask]
	}

	return &addressRange{bottom: string(bottom), top: string(top)}, nil
}

const upperHex = "0123456789ABCDEF"

// parseIP writes an address as hexadecimal digits, 8 for IPv4 and 32 for IPv6, and gives their number; zero for
// what is not an address. It takes what Java takes: leading zeros, no brackets, no zone, and no dots in IPv6; an IPv4 address mapped to IPv6
// is an IPv4 address.
func parseIP(text []byte, digits *[32]byte) int {
	if len(text) < 2 {
		return 0
	}

	if bytes.IndexByte(text, ':') >= 0 {
		return parseIPv6(text, digits)
	}

	return parseIPv4(text, digits)
}

func parseIPv4(text []byte, digits *[32]byte) int {
	if len(text) > 15 {
		return 0
	}

	part, number, length := 0, 0, 0

	for i := 0; i <= len(text); i++ {
		if i < len(text) && isDigit(text[i]) {
			number = number*10 + int(text[i]-'0')
			length++

			continue
		}

		if i < len(text) && text[i] != '.' || length == 0 || number > 255 || part > 3 {
			return 0
		}

		digits[2*part], digits[2*part+1] = upperHex[number>>4], upperHex[number&0xF]
		part, number, length = part+1, 0, 0
	}

	if part != 4 {
		return 0
	}

	return 8
}

func parseIPv6(text []byte, digits *[32]byte) int {
	var groups [8]uint16

	n, gap, i := 0, -1, 0

	if text[0] == ':' {
		if text[1] != ':' {
			return 0
		}

		gap, i = 0, 2
	}

	for i < len(text) {
		start, number := i, 0

		for i < len(text) && text[i] != ':' {
			digit, ok := hexDigit(text[i])
			if !ok || number > 0xFFF {
				return 0
			}

			number = number<<4 | int(digit)
			i++
		}

		if i == start || n == len(groups) {
			return 0
		}

		groups[n] = uint16(number)
		n++

		if i == len(text) {
			break
		}

		i++

		switch {
		case i == len(text):
			return 0
		case text[i] == ':' && gap >= 0:
			return 0
		case text[i] == ':':
			gap = n
			i++
		}
	}

	if gap < 0 && n < len(groups) || gap >= 0 && n == len(groups) {
		return 0
	}

	if gap >= 0 {
		copy(groups[len(groups)-(n-gap):], groups[gap:n])
		clear(groups[gap : len(groups)-(n-gap)])
	}

	from := 0
	if [6]uint16(groups[:6]) == [6]uint16{5: 0xFFFF} {
		from = 6
	}

	at := 0

	for _, group := range groups[from:] {
		for shift := 12; shift >= 0; shift -= 4 {
			digits[at] = upperHex[group>>shift&0xF]
			at++
		}
	}

	return at
}

// parseCIDROperand reads the operand of a cidr.
func (p *parser) parseCIDROperand(n *node, at place) (Condition, bool) {
	condition, ok := p.parseText(n, at, wordCIDR, OperatorCIDR)
	if !ok {
		return condition, false
	}

	if _, err := parseCIDR(n.text); err != nil {
		problem := Problem{
			Summary: "Invalid CIDR block",
			Detail:  fmt.Sprintf("The block %s %s. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\".", n.found(), err),
		}

		address, _, _ := strings.Cut(n.text, "/")
		if digits, isAddress := addressDigits([]byte(address)); isAddress && (n.text == address || n.text == fmt.Sprintf("%s/%d", address, 4*len(digits))) {
			problem.Detail += " To match a single address, write it in the list as a plain string."
			problem.Suggestion = string(appendQuoted(nil, address))
		}

		p.report(n, at, problem)

		return condition, false
	}

	return condition, true
}
