package main

import (
	"encoding/json"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dockerfile are the instructions of the Dockerfile's last stage; the stages
// before are their FROM alone.
func dockerfile(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "FROM" {
			found = map[string][]string{"FROM": found["FROM"]}
		}
		found[word] = append(found[word], rest)
	}
	return found
}

// builds are the command lines by which the Dockerfile builds Usher.
func builds(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?m)^RUN .*go build .*$`).FindAllString(string(text), -1)
}

// variables are the environment variables that serve reads.
func variables(t *testing.T) []string {
	t.Helper()
	parser, err := newParser(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, command := range parser.Model.Children {
		if command.Name == "serve" {
			for _, flag := range command.Flags {
				all = append(all, flag.Envs...)
			}
		}
	}
	return all
}

// TestDockerfileFitsUsher holds what the image sets against what Usher reads:
// nothing here can build it.
func TestDockerfileFitsUsher(t *testing.T) {
	image := dockerfile(t)
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))[1]
	if want := []string{"golang:" + language + " AS build", "scratch"}; !slices.Equal(image["FROM"], want) {
		t.Errorf("it is built FROM %q, want %q", image["FROM"], want)
	}
	if build := strings.Join(builds(t), " "); !strings.Contains(build, "CGO_ENABLED=0 go build ") || !strings.Contains(build, " -tags goolm ") {
		t.Errorf("Usher is built by %q, without encryption", build)
	}
	env := map[string]string{}
	for _, word := range strings.Fields(strings.Join(image["ENV"], " ")) {
		name, value, _ := strings.Cut(word, "=")
		env[name] = value
		if !slices.Contains(variables(t), name) {
			t.Errorf("Usher does not read %s", name)
		}
	}
	if got, want := path.Dir(env["USHER_DATABASE"]), strings.Join(image["VOLUME"], " "); got != want {
		t.Errorf("the database is in %s and the volume is %s", got, want)
	}
	if user := strings.Join(image["USER"], " "); !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user) {
		t.Errorf("it runs as %q, want another than root, by number", user)
	}
}

// TestDockerfileAsksWhatThereIs parses the image's command lines as Usher would.
func TestDockerfileAsksWhatThereIs(t *testing.T) {
	image := dockerfile(t)
	_, check, _ := strings.Cut(strings.Join(image["HEALTHCHECK"], " "), "CMD ")
	entry := words(t, strings.Join(image["ENTRYPOINT"], " "))
	for command, line := range map[string][]string{
		"health": words(t, check),
		"serve":  append(entry, words(t, strings.Join(image["CMD"], " "))...),
	} {
		if want := []string{"/usher", command}; !slices.Equal(line, want) {
			t.Errorf("%q, want %q", line, want)
		}
		succeeds(t, command, "--help")
	}
}

// words are a command line in the form that needs no shell.
func words(t *testing.T, array string) []string {
	t.Helper()
	var all []string
	if err := json.Unmarshal([]byte(array), &all); err != nil {
		t.Fatalf("%s: %v", array, err)
	}
	return all
}
