package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// identity is who calls.
type identity struct {
	account string
	userID  string
	kind    string // the IAM resource, such as "user/emulator"; for STS "assumed-role/name/session"
}

func userIdentity(account string) identity {
	return identity{account: account, userID: "AIDAEMULATORUSER00000", kind: "user/emulator"}
}

func (i identity) arn(region string) string {
	service := "iam"
	if strings.HasPrefix(i.kind, "assumed-role/") {
		service = "sts"
	}
	return fmt.Sprintf("arn:%s:%s::%s:%s", partitionOf(region), service, i.account, i.kind)
}

// identify finds who signs with an access key. Any key is accepted; one that
// was not issued here belongs to the default account.
func (e *Emulator) identify(accessKey string) identity {
	if who, ok := e.identities[accessKey]; ok {
		return who
	}
	return userIdentity(e.account)
}

// newUUID makes an id that is new in this emulator and repeatable: it depends
// on how many were made before.
func (e *Emulator) newUUID() string {
	e.sequence++
	sum := sha256.Sum256(fmt.Appendf(nil, "emulator %d", e.sequence))
	sum[6] = sum[6]&0x0f | 0x40
	sum[8] = sum[8]&0x3f | 0x80
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// randomText makes n letters and digits for keys and tokens.
func randomText(n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	out := make([]byte, n)
	for i := range out {
		out[i] = letters[rand.IntN(len(letters))] //nolint:gosec // not a secret: nothing checks it
	}
	return string(out)
}
