package main

import (
	"context"

	"usher/schedule"
	"usher/schedule/loader"
	"usher/storage"
)

// ledgerFlags name what is read beside an Usher that may be running.
type ledgerFlags struct {
	Config   configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"The running Usher's TOML file."`
	Database string     `env:"USHER_DATABASE" default:"usher.db" placeholder:"FILE" help:"The running Usher's database."`
	sourceFlags
}

// open opens the ledger, which is the caller's to close, and finds the schedule that is
// in force, for its titles and its zone. Where that cannot be read here, talks go by
// their keys and times are in UTC.
func (f ledgerFlags) open(ctx context.Context) (*storage.Ledger, *schedule.Schedule, error) {
	ledger, err := storage.OpenLedger(ctx, f.Database)
	if err != nil {
		return nil, nil, err
	}
	last, err := ledger.Schedules(ctx)
	if err != nil {
		_ = ledger.Close() // it has only read
		return nil, nil, err
	}
	var readable []schedule.Origin
	for i, kept := range last {
		s, err := f.requestOf(kept.Name, i == 0, loader.Source{Location: f.Database}).Read(kept)
		if err == nil {
			readable = append(readable, schedule.Origin{Name: kept.Name, Schedule: s})
		}
	}
	return ledger, schedule.Merge(readable...), nil
}
