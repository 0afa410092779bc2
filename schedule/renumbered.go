package schedule

import "strings"

// renumbered are the keys under which two versions have different talks. Exports
// made by hand count their events: with one more in front, each talk has the number
// that was the one's before it, and stars that stayed on the number would be on
// another talk.
//
// That title or speakers are others is not enough, since organisers edit both. What
// tells is that the talk that was there is elsewhere now, or the one that is there was
// elsewhere before, each where no talk has its own key any more. Where that holds for
// most keys with another talk, a key names nothing.
func renumbered(older, newer *Schedule) map[string]bool {
	suspects := map[string]bool{}
	for _, key := range older.keys {
		if is := newer.byKey[key]; is != nil && !sameBill(older.byKey[key][0], is[0]) {
			suspects[key] = true
		}
	}
	if len(suspects) == 0 {
		return nil
	}
	was, is := adrift(older, newer, suspects), adrift(newer, older, suspects)
	certain := map[string]bool{}
	for key := range suspects {
		if is[likeness(older.byKey[key][0])] || was[likeness(newer.byKey[key][0])] {
			certain[key] = true
		}
	}
	if 2*len(certain) > len(suspects) {
		return suspects
	}
	return certain
}

// sameBill reports whether two slots have the same likeness, at less cost where
// nothing has changed.
func sameBill(a, b *Slot) bool {
	return SameTitle(a.Title, b.Title) && sameBilling(a, b) || likeness(a) == likeness(b)
}

// adrift are the likenesses of talks whose keys the other version does not have, or
// has for another talk. What has no title is like anything.
func adrift(one, other *Schedule, suspects map[string]bool) map[string]bool {
	likenesses := map[string]bool{}
	for _, key := range one.keys {
		if !suspects[key] && other.byKey[key] != nil {
			continue
		}
		if like := likeness(one.byKey[key][0]); !strings.HasPrefix(like, "\x00") {
			likenesses[like] = true
		}
	}
	return likenesses
}

// shelf is the key under which what hangs on a talk is kept while it is gone and
// another talk has its key. It is the one that a source without ids gives it.
func shelf(s *Slot) string {
	scope, _, _ := strings.Cut(s.Key, "-")
	names := make([]string, len(s.Speakers))
	for i, p := range s.Speakers {
		names[i] = p.Name
	}
	return TalkKey(scope, s.Title, names)
}
