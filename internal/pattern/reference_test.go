package pattern

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The reference is a second matcher, slow and as plain as can be. It shares with the real one the tree of the pattern and the reading of
// IP addresses, and nothing else.

// leaf is one scalar of an event: a string in its quotes, or any other value as spelt.
type leaf struct {
	text string
	// arrays tells in which element of which array the value is.
	arrays map[int]int
}

type referenceEvent struct {
	leaves map[string][]leaf
	arrays int
	// steps are the names that the engine looks at.
	steps map[string]bool
}

func (e *referenceEvent) used(name string) bool {
	if e.steps[name] {
		return true
	}

	if !strings.Contains(name, ".") {
		return false
	}

	for _, step := range javaSplit(name) {
		if !e.steps[step] {
			return false
		}
	}

	return true
}

// javaSplit splits at dots and leaves out empty parts at the end.
func javaSplit(name string) []string {
	if name == "" {
		return []string{""}
	}

	parts := strings.Split(name, ".")
	for len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}

	return parts
}

func (e *referenceEvent) add(path []string, arrays map[int]int, dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}

	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return e.addObject(path, arrays, dec)
		}

		return e.addArray(path, arrays, dec)
	case string:
		e.keep(path, arrays, `"`+v+`"`)
	default:
		e.keep(path, arrays, strings.ReplaceAll(fmt.Sprint(v), "<nil>", "null"))
	}

	return nil
}

func (e *referenceEvent) keep(path []string, arrays map[int]int, text string) {
	for _, step := range path {
		if !e.used(step) {
			return
		}
	}

	key := strings.Join(path, ".")
	e.leaves[key] = append(e.leaves[key], leaf{text: text, arrays: maps.Clone(arrays)})
}

func (e *referenceEvent) addObject(path []string, arrays map[int]int, dec *json.Decoder) error {
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}

		if err := e.add(append(slices.Clone(path), fmt.Sprint(name)), arrays, dec); err != nil {
			return err
		}
	}

	_, err := dec.Token()

	return err
}

func (e *referenceEvent) addArray(path []string, arrays map[int]int, dec *json.Decoder) error {
	e.arrays++
	id := e.arrays

	for i := 0; dec.More(); i++ {
		var element json.RawMessage
		if err := dec.Decode(&element); err != nil {
			return err
		}

		within := arrays
		if element[0] == '{' || element[0] == '[' {
			within = maps.Clone(arrays)
			within[id] = i
		}

		inner := json.NewDecoder(bytes.NewReader(element))
		inner.UseNumber()

		if err := e.add(path, within, inner); err != nil {
			return err
		}
	}

	_, err := dec.Token()

	return err
}

// referenceMatch reports whether the event matches. It is false for events that it cannot judge.
func referenceMatch(p *Pattern, event []byte) (matches, judged bool) {
	var raw json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(event)).Decode(&raw); err != nil || raw[0] != '{' {
		return false, false
	}

	steps := map[string]bool{}

	for _, fields := range keptFields(p) {
		for _, field := range fields {
			for _, step := range javaSplit(field.Key()) {
				steps[step] = true
			}
		}
	}

	e := &referenceEvent{leaves: map[string][]leaf{}, steps: steps}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()

	if err := e.add(nil, map[int]int{}, dec); err != nil {
		return false, false
	}

	for _, fields := range keptFields(p) {
		budget := 20000

		found, done := e.solve(fields, map[int]int{}, &budget)
		if !done {
			return false, false
		}

		if found {
			return true, true
		}
	}

	return false, true
}

// keptFields are the fields of each combination that the engine keeps, in the order of the keys.
func keptFields(p *Pattern) [][]*Field {
	all := make([][]*Field, 0, len(p.drafts))

	for _, d := range p.drafts {
		fields := make([]*Field, 0, len(d.fields))
		for _, key := range d.sortedKeys() {
			fields = append(fields, d.fields[key])
		}

		all = append(all, fields)
	}

	return all
}

// solve tries every value for every field, in the order of the keys.
func (e *referenceEvent) solve(fields []*Field, settled map[int]int, budget *int) (found, done bool) {
	if len(fields) == 0 {
		return true, true
	}

	if *budget--; *budget < 0 {
		return false, false
	}

	field := fields[0]
	all := e.leaves[field.Key()]

	missing := !slices.ContainsFunc(all, func(l leaf) bool { return agrees(l.arrays, settled) })
	if missing && slices.ContainsFunc(field.Conditions, func(c Condition) bool {
		return c.Operator == OperatorExists && c.Values[0].Kind == KindFalse
	}) {
		if found, done := e.solve(fields[1:], settled, budget); found || !done {
			return found, done
		}
	}

	// The engine overlooks values outside of an array that is settled, once the field appears in that array at all.
	innermost := 0

	for array := range settled {
		if array > innermost && slices.ContainsFunc(all, func(l leaf) bool { _, in := l.arrays[array]; return in }) {
			innermost = array
		}
	}

	for _, l := range all {
		if _, in := l.arrays[innermost]; innermost > 0 && !in || !agrees(l.arrays, settled) || !referencePasses(field.Conditions, l.text) {
			continue
		}

		next := maps.Clone(settled)
		maps.Copy(next, l.arrays)

		if found, done := e.solve(fields[1:], next, budget); found || !done {
			return found, done
		}
	}

	return false, true
}

func agrees(arrays, settled map[int]int) bool {
	for array, element := range arrays {
		if other, ok := settled[array]; ok && other != element {
			return false
		}
	}

	return true
}

func referencePasses(conditions []Condition, text string) bool {
	for _, c := range conditions {
		if referencePassesOne(c, conditions, text) {
			return true
		}
	}

	return false
}

func referencePassesOne(c Condition, all []Condition, text string) bool {
	switch c.Operator {
	case OperatorExists:
		return c.Values[0].Kind == KindTrue
	case OperatorNumeric:
		for _, bound := range c.Bounds {
			order, ok := referenceCompare(text, bound.Number)
			if !ok || !strings.Contains(bound.Operator, "<=>"[order+1:order+2]) {
				return false
			}
		}

		return true
	case OperatorCIDR:
		return referenceInRange(c.Values[0], all, text)
	}

	if len(c.Values) == 0 {
		return false
	}

	plain := c
	negated := c.Operator.IsNegation()

	for _, v := range c.Values {
		switch c.Operator {
		case OperatorAnythingButPrefix:
			plain.Operator = OperatorPrefix
		case OperatorAnythingButSuffix:
			plain.Operator = OperatorSuffix
		case OperatorAnythingButIgnoreCase:
			plain.Operator = OperatorEqualsIgnoreCase
		case OperatorAnythingButWildcard:
			plain.Operator = OperatorWildcard
		}

		if referencePlain(plain.Operator, v, all, text) {
			return !negated
		}
	}

	return negated
}

func referencePlain(operator Operator, v Value, all []Condition, text string) bool {
	const fold = "(?s:.*)"

	switch operator {
	case OperatorExactly:
		return text == `"`+v.Text+`"`
	case OperatorPrefix:
		return strings.HasPrefix(text, `"`+v.Text)
	case OperatorSuffix:
		return strings.HasSuffix(text, v.Text+`"`)
	case OperatorPrefixIgnoreCase:
		return referenceMatches(`"`+referenceFold(v.Text)+fold, text)
	case OperatorSuffixIgnoreCase:
		return referenceMatches(fold+referenceFold(v.Text)+`"`, text)
	case OperatorEqualsIgnoreCase:
		return referenceMatches(`"`+referenceFold(v.Text)+`"`, text)
	case OperatorWildcard:
		expression := strings.NewReplacer(`\*`, `\*`, `\\`, `\\`, `*`, `\E`+fold+`\Q`).Replace(v.Text)
		expression = strings.NewReplacer(`\*`, `*`, `\\`, `\`).Replace(expression)

		var parts []string
		for _, part := range strings.Split(expression, `\E`+fold+`\Q`) {
			parts = append(parts, regexp.QuoteMeta(part))
		}

		return referenceMatches(`"`+strings.Join(parts, fold)+`"`, text)
	}

	switch v.Kind {
	case KindNumber:
		order, ok := referenceCompare(text, v.Text)

		return ok && order == 0 || text == v.Text && operator == OperatorEquals || operator == OperatorEquals && referenceDigits(all, v, text)
	case KindText:
		if _, ok := addressDigits([]byte(v.Text)); ok && operator == OperatorEquals {
			return referenceInRange(v, all, text)
		}

		return text == `"`+v.Text+`"`
	default:
		return text == v.Text
	}
}

func referenceMatches(expression, text string) bool {
	return regexp.MustCompile(`^(?:` + expression + `)$`).MatchString(text)
}

// referenceFold is an expression for each character in lower or upper case, as Java has them.
func referenceFold(text string) string {
	var b strings.Builder

	for _, r := range text {
		if r > 0xFFFF {
			b.WriteString(`\?\?`)

			continue
		}

		upper, special := specialUpper[r]
		if !special {
			upper = strings.ToUpper(string(r))
		}

		lower := strings.ToLower(string(r))
		if r == 'İ' {
			lower = "i\u0307"
		}

		b.WriteString("(?:" + regexp.QuoteMeta(lower) + "|" + regexp.QuoteMeta(upper) + ")")
	}

	return b.String()
}

func referenceNumber(text string) (*big.Rat, bool) {
	if !isNumber(text) || len(text) > 60 {
		return nil, false
	}

	if _, exponent, found := strings.Cut(strings.ToLower(text), "e"); found {
		if n, err := strconv.Atoi(exponent); err != nil || n > 400 || n < -400 {
			return nil, false
		}
	}

	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, false
	}

	float, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, false
	}

	shortest, ok := new(big.Rat).SetString(strconv.FormatFloat(float, 'e', -1, 64))

	return exact, ok && shortest.Cmp(exact) == 0
}

func referenceCompare(a, b string) (int, bool) {
	x, xok := referenceNumber(a)
	y, yok := referenceNumber(b)

	if !xok || !yok {
		return 0, false
	}

	return x.Cmp(y), true
}

// referenceHex is what the engine looks up in a range: the digits of an address, or a number that it does not read as one.
func referenceHex(all []Condition, text string) (string, bool) {
	if strings.HasPrefix(text, `"`) {
		return addressDigits([]byte(strings.Trim(text, `"`)))
	}

	if _, fits := referenceNumber(text); fits && slices.ContainsFunc(all, comparesNumbers) {
		return "", false
	}

	return text, true
}

func comparesNumbers(c Condition) bool {
	if c.Operator == OperatorNumeric {
		return true
	}

	return (c.Operator == OperatorEquals || c.Operator == OperatorAnythingBut) && slices.ContainsFunc(c.Values, func(v Value) bool {
		_, fits := referenceNumber(v.Text)

		return v.Kind == KindNumber && fits
	})
}

func referenceInRange(v Value, all []Condition, text string) bool {
	digits, ok := referenceHex(all, text)
	if !ok {
		return false
	}

	block, err := parseCIDR(v.Text)
	if err != nil {
		block, _ = parseAddress(v.Text)
	}

	// The shortest beginning that lies wholly in the range decides.
	for n := 1; n <= len(digits) && n <= len(block.bottom); n++ {
		if strings.Trim(digits[:n], upperHex) != "" {
			return false
		}

		rest := len(block.bottom) - n
		low, high := digits[:n]+strings.Repeat("0", rest), digits[:n]+strings.Repeat("F", rest)

		if block.bottom < low && high < block.top || rest == 0 && block.bottom <= low && low <= block.top {
			return true
		}

		if onEdge := digits[:n] == block.bottom[:n] || digits[:n] == block.top[:n]; !onEdge {
			return block.bottom <= low && high <= block.top
		}
	}

	return false
}

// referenceDigits is the engine's confusion of an address with a number that is spelled like its digits.
func referenceDigits(all []Condition, v Value, text string) bool {
	if !strings.HasPrefix(text, `"`) || !slices.ContainsFunc(all, func(c Condition) bool {
		_, address := addressDigits([]byte(c.firstText()))

		return c.Operator == OperatorCIDR || c.Operator == OperatorEquals && address
	}) {
		return false
	}

	digits, ok := addressDigits([]byte(strings.Trim(text, `"`)))

	return ok && digits == v.Text
}

// firstText is the text of the first operand that is a string.
func (c Condition) firstText() string {
	if len(c.Values) > 0 && c.Values[0].Kind == KindText {
		return c.Values[0].Text
	}

	return ""
}

// beyondReference tells what the reference cannot judge: halves of surrogate pairs, broken UTF-8, and what encoding/json reads
// with other limits.
func beyondReference(text string) bool {
	return !utf8.ValidString(text) || strings.Contains(strings.ToLower(text), `\ud`) || len(text) > 5000
}
