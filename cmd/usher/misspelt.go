package main

import (
	"log/slog"
	"slices"
	"strings"

	"usher/schedule"
)

// alikeEnough is from which similarity on a name may be meant by another: that of
// USHER_LANGUAG and USHER_LANGUAGE is 0.58, that of USHER_COFFEE and USHER_CONFIG 0.44.
const alikeEnough = 0.5

// warnOfMisspelt warns of variables that no setting has and whose names are nearly
// those of one: whoever misspells who may invite Usher has left the door open. Their
// values may be secrets, and are not said.
func warnOfMisspelt(environment []string, log *slog.Logger) error {
	parser, err := newParser(&commandLine{})
	if err != nil {
		return err
	}
	var known []string
	for _, command := range parser.Model.Leaves(false) {
		for _, flag := range command.Flags {
			known = append(known, flag.Envs...)
		}
	}
	for _, variable := range environment {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "USHER_") || slices.Contains(known, name) {
			continue
		}
		nearest, score := "", alikeEnough
		for _, other := range known {
			if similar := schedule.Similarity(name, other); similar > score {
				nearest, score = other, similar
			}
		}
		if nearest != "" {
			log.Warn("there is no such setting", "variable", name, "perhaps", nearest)
		}
	}
	return nil
}
