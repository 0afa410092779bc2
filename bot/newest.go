package bot

// Newest keeps values by key, and of more than it has room for only those whose keys
// came last. The zero one is empty. It is not safe for concurrent use.
type Newest[K comparable, V any] struct {
	byKey map[K]V
	order []K // oldest first
}

// Get is the value of a key; false if it has none, or none any more.
func (n *Newest[K, V]) Get(key K) (value V, ok bool) {
	value, ok = n.byKey[key]
	return value, ok
}

// Put gives a key a value. A new one takes the place of the oldest where there are as
// many as most already.
func (n *Newest[K, V]) Put(key K, value V, most int) {
	if n.byKey == nil {
		n.byKey = map[K]V{}
	}
	if _, known := n.byKey[key]; !known {
		if len(n.order) >= most {
			delete(n.byKey, n.order[0])
			n.order = n.order[1:]
		}
		n.order = append(n.order, key)
	}
	n.byKey[key] = value
}
