package bot

import "time"

// SourceState is what is known of where the schedule comes from. Its times are
// the conference clock's.
type SourceState struct {
	// Source is what the settings call it, "" where it is the only one.
	Source string
	// Name is the source as people know it, a host or a file, without
	// credentials.
	Name string
	// Version is what the source calls the version in force, "" where it has no
	// name for it.
	Version string
	// Loaded is when the version in force was put in force, Answered when the
	// source last answered.
	Loaded, Answered time.Time
	// FailingSince is when it first did not answer, or not with a schedule;
	// zero while all is well. Problem says why, in a few plain words.
	FailingSince time.Time
	Problem      string
	// Unusable says that it answers all the same, but with nothing that could be
	// put in force.
	Unusable bool
	// Hidden is how many of its talks to come are not in force because the settings
	// do not name it any more; 0 for a source that they do name.
	Hidden int
	// Held says that a newer version waits for an organiser's word, HeldVersion
	// which one, "" where it has no name.
	Held        bool
	HeldVersion string
}
