package say

// About is how Usher introduces itself before anybody has said anything: at length, where
// a chat begins, and in short.
func (m Moment) About() (long, short string) {
	f := facts{"Conference": m.conference()}
	return m.label("about.long", f), m.label("about.short", f)
}
