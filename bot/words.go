package bot

import "cmp"

// Words are what organisers say in their own words, by language, a BCP 47 tag; "" is for
// everybody else.
type Words map[string]string

// In is what those read with whom a language is spoken; "" is nothing.
func (w Words) In(language string) string { return cmp.Or(w[language], w[""]) }
