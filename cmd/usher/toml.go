package main

import (
	"encoding"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// tomlSettings are settings from a TOML file, by the names of their flags.
type tomlSettings map[string]any

// readTOML is a kong.ConfigurationLoader.
func readTOML(r io.Reader) (kong.Resolver, error) {
	settings := tomlSettings{}
	if _, err := toml.NewDecoder(r).Decode(&settings); err != nil {
		if parse, ok := errors.AsType[toml.ParseError](err); ok {
			return nil, fmt.Errorf("USHER_CONFIG: line %d: %s", parse.Position.Line, parse.Message)
		}
		return nil, fmt.Errorf("USHER_CONFIG: %w", err)
	}
	return settings, nil
}

// Validate refuses names that no setting has, which are most likely misspelled.
func (s tomlSettings) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, command := range app.Children {
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			known[flag.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if !known[name] {
			return fmt.Errorf("USHER_CONFIG: there is no setting %q", name)
		}
	}
	return nil
}

func isSet(name string) bool {
	_, ok := os.LookupEnv(name)
	return ok
}

// Resolve gives kong the value for a flag that neither the command line nor the
// environment has set.
func (s tomlSettings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := s[flag.Name]
	if !ok || slices.ContainsFunc(flag.Envs, isSet) {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value), nil
	}
	if _, ok := flag.Target.Addr().Interface().(encoding.TextUnmarshaler); !ok {
		return list, nil
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, " "), nil
}
