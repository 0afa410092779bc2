package schedule_test

import (
	"regexp"
	"strings"
	"testing"

	"usher/schedule"
)

func TestKey(t *testing.T) {
	legal := regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	for _, value := range []string{"NYLYDK", "3da0ea83-2503-5f6b-aae6-81156c22f5a9", strings.Repeat("x", 99), "a b", "ключ", ""} {
		for _, scope := range []string{"", "main", "ten_chars_"} {
			if key := schedule.Key(scope, schedule.KeyGUID, value); !legal.MatchString(key) {
				t.Errorf("Key(%q, %q) = %q", scope, value, key)
			}
		}
	}
	if got := schedule.Key("main", schedule.KeyCode, "NYLYDK"); got != "main-c-NYLYDK" {
		t.Errorf("a short value is kept as it is: %q", got)
	}
	if schedule.Key("main", schedule.KeyGUID, "a b") == schedule.Key("main", schedule.KeyGUID, "a c") {
		t.Error("two values, one key")
	}
}

func TestNameKey(t *testing.T) {
	if schedule.NameKey("", "Hörsaal 1") != schedule.NameKey("", " HORSAAL-1") {
		t.Error("accents, case and punctuation make a difference")
	}
	if schedule.NameKey("", "🎪") == schedule.NameKey("", "🎭") {
		t.Error("two rooms named by symbols alone have one key")
	}
}

func TestTalkKey(t *testing.T) {
	key := schedule.TalkKey("main", "Käse", []string{"Ada", "Bo"})
	if key != schedule.TalkKey("main", "kase", []string{"ADA", "bo"}) {
		t.Error("spelling makes a difference")
	}
	for name, other := range map[string]string{
		"source":   schedule.TalkKey("w", "Käse", []string{"Ada", "Bo"}),
		"title":    schedule.TalkKey("main", "Brot", []string{"Ada", "Bo"}),
		"speakers": schedule.TalkKey("main", "Käse", []string{"Ada"}),
		"borders":  schedule.TalkKey("main", "Käse", []string{"AdaBo"}),
	} {
		if key == other {
			t.Errorf("another %s, the same key", name)
		}
	}
}
