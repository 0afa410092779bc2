package loader_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
	"usher/schedule/loader"
)

// pretalx is a server with an event of two pages of talks. Answers are by path and
// page; one that is a number is a status.
type pretalx struct {
	*httptest.Server
	answers map[string]string
	etags   bool
	asked   []string
	spared  int
	unnamed int // questions without a password
}

func newPretalx(t *testing.T) *pretalx {
	p := &pretalx{}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	p.answers = map[string]string{
		"":             `{"name": {"en": "Small Conf"}, "slug": "small", "timezone": "Europe/Berlin", "date_from": "2025-09-13", "date_to": "2025-09-14"}`,
		"submissions/": `{"count": 2, "next": "` + p.next("submissions/?page=2") + `", "results": [` + talk("AAAAAA", "One", "10:00") + `]}`,
		"submissions/2": `{"count": 2, "next": null, "results": [` + talk("BBBBBB", "Two", "11:00") + `,
			{"code": "CCCCCC", "title": "Never planned", "state": "confirmed", "speakers": [], "slots": []}]}`,
		"speakers/": `{"next": null, "results": [{"code": "ADALOV", "name": "Ada", "biography": "Wrote the first program.", "avatar_url": "https://pics.example/ada.jpg"}]}`,
		"rooms/":    `{"next": null, "results": [{"id": 7, "name": {"en": "Attic"}, "uuid": "a-7"}, {"id": 5, "name": {"en": "Dome"}, "uuid": "d-5"}]}`,
	}
	return p
}

// next is where a page is, as a server says that does not know by which scheme it
// is asked.
func (p *pretalx) next(path string) string {
	return strings.Replace(p.URL, "http:", "https:", 1) + "/sub/api/events/small/" + path
}

func talk(code, title, start string) string {
	return fmt.Sprintf(`{"code": %q, "title": %q, "state": "confirmed", "speakers": ["ADALOV"], "track": {"name": {"en": "Kernel"}},
		"slots": [{"id": 1, "room": {"id": 5, "name": {"en": "Dome"}}, "start": "2025-09-13T%[3]s:00+02:00", "end": "2025-09-13T%[3]s:40+02:00"}]}`, code, title, start)
}

func (p *pretalx) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, "/sub/api/events/small/")
	path += r.URL.Query().Get("page")
	p.asked = append(p.asked, path)
	if _, _, ok := r.BasicAuth(); !ok {
		p.unnamed++
	}
	answer, known := p.answers[path]
	var status int
	if _, err := fmt.Sscan(answer, &status); err == nil || !ok || !known {
		w.WriteHeader(max(status, http.StatusNotFound))
		return
	}
	if p.etags {
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(answer)))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			p.spared++
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	_, _ = w.Write([]byte(answer))
}

func (p *pretalx) request() loader.Request {
	with := strings.Replace(p.URL, "://", "://me:hunter2@", 1)
	return loader.Request{Schedule: loader.Source{Location: with + "/sub/api/events/small/"}}
}

func TestPretalx(t *testing.T) {
	p := newPretalx(t)
	c, _, err := p.request().Fetch(t.Context(), schedule.Copy{})
	if err != nil {
		t.Fatal(err)
	}
	p.Close() // the copy alone has to do
	s, err := p.request().Read(c)
	if err != nil {
		t.Fatal(err)
	}
	type facts struct {
		Conference, Zone, Titles, Rooms, Speaker, Avatar, URL string
		Slots                                                 int
	}
	first := s.Slots()[0]
	got := facts{
		s.Conference().Title, s.Zone().String(), first.Title + "/" + s.Slots()[1].Title, s.Rooms()[0].Name + "/" + first.Room.GUID,
		first.Speakers[0].Biography, first.Speakers[0].Avatar, strings.TrimPrefix(first.URL, p.URL), len(s.Slots()),
	}
	want := facts{
		"Small Conf", "Europe/Berlin", "One/Two", "Attic/d-5",
		"Wrote the first program.", "https://pics.example/ada.jpg", "/sub/small/talk/AAAAAA/", 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if p.unnamed > 0 {
		t.Errorf("%d of %d questions without the password", p.unnamed, len(p.asked))
	}
	if kept := c.Parts[0]; strings.Contains(string(kept.Data)+kept.ETag+kept.Source, "hunter2") {
		t.Error("the password is kept in the copy")
	}
}

// TestPretalxFromAList begins at a list, or without the last slash, in place of
// the event.
func TestPretalxFromAList(t *testing.T) {
	p := newPretalx(t)
	for _, end := range []string{"small", "small/talks/?state=confirmed", "small/submissions", "small/schedules/latest/"} {
		s, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: p.URL + "/sub/api/events/" + end}})
		if err != nil || len(s.Slots()) != 2 {
			t.Errorf("%s: %v", end, err)
		}
	}
}

func TestPretalxAsksOnlyForWhatIsNew(t *testing.T) {
	p := newPretalx(t)
	p.etags = true
	first := fetch(t, p.request(), schedule.Copy{}, true)
	p.asked = nil
	again := fetch(t, p.request(), first, false)
	if p.spared != 5 || len(p.asked) != 5 {
		t.Errorf("%d of %d answers spared, want 5 of 5", p.spared, len(p.asked))
	}
	p.answers["submissions/2"] = strings.Replace(p.answers["submissions/2"], "Two", "Two and a half", 1)
	fetch(t, p.request(), fetch(t, p.request(), again, true), false)
}

// TestPretalxOfOld shows talks where others show submissions, in one list.
func TestPretalxOfOld(t *testing.T) {
	for name, status := range map[string]string{"none": "404", "for organisers": "403", "signed in": "401"} {
		p := newPretalx(t)
		p.answers["submissions/"], p.answers["speakers/"], p.answers["rooms/"] = status, status, status
		p.answers["talks/"] = "[" + talk("AAAAAA", "One", "10:00") + "]"
		s, err := loader.Load(t.Context(), p.request())
		if err != nil || len(s.Slots()) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPretalxAsAWhole holds that half an event is none, and that a page cannot send
// us anywhere.
func TestPretalxAsAWhole(t *testing.T) {
	elsewhere := newPretalx(t)
	for name, c := range map[string]struct{ path, answer, want string }{
		"no event":        {"", "404", "the server answers 404"},
		"no talks":        {"submissions/", "404", "the server answers 404"},
		"middle fails":    {"submissions/2", "500", "the server answers 500"},
		"middle is gone":  {"submissions/2", "404", "a list ends in the middle"},
		"speakers fail":   {"speakers/", "503", "the server answers 503"},
		"rooms fail":      {"rooms/", "500", "the server answers 500"},
		"circle":          {"submissions/2", `{"next": "/sub/api/events/small/submissions/?page=2", "results": []}`, "round in a circle"},
		"another server":  {"submissions/2", `{"next": "` + elsewhere.next("submissions/2") + `", "results": []}`, "leads to another server"},
		"another scheme":  {"submissions/2", `{"next": "file:///etc/passwd", "results": []}`, "leads to another server"},
		"page of nothing": {"submissions/2", `{"detail": "throttled"}`, "does not answer as pretalx"},
		"a web page":      {"", `<html>pretalx</html>`, "does not answer as pretalx"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPretalx(t)
			p.answers[c.path] = c.answer
			_, err := loader.Load(t.Context(), p.request())
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	if len(elsewhere.asked) > 0 {
		t.Errorf("the other server was asked for %q", elsewhere.asked)
	}
}

// TestPretalxSize has two pages that together are too long.
func TestPretalxSize(t *testing.T) {
	p := newPretalx(t)
	blanks := strings.Repeat(" ", loader.MaxSize/2)
	p.answers["submissions/"] = `{"results": [], "next": "?page=2"` + blanks + `}`
	p.answers["submissions/2"] = `{"results": [], "next": null` + blanks + `}`
	if _, err := loader.Load(t.Context(), p.request()); err == nil || !strings.Contains(err.Error(), "longer than 64 MB") {
		t.Errorf("error %v", err)
	}
}

// TestPretalxHasAnEnd is a server with a next page for ever.
func TestPretalxHasAnEnd(t *testing.T) {
	pages := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages++
		fmt.Fprintf(w, `{"slug": "x", "next": "?page=%d", "results": []}`, pages)
	}))
	defer s.Close()
	_, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: s.URL + "/api/events/x/"}})
	if err == nil || !strings.Contains(err.Error(), "more than 400 pages") {
		t.Errorf("after %d pages: %v", pages, err)
	}
}

// TestPretalxRedirects lets a server say where it is, once.
func TestPretalxRedirects(t *testing.T) {
	p, old := newPretalx(t), newPretalx(t)
	moved := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, p.URL+r.URL.Path, http.StatusFound) }
	old.Config.Handler = http.HandlerFunc(moved)
	if s, err := loader.Load(t.Context(), old.request()); err != nil || len(s.Slots()) != 2 {
		t.Errorf("a server that has moved: %v", err)
	}
	half := newPretalx(t)
	half.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/rooms/") {
			moved(w, r)
			return
		}
		half.ServeHTTP(w, r)
	})
	if _, err := loader.Load(t.Context(), half.request()); err == nil || !strings.Contains(err.Error(), "leads to another server") {
		t.Errorf("a server that sends on: %v", err)
	}
}

// TestPretalxPage is the address of the page for people, given by mistake.
func TestPretalxPage(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<!DOCTYPE html><html><footer>powered by <a>pretalx</a></footer></html>`)
	}))
	defer s.Close()
	for _, path := range []string{"/small/", "/small/schedule/"} {
		_, err := loader.Load(t.Context(), loader.Request{Schedule: loader.Source{Location: s.URL + path}})
		want := "that is a web page, not a schedule; pretalx has its schedule at " + s.URL + "/small/schedule/export/schedule.xml"
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestPretalxAsksNobodyElse whether a page is still the newest, whatever a path that
// was kept looks like.
func TestPretalxAsksNobodyElse(t *testing.T) {
	p, other := newPretalx(t), newPretalx(t)
	p.etags = true
	c, _, err := p.request().Fetch(t.Context(), schedule.Copy{})
	if err != nil {
		t.Fatal(err)
	}
	c.Parts[0].ETag = strings.ReplaceAll(c.Parts[0].ETag, `"URL":"/sub`, `"URL":"`+strings.TrimPrefix(other.URL, "http:")+`/sub`)
	if _, _, err := p.request().Fetch(t.Context(), c); err != nil || len(other.asked) > 0 {
		t.Errorf("%v; another server was asked for %q", err, other.asked)
	}
}
