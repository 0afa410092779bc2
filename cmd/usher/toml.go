package main

import (
	"encoding"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// tomlSettings are settings from a TOML file, by the names of their flags.
type tomlSettings map[string]any

// configFile is a flag's TOML file with settings.
type configFile string

// BeforeResolve lets the settings of the file take effect.
func (configFile) BeforeResolve(ctx *kong.Context, trace *kong.Path) error {
	path, _ := ctx.FlagValue(trace.Flag).(configFile)
	if path == "" {
		return nil // set to nothing, as in compose files
	}
	data, err := os.ReadFile(string(path))
	if err != nil {
		return fmt.Errorf("USHER_CONFIG: I cannot read %s", path)
	}
	settings, err := readTOML(data)
	if err != nil {
		return err
	}
	ctx.AddResolver(settings)
	return nil
}

// readTOML reads settings. Names that no setting has are refused, since they are
// most likely misspelled.
func readTOML(data []byte) (tomlSettings, error) {
	settings := tomlSettings{}
	if err := toml.Unmarshal(data, &settings); err != nil {
		// The library's own words quote the file, which may hold secrets.
		if parse, ok := errors.AsType[toml.ParseError](err); ok {
			return nil, fmt.Errorf("USHER_CONFIG: line %d is not TOML: text stands in quotes", parse.Position.Line)
		}
		return nil, errors.New("USHER_CONFIG: it cannot be read as TOML")
	}
	known, err := knownSettings()
	if err != nil {
		return nil, err
	}
	var wrong complaints
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		_, secret := known[name].(*secret)
		_, text := settings[name].(string)
		_, table := settings[name].(map[string]any)
		switch {
		case known[name] == nil || name == "config":
			wrong = append(wrong, fmt.Errorf("USHER_CONFIG: there is no setting %q", name))
		case secret && !text:
			wrong = append(wrong, fmt.Errorf("USHER_CONFIG: %q is text, in quotes", name))
		case table:
			wrong = append(wrong, fmt.Errorf("USHER_CONFIG: %q is text or a list of texts, no table", name))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return settings, nil
}

// knownSettings are the settings that a file may have, by name, and what each is
// read into: those of serve, and beside them what only a login needs.
func knownSettings() (map[string]any, error) {
	parser, err := newParser(&commandLine{})
	if err != nil {
		return nil, err
	}
	known := map[string]any{}
	for _, command := range parser.Model.Leaves(false) {
		for _, flag := range command.Flags {
			switch command.Path() {
			case "serve":
				known[flag.Name] = flag.Target.Addr().Interface()
			case "matrix login":
				if len(flag.Envs) > 0 {
					known[flag.Name] = flag.Target.Addr().Interface()
				}
			}
		}
	}
	return known, nil
}

// Validate implements kong.Resolver: readTOML has refused what is wrong.
func (tomlSettings) Validate(*kong.Application) error { return nil }

func isSet(name string) bool {
	_, ok := os.LookupEnv(name)
	return ok
}

// written is a value as it is written on the command line. TOML has dates and
// times of its own, in zones that it names "date-local" and the like.
func written(value any) string {
	t, ok := value.(time.Time)
	if !ok {
		return fmt.Sprint(value)
	}
	switch t.Location().String() {
	case "date-local":
		return t.Format(time.DateOnly)
	case "datetime-local":
		return t.Format("2006-01-02 15:04")
	case "time-local":
		return t.Format("15:04")
	}
	return t.Format(time.RFC3339)
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
		return written(value), nil
	}
	switch flag.Target.Addr().Interface().(type) {
	case encoding.TextUnmarshaler, *string:
	default:
		return list, nil
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, " "), nil
}
