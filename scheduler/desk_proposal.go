package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"usher/bot"
	"usher/schedule"
)

// proposal is what a complete act would mean now that leaves these overrides.
func (s *Scheduler) proposal(ctx context.Context, a bot.Act, left []schedule.Override) (bot.Proposal, error) {
	older := s.config.Schedule()
	newer := schedule.Overlay(s.intake.published(), left)
	p := bot.Proposal{Act: a, Versions: schedule.Compare(older, newer)}
	p.InTheWay = inTheWay(p.Versions)
	r, err := s.revision(ctx, p)
	if err != nil {
		return p, err
	}
	p.Changes = r.Changes
	p.Radius, err = s.radius(ctx, p.Versions, r)
	return p, err
}

// happened is what an act that was done has made of the overrides that there were without
// it.
func (s *Scheduler) happened(a bot.Act, without []schedule.Override) bot.Proposal {
	versions := schedule.Compare(schedule.Overlay(s.intake.published(), without), s.config.Schedule())
	return bot.Proposal{Act: a, Versions: versions, Changes: inOrder(changes(versions, pace{now: s.config.Now()}))}
}

// inOrder are changes by when the slots were to start.
func inOrder(all []bot.SlotChange) []bot.SlotChange {
	slices.SortStableFunc(all, func(a, b bot.SlotChange) int {
		return cmp.Or(a.Before.Start.Compare(b.Before.Start), cmp.Compare(a.Before.Room.Name, b.Before.Room.Name), cmp.Compare(a.Talk, b.Talk))
	})
	return all
}

// inTheWay are the slots that meet another one in their room which they did not meet
// before. What stays for days leaves room for others.
func inTheWay(versions schedule.Comparison) []bot.InTheWay {
	was, slots := versions.Earlier(), versions.Newer.Slots()
	meets := func(a, b *schedule.Slot) bool {
		return a != b && meet(a, b) && !a.Lasting() && !b.Lasting() && a.Room.Key != "" && a.Room.Key == b.Room.Key
	}
	changed := func(s *schedule.Slot) bool { return was[s] == nil || !bot.StandingOf(was[s]).Alike(bot.StandingOf(s)) }
	var all []bot.InTheWay
	for _, moved := range slots {
		if !changed(moved) {
			continue
		}
		for _, there := range slots {
			if !meets(moved, there) || meets(was[moved], was[there]) {
				continue
			}
			mirrored := bot.InTheWay{Moved: there, There: moved}
			if !slices.Contains(all, mirrored) {
				all = append(all, bot.InTheWay{Moved: moved, There: there})
			}
		}
	}
	return all
}

// shown is what a preview shows, so that it can be told whether it would show the same
// later: names, as keys may change meanwhile.
func shown(p bot.Proposal) string {
	var b strings.Builder
	stands := func(s bot.Standing) string {
		return fmt.Sprintf("%d %q %t %q", s.Start.UnixMilli(), s.Room.Name, s.Off, s.Title)
	}
	for _, c := range p.Changes {
		fmt.Fprintf(&b, "%s -> %s\n", stands(c.Before), stands(c.After))
	}
	for _, w := range p.InTheWay {
		fmt.Fprintf(&b, "%q meets %q\n", w.Moved.Title, w.There.Title)
	}
	return b.String()
}
