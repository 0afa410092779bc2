package loader_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/schedule"
	"usher/schedule/loader"
	"usher/testdata"
)

// server serves a schedule as a test tells it, and counts.
type server struct {
	*httptest.Server
	body           []byte
	etag, modified string
	full, spared   int
}

func serve(t *testing.T) *server {
	s := &server{body: testdata.AllSystemsGo2023}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for header, value := range map[string]string{"ETag": s.etag, "Last-Modified": s.modified} {
			if value != "" {
				w.Header().Set(header, value)
			}
		}
		if s.etag != "" && r.Header.Get("If-None-Match") == s.etag ||
			s.modified != "" && r.Header.Get("If-Modified-Since") == s.modified {
			s.spared++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		s.full++
		_, _ = w.Write(s.body)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) request() loader.Request {
	return loader.Request{Schedule: loader.Source{Location: s.URL + "/schedule.xml?token=hunter2"}}
}

// fetch holds whether that is something new.
func fetch(t *testing.T, r loader.Request, last schedule.Copy, changed bool) schedule.Copy {
	t.Helper()
	c, got, err := r.Fetch(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if got != changed {
		t.Errorf("changed: %v, want %v", got, changed)
	}
	if _, err := r.Read(c); err != nil {
		t.Error(err)
	}
	return c
}

func TestFetchAsksOnlyForWhatIsNew(t *testing.T) {
	for name, set := range map[string]func(s *server, value string){
		"ETag":          func(s *server, v string) { s.etag = `"` + v + `"` },
		"Last-Modified": func(s *server, v string) { s.modified = v },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			set(s, "one")
			first := fetch(t, s.request(), schedule.Copy{}, true)
			again := fetch(t, s.request(), first, false)
			if s.full != 1 || s.spared != 1 {
				t.Errorf("%d full and %d spared answers, want 1 and 1", s.full, s.spared)
			}
			// Touched, but the same: the next question is about the new name.
			set(s, "two")
			again = fetch(t, s.request(), again, false)
			again = fetch(t, s.request(), again, false)
			if s.full != 2 || s.spared != 2 {
				t.Errorf("%d full and %d spared answers, want 2 and 2", s.full, s.spared)
			}
			set(s, "three")
			s.body = []byte(strings.Replace(string(s.body), "New Mount API", "Newer Mount API", 1))
			fetch(t, s.request(), again, true)
		})
	}
}

func TestFetchComparesWhereAServerTellsNothing(t *testing.T) {
	s := serve(t)
	first := fetch(t, s.request(), schedule.Copy{}, true)
	fetch(t, s.request(), first, false)
	if s.full != 2 {
		t.Errorf("%d answers, want 2", s.full)
	}
}

// TestFetchFromElsewhere must not ask one server about another's copy.
func TestFetchFromElsewhere(t *testing.T) {
	one, two := serve(t), serve(t)
	one.etag, two.etag = `"1"`, `"1"`
	two.body = []byte(strings.Replace(string(two.body), "New Mount API", "Newer Mount API", 1))
	fetch(t, two.request(), fetch(t, one.request(), schedule.Copy{}, true), true)
	if two.spared != 0 {
		t.Error("it asked whether the other's copy is still the newest")
	}
}

func TestFetchFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "schedule.xml")
	write := func(text string, at time.Time) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	noon := time.Date(2023, time.September, 13, 12, 0, 0, 0, time.UTC)
	text := string(testdata.AllSystemsGo2023)
	r := loader.Request{Schedule: loader.Source{Location: path}}
	write(text, noon)
	first := fetch(t, r, schedule.Copy{}, true)
	fetch(t, r, first, false)
	write(text, noon.Add(time.Hour))
	fetch(t, r, first, false)
	write(strings.Replace(text, "New Mount API", "Old Mount API", 1), noon.Add(2*time.Hour))
	fetch(t, r, first, true)
	// That it is not read again while nothing about it changes is the point.
	write(strings.Replace(text, "New Mount API", "Old Mount API", 1), noon)
	fetch(t, r, first, false)
}

func TestFetchWhatIsBeside(t *testing.T) {
	s := serve(t)
	r := s.request()
	r.SpeakerPages = []loader.Source{{Location: "the demo's", Data: testdata.LucaBoccassi2023}}
	c := fetch(t, r, schedule.Copy{}, true)
	fetch(t, r, c, false)
	sched, err := r.Read(c)
	if err != nil {
		t.Fatal(err)
	}
	if found := sched.FindSpeakers("luca boccassi").Hits; len(found) != 1 || found[0].Biography == "" {
		t.Errorf("no biography: %v", found)
	}
	if _, err := s.request().Read(c); err == nil {
		t.Error("a copy with more parts than are asked for was read")
	}
}

func TestFetchKeepsSecrets(t *testing.T) {
	s := serve(t)
	c := fetch(t, s.request(), schedule.Copy{}, true)
	if strings.Contains(c.Parts[0].Source, "hunter2") || c.Parts[0].Source == "" {
		t.Errorf("the copy's source is %q", c.Parts[0].Source)
	}
	s.Close()
	_, _, err := s.request().Fetch(t.Context(), c)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a server that is down: %v", err)
	}
}

// TestFetchSaysWhatAServerDid in our words: a server's own may hold a password, or
// what a terminal obeys.
func TestFetchSaysWhatAServerDid(t *testing.T) {
	for answer, want := range map[string]string{
		"HTTP/1.1 503 Down \x1b[31m today\r\n\r\n":                         "the server answers 503 Service Unavailable",
		"HTTP/1.1 599 Eek\r\n\r\n":                                         "the server answers 599",
		"HTTP/1.1 302 Found\r\nLocation: https://ada:hunter2@%zz/\r\n\r\n": "the server sends me on to what is no URL",
		"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<schedule>":         "the answer breaks off in the middle",
		"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n":       `unsupported protocol scheme "file"`,
	} {
		for _, path := range []string{"/schedule.xml", "/api/events/conf/"} {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				connection, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer connection.Close()
				_, _ = connection.Write([]byte(answer))
			}))
			_, _, err := loader.Request{Schedule: loader.Source{Location: s.URL + path}}.Fetch(t.Context(), schedule.Copy{})
			if err == nil || err.Error() != s.URL+path+": "+want {
				t.Errorf("%s: %q, want %q", path, err, want)
			}
			s.Close()
		}
	}
}

// TestFetchRefusesWhatIsAnnouncedToBeTooLong at once: nothing of it ever arrives.
func TestFetchRefusesWhatIsAnnouncedToBeTooLong(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(loader.MaxSize+1))
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	_, _, err := loader.Request{Schedule: loader.Source{Location: s.URL}}.Fetch(t.Context(), schedule.Copy{})
	if err == nil || !strings.Contains(err.Error(), "longer than 64 MB") {
		t.Errorf("%v", err)
	}
}
