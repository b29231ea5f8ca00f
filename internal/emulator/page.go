package emulator

import (
	"encoding/base64"
	"strings"
)

// page cuts a sorted list: what comes after the token, at most limit of it, and
// the token of the next page. The token holds the last key, so that a list that
// changes between two pages loses nothing. ok is false for a token of another list.
func page[T any](c *call, items []T, key func(T) string, token string, limit int) (out []T, next string, ok bool) {
	prefix := c.tokenPrefix()
	if token != "" {
		plain, err := base64.RawURLEncoding.DecodeString(token)
		after, mine := strings.CutPrefix(string(plain), prefix)
		if err != nil || !mine {
			return nil, "", false
		}
		for len(items) > 0 && key(items[0]) <= after {
			items = items[1:]
		}
	}
	if len(items) <= limit {
		return items, "", true
	}
	items = items[:limit]
	return items, c.pageToken(key(items[limit-1])), true
}

// pageToken is the token of what comes after a key.
func (c *call) pageToken(after string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.tokenPrefix() + after))
}

func (c *call) tokenPrefix() string { return c.operation + "\n" + c.region + "\n" }
