package pattern

import (
	"strings"
	"unicode/utf16"
)

// extendKey is the key of a field below others, as EventBridge's engine joins names with dots. Names are not joined one by one: an
// empty name at the root leaves no dot behind.
func extendKey(parents []string, name string) string {
	base := strings.Join(parents, ".")
	if base == "" {
		return name
	}

	return base + "." + name
}

// usesEmptyNames reports whether one of the keys makes the engine look below empty names of an event: it skips a name
// that no key has between two dots, and it does not count an empty one at the end of a key.
func usesEmptyNames(keys []string) bool {
	for _, key := range keys {
		if key == "" || strings.HasPrefix(strings.TrimRight(key, "."), ".") || strings.Contains(strings.TrimRight(key, "."), "..") {
			return true
		}
	}

	return false
}

// skipsEmptyName reports whether the engine skips a name of an event because a part of it is empty.
func skipsEmptyName(name []byte) bool {
	if len(name) == 0 {
		return true
	}

	if name[0] != '.' && !strings.Contains(string(name), "..") {
		return false
	}

	trimmed := strings.TrimRight(string(name), ".")

	return strings.HasPrefix(trimmed, ".") || strings.Contains(trimmed, "..")
}

// keyLess orders keys as the engine does, by UTF-16 code units.
func keyLess(a, b string) int {
	x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))

	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return int(x[i]) - int(y[i])
		}
	}

	return len(x) - len(y)
}
