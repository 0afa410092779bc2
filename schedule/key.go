package schedule

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
)

// maxKey keeps a key short enough for a button on Telegram: its callback data
// has 64 bytes, in which "/unstar speaker " takes 16.
const maxKey = 40

// The kinds of key, by what in the source they were made from.
const (
	KeyCode = "c" // a code, as pretalx gives
	KeyGUID = "g" // a globally unique id
	KeyID   = "i" // an id that is unique in its source
	KeyName = "n" // the name itself, folded
	KeyHash = "h" // a hash of title and speakers
)

// Key makes the name by which a talk, room, speaker or track is known through
// all versions of a schedule: scope (a source's name, or "" for what all
// sources share), kind and value, in at most 40 of [A-Za-z0-9_-]. A value that
// is longer or uses other characters is replaced by its hash.
func Key(scope, kind, value string) string {
	prefix := kind + "-"
	if scope != "" {
		prefix = scope + "-" + prefix
	}
	if len(prefix)+len(value) <= maxKey && onlyKeyChars(value) {
		return prefix + value
	}
	sum := sha256.Sum256([]byte(value))
	hash := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:13])
	return prefix + strings.ToLower(hash)
}

// NameKey is the key of something that a source knows by its name alone.
// Accents, case and punctuation make no difference to it.
func NameKey(scope, name string) string {
	if words := Words(name); len(words) > 0 {
		return Key(scope, KeyName, strings.Join(words, "-"))
	}
	return Key(scope, KeyName, name) // a room may be called 🎪
}

// TalkKey is the key of a talk that has neither code, guid nor id: a hash of
// its title and speakers, so that it survives a change of time or room.
func TalkKey(scope, title string, speakers []string) string {
	folded := make([]string, 0, len(speakers)+1)
	folded = append(folded, Fold(title))
	for _, s := range speakers {
		folded = append(folded, Fold(s))
	}
	// The NUL keeps "a b" + "c" and "a" + "b c" apart, and forces the hash.
	return Key(scope, KeyHash, strings.Join(folded, "\x00"))
}

// IsKey reports whether text has the form of a talk's key.
func IsKey(text string) bool { return keyForm.MatchString(text) }

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,10}-[cgih]-[A-Za-z0-9_-]+$`)

func onlyKeyChars(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range s {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
