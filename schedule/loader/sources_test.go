package loader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/schedule/format"
	"usher/schedule/loader"
	"usher/testdata"
)

func TestParseSources(t *testing.T) {
	type all = []loader.Named
	for text, want := range map[string]all{
		"https://conf.example/schedule.xml?a=b&c=d": {{"main", "https://conf.example/schedule.xml?a=b&c=d"}},
		" /srv/my schedule.xml\n":                   {{"main", "/srv/my schedule.xml"}},
		"webcal://cal.example/a.ics":                {{"main", "https://cal.example/a.ics"}},
		"main=a.xml cal=Webcal://cal.example/a.ics": {{"main", "a.xml"}, {"cal", "https://cal.example/a.ics"}},
		"./a=b.xml":          {{"main", "./a=b.xml"}},
		"talks=schedule.xml": {{"talks", "schedule.xml"}},
		"main=https://a.example/?x=1\nworkshops=b/c d.ics ": {{"main", "https://a.example/?x=1"}, {"workshops", "b/c d.ics"}},
		"A_1=a b=b c=c": {{"A_1", "a"}, {"b", "b"}, {"c", "c"}},
	} {
		got, err := loader.ParseSources(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v, -want +got:\n%s", text, err, diff)
		}
	}
	for text, want := range map[string]string{
		"":                                  "say where the schedule is",
		"work-shops=b.xml":                  `"work-shops" cannot name a source`,
		"main=a.xml workshops2025=b.xml":    `"workshops2025" cannot name a source`,
		"=a.xml":                            `"" cannot name a source`,
		"main=a.xml séances=b.xml":          `"séances" cannot name a source`,
		"main=":                             "say where main is",
		"main=a.xml more= third=c.xml":      "say where more is",
		"main=a.xml Main=b.xml":             "two sources are called Main",
		"https://me:hunter2@a.x/ more=b":    "all need one",
		"main=a.xml\nmore=b.xml more=c.xml": "two sources are called more",
	} {
		got, err := loader.ParseSources(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v and %v, want %q", text, got, err, want)
		}
	}
}

// TestLoadAll has two sources whose keys do not meet: the same file twice is one
// conference, as the first has it.
func TestLoadAll(t *testing.T) {
	from := func(name string) loader.Request {
		return loader.Request{Schedule: loader.Source{Location: name, Data: testdata.AllSystemsGo2023}, Options: format.Options{Source: name}}
	}
	s, err := loader.LoadAll(t.Context(), []loader.Request{from("main"), from("mirror")})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(s.Slots()); got != 48 || len(s.Talk("main-c-NYLYDK")) != 1 {
		t.Errorf("%d slots", got)
	}
	broken := from("mirror")
	broken.Schedule.Data = []byte("<html>")
	if _, err := loader.LoadAll(t.Context(), []loader.Request{from("main"), broken}); err == nil || !strings.HasPrefix(err.Error(), "mirror: ") {
		t.Errorf("of a broken one: %v", err)
	}
}
