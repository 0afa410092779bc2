package schedule_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usher/schedule"
)

// publish is a schedule after whoever publishes it has edited its slots.
func publish(t *testing.T, s *schedule.Schedule, edit func(*schedule.Slot) bool) *schedule.Schedule {
	t.Helper()
	var slots []schedule.Slot
	for _, slot := range s.Slots() {
		is := *slot
		is.Until, is.Late, is.Slid, is.Published = time.Time{}, 0, 0, nil
		if edit(&is) {
			slots = append(slots, is)
		}
	}
	newer, err := schedule.New(schedule.Draft{Rooms: s.Rooms(), Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	return newer
}

// editing is an edit of the talk mount alone.
func editing(do func(*schedule.Slot)) func(*schedule.Slot) bool {
	return func(slot *schedule.Slot) bool {
		if slot.Key == "mount" {
			do(slot)
		}
		return true
	}
}

func TestReconcile(t *testing.T) {
	toHall := movedTo(about(schedule.Move, "mount", at(14, 30)), hallRoom, time.Time{})
	toSeven := movedTo(about(schedule.Move, "mount", at(14, 30)), schedule.Room{}, at(19, 0))
	toBoth := movedTo(about(schedule.Move, "mount", at(14, 30)), hallRoom, at(19, 0))
	off := about(schedule.Cancel, "mount", at(14, 30))
	lightning := placed("own-h-lightning", domeRoom, at(17, 0), 30)
	adds := schedule.Override{Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}
	inHall := func(s *schedule.Slot) { s.Room = hallRoom }
	atSeven := func(s *schedule.Slot) { s.Start, s.End = at(19, 0), at(19, 40) }
	for name, test := range map[string]struct {
		overrides []schedule.Override
		publish   func(*schedule.Slot) bool
		retired   int
		asked     bool
		mount     string // as it stands then
	}{
		"silent":                    {[]schedule.Override{toHall}, editing(func(s *schedule.Slot) { s.Title = "Mounts" }), 0, false, "Hall 14:30-15:10"},
		"the same":                  {[]schedule.Override{toHall}, editing(inHall), 1, false, "Hall 14:30-15:10"},
		"another time":              {[]schedule.Override{toHall}, editing(atSeven), 0, true, "Hall 14:30-15:10"},
		"a third room's time":       {[]schedule.Override{toSeven}, editing(inHall), 0, true, "Dome 19:00-19:40"},
		"half of it":                {[]schedule.Override{toBoth}, editing(inHall), 0, false, "Hall 19:00-19:40"},
		"one of two":                {[]schedule.Override{toHall, toSeven}, editing(inHall), 1, false, "Hall 19:00-19:40"},
		"both of two":               {[]schedule.Override{toHall, toSeven}, editing(func(s *schedule.Slot) { inHall(s); atSeven(s) }), 2, false, "Hall 19:00-19:40"},
		"cancelled as well":         {[]schedule.Override{off}, editing(func(s *schedule.Slot) { s.Cancelled = true }), 1, false, "Dome 14:30-15:10 off"},
		"cancelled, moved":          {[]schedule.Override{off}, editing(atSeven), 0, true, "Dome 14:30-15:10 off"},
		"moved, cancelled":          {[]schedule.Override{toHall}, editing(func(s *schedule.Slot) { s.Cancelled = true }), 0, true, "Hall 14:30-15:10"},
		"what was added, published": {[]schedule.Override{adds}, func(s *schedule.Slot) bool { return true }, 0, false, "Dome 14:30-15:10"},
		"gone":                      {[]schedule.Override{toHall}, func(s *schedule.Slot) bool { return s.Key != "mount" }, 0, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			older := afternoon(t)
			overrides := slices.Clone(test.overrides)
			for i := range overrides {
				overrides[i].Number = int64(i + 1)
			}
			newer := publish(t, older, test.publish)
			got := schedule.Reconcile(overrides, schedule.Compare(older, newer))
			if len(got.Retired) != test.retired || (len(got.Asked) > 0) != test.asked || len(got.Overrides) != len(overrides)-test.retired {
				t.Errorf("%+v", got)
			}
			var mount string
			for _, line := range stands(schedule.Overlay(newer, got.Overrides)) {
				if line[:5] == "mount" {
					mount = line[6:]
				}
			}
			if mount != test.mount {
				t.Errorf("it stands %q, want %q", mount, test.mount)
			}
			// The same published again is nothing new.
			if again := schedule.Reconcile(got.Overrides, schedule.Compare(newer, newer)); len(again.Asked)+len(again.Retired) > 0 {
				t.Errorf("again: %+v", again)
			}
			// What it was before, published again, settles it.
			back := schedule.Reconcile(got.Overrides, schedule.Compare(newer, older))
			if test.asked && (len(back.Asked) > 0 || back.Overrides[0].Asked != nil) {
				t.Errorf("still asked: %+v", back)
			}
		})
	}
}

func TestWhatWasAddedRetiresOncePublished(t *testing.T) {
	lightning := placed("own-h-lightning", domeRoom, at(17, 0), 30)
	adds := schedule.Override{Number: 1, Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}
	published := lightning
	published.Key = "main-c-NEW"
	older, newer := afternoon(t), afternoon(t, published)
	got := schedule.Reconcile([]schedule.Override{adds}, schedule.Compare(older, newer))
	if !slices.Equal(got.Retired, []int64{1}) {
		t.Errorf("%+v", got)
	}
	// Whoever starred it follows it to its new key.
	versions := schedule.Compare(schedule.Overlay(older, []schedule.Override{adds}), schedule.Overlay(newer, got.Overrides))
	if versions.Rekeyed[lightning.Key] != published.Key {
		t.Errorf("it goes to %q", versions.Rekeyed[lightning.Key])
	}
}

// TestWhatIsSaidOfAnAddedTalkIsSaidOfThePublishedOne has a talk that organisers have added
// at 17:00 in the Dome be published.
func TestWhatIsSaidOfAnAddedTalkIsSaidOfThePublishedOne(t *testing.T) {
	lightning := placed("own-h-lightning", domeRoom, at(17, 0), 30)
	adds := schedule.Override{Kind: schedule.Add, Talk: lightning.Key, Added: &lightning}
	moved := movedTo(about(schedule.Move, lightning.Key, at(17, 0)), hallRoom, at(18, 0))
	moved.Room, moved.Was = domeRoom.Key, schedule.SpotOf(&lightning)
	off := about(schedule.Cancel, lightning.Key, at(17, 0))
	off.Room, off.Was = domeRoom.Key, moved.Was
	for name, test := range map[string]struct {
		said    []schedule.Override
		room    schedule.Room
		start   time.Time
		retired int
		stands  string
	}{
		"moved, published as it was":    {[]schedule.Override{moved}, domeRoom, at(17, 0), 1, "main-c-NEW Hall 18:00-18:30"},
		"moved, published as it is":     {[]schedule.Override{moved}, hallRoom, at(18, 0), 2, "main-c-NEW Hall 18:00-18:30"},
		"cancelled":                     {[]schedule.Override{off}, domeRoom, at(17, 0), 1, "main-c-NEW Dome 17:00-17:30 off"},
		"late, published as it was":     {[]schedule.Override{late(20, at(17, 0))}, domeRoom, at(17, 0), 1, "main-c-NEW Dome 17:20-17:50 20 late"},
		"late, published as late":       {[]schedule.Override{late(20, at(17, 0))}, domeRoom, at(17, 20), 1, "main-c-NEW Dome 17:20-17:50"},
		"moved and cancelled, as it is": {[]schedule.Override{moved, off}, hallRoom, at(18, 0), 2, "main-c-NEW Hall 18:00-18:30 off"},
	} {
		t.Run(name, func(t *testing.T) {
			overrides := append([]schedule.Override{adds}, test.said...)
			for i := range overrides {
				overrides[i].Number = int64(i + 1)
			}
			older := afternoon(t)
			published := placed("main-c-NEW", test.room, test.start, 30)
			published.Title = lightning.Title
			newer := afternoon(t, published)
			versions := schedule.Compare(older, newer)
			got := schedule.Reconcile(overrides, versions)
			is := stands(schedule.Overlay(newer, got.Overrides))
			if len(got.Retired) != test.retired || len(got.Asked) > 0 || !slices.Contains(is, test.stands) || slices.ContainsFunc(is, func(s string) bool { return s[:4] == "own-" }) {
				t.Errorf("%+v; there are %q", got, is)
			}
			// What has ended may be in force again.
			if name == "cancelled" {
				for _, o := range schedule.Follow([]schedule.Override{moved}, overrides, versions) {
					if o.Talk != "main-c-NEW" {
						t.Errorf("what has ended is about %+v", o)
					}
				}
			}
		})
	}
}

// TestOverridesFollowKeys has all keys of talks and rooms change, and what is said of
// them stay.
func TestOverridesFollowKeys(t *testing.T) {
	older := afternoon(t)
	overrides := []schedule.Override{
		movedTo(about(schedule.Move, "mount", at(14, 30)), hallRoom, time.Time{}), about(schedule.Cancel, "tar", at(16, 2)), late(20, at(17, 0)),
	}
	var slots []schedule.Slot
	other := func(r schedule.Room) schedule.Room { return schedule.Room{Key: "g-" + r.Name, Name: r.Name} }
	for _, slot := range older.Slots() {
		is := *slot
		is.Key, is.Room = "main-c-"+slot.Key, other(slot.Room)
		slots = append(slots, is)
	}
	newer, err := schedule.New(schedule.Draft{Rooms: []schedule.Room{other(domeRoom), other(hallRoom)}, Slots: slots})
	if err != nil {
		t.Fatal(err)
	}
	got := schedule.Reconcile(overrides, schedule.Compare(older, newer))
	if len(got.Asked)+len(got.Retired) > 0 {
		t.Errorf("%+v", got)
	}
	want := stands(schedule.Overlay(older, overrides))
	for i := range want {
		want[i] = "main-c-" + want[i]
	}
	if diff := cmp.Diff(want, stands(schedule.Overlay(newer, got.Overrides))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWhatComesBackIsStillOverridden has a talk vanish from the published schedule.
func TestWhatComesBackIsStillOverridden(t *testing.T) {
	older := afternoon(t)
	overrides := []schedule.Override{movedTo(about(schedule.Move, "mount", at(14, 30)), hallRoom, time.Time{})}
	without := publish(t, older, func(s *schedule.Slot) bool { return s.Key != "mount" })
	gone := schedule.Reconcile(overrides, schedule.Compare(older, without))
	back := schedule.Reconcile(gone.Overrides, schedule.Compare(without, older))
	if diff := cmp.Diff(stands(schedule.Overlay(older, overrides)), stands(schedule.Overlay(older, back.Overrides))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPublishersCatchUp has what organisers say published just so: all stays where it
// is, and nobody is asked.
func TestPublishersCatchUp(t *testing.T) {
	for seed := range uint64(randomRounds) {
		random := rand.New(rand.NewPCG(seed, 20))
		older := randomSchedule(t, random)
		overrides := slices.DeleteFunc(randomOverrides(random, older), func(o schedule.Override) bool {
			_, published := older.Slot(o.Talk, o.Slot)
			return o.Kind != schedule.Add && o.Kind != schedule.Delay && !published
		})
		inForce := schedule.Overlay(older, overrides)
		newer := publish(t, inForce, func(*schedule.Slot) bool { return true })
		got := schedule.Reconcile(overrides, schedule.Compare(older, newer))
		if len(got.Asked) > 0 {
			t.Fatalf("seed %d: asked %v", seed, got.Asked)
		}
		if diff := cmp.Diff(starts(inForce), starts(schedule.Overlay(newer, got.Overrides))); diff != "" {
			t.Fatalf("seed %d: -before +after:\n%s", seed, diff)
		}
	}
}

// TestWhatIsAskedStays publishes anything: what is asked about stands as it stood.
func TestWhatIsAskedStays(t *testing.T) {
	asked := 0
	for seed := range uint64(randomRounds) {
		random := rand.New(rand.NewPCG(seed, 21))
		older := randomSchedule(t, random)
		overrides := slices.DeleteFunc(randomOverrides(random, older), func(o schedule.Override) bool { return o.Kind == schedule.Delay })
		rooms := older.Rooms()
		newer := publish(t, older, func(s *schedule.Slot) bool {
			switch random.IntN(6) {
			case 0:
				s.Room = rooms[random.IntN(len(rooms))]
			case 1:
				s.Start, s.End = s.Start.Add(7*time.Minute), time.Time{}
			case 2:
				s.Cancelled = !s.Cancelled
			case 3:
				return random.IntN(3) > 0
			}
			return true
		})
		got := schedule.Reconcile(overrides, schedule.Compare(older, newer))
		if len(got.Overrides)+len(got.Retired) != len(overrides) {
			t.Fatalf("seed %d: some are lost", seed)
		}
		is := schedule.Overlay(newer, got.Overrides)
		for before, after := range schedule.Compare(schedule.Overlay(older, overrides), is).Slots() {
			if after == nil || after.Published == nil {
				continue
			}
			open := slices.ContainsFunc(got.Overrides, func(o schedule.Override) bool {
				return o.Asked != nil && o.Talk == after.Key && o.Slot.Equal(after.Published.Start) && o.Room == after.Published.Room.Key
			})
			if !open {
				continue
			}
			asked++
			if before == nil || !schedule.SpotOf(before).Same(schedule.SpotOf(after)) {
				t.Fatalf("seed %d: %+v has become %+v", seed, before, after)
			}
		}
	}
	if asked < randomRounds/10 {
		t.Errorf("only %d were asked about", asked)
	}
}

func starts(s *schedule.Schedule) []string {
	var all []string
	for _, slot := range s.Slots() {
		line := slot.Title + " " + slot.Room.Name + " " + slot.Start.Format(time.RFC3339)
		if slot.Cancelled {
			line += " off"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}
