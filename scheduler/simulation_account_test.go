package scheduler_test

import (
	"context"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usher/bot"
	"usher/storage"
)

// settle holds what has to be true when all is over.
func (a *afternoon) settle() {
	if a.db == nil {
		a.open()
	}
	ctx := context.Background()
	for _, v := range a.visitors {
		chat := v.chat
		if v.moved {
			chat.ID = chat.ID[:len(chat.ID)-1]
		}
		d, err := a.db.Data(ctx, chat, chat)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, n := range d.Notices {
			if n.State == bot.StateClaimed || n.State == bot.StateQueued {
				a.broken("%v: %d of kind %s are %s in the end", v, n.Count, n.Kind, n.State)
			}
		}
		d.Language, d.Chosen = "", ""
		order := cmpopts.SortSlices(func(x, y bot.Mute) bool { return x.Talk < y.Talk })
		if diff := cmp.Diff(v.wishes, d.Wishes, order, cmpopts.EquateEmpty()); diff != "" {
			a.broken("%v wants -what they said +what is stored:\n%s", v, diff)
		}
	}
	a.settleCounts()
	a.close()
	if *simulationSeed != 0 {
		a.noteLedger(ctx)
	}
}

// noteLedger tells what the database has to say.
func (a *afternoon) noteLedger(ctx context.Context) {
	ledger, err := storage.OpenLedger(ctx, a.path)
	if err != nil {
		a.t.Fatal(err)
	}
	defer ledger.Close()
	for e, err := range ledger.Entries(ctx, storage.Query{}) {
		if err != nil {
			a.t.Fatal(err)
		}
		a.note("ledger: %+v", e)
	}
}

// settleCounts holds that what may have arrived twice was counted.
func (a *afternoon) settleCounts() {
	n := &a.network
	repeated := 0
	for _, times := range n.arrived {
		repeated += times - 1
	}
	if a.traits.Idempotent {
		repeated = 0
	}
	if n.uncertain < repeated {
		a.broken("%d messages were told again, but only %d notices are counted as uncertain", repeated, n.uncertain)
	}
	if len(n.unsure) == 0 && n.uncertain > 0 {
		a.broken("%d notices are counted as uncertain, but nothing was", n.uncertain)
	}
	a.note("%d messages, %d uncertain", n.messages, n.uncertain)
}
