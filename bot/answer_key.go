package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// answerKeyed is what the Key of an answer begins with.
const answerKeyed = "re-"

// AnswerKey is the Key of the answer to something that was said. It is short and
// plain, whatever the network's own ids are like.
func (in Incoming) AnswerKey() string {
	sum := sha256.Sum256([]byte(in.Chat.String() + "\n" + in.Update))
	return answerKeyed + hex.EncodeToString(sum[:16])
}

// IsAnswerKey reports whether a Key is an answer's.
func IsAnswerKey(key string) bool { return strings.HasPrefix(key, answerKeyed) }
