package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
	"usher/storage"
)

// atTelegram is Usher at six past eleven on the first day, on a Telegram of its own. What
// starts at a quarter past rings as soon as it is starred.
func atTelegram(t *testing.T) *telegramtest.Server {
	t.Helper()
	tg := telegramtest.New(t)
	t.Cleanup(start(t, settings(t, "--schedule", seed, "--database", filepath.Join(t.TempDir(), "usher.db"), "--clock", "2023-09-13 11:06",
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL)))
	return tg
}

// has reports whether somebody reads a message that begins like that.
func has(p *telegramtest.Person, begins string) (m telegramtest.Message, ok bool) {
	for _, m := range p.Messages() {
		if strings.HasPrefix(m.Text, begins) {
			return m, true
		}
	}
	return m, false
}

func reads(t *testing.T, p *telegramtest.Person, begins string) (m telegramtest.Message) {
	t.Helper()
	eventually(t, "somebody reads: "+begins, func() (ok bool) {
		m, ok = has(p, begins)
		return ok
	})
	return m
}

const forensic = "Forensic container checkpointing"

// TestAForumIsRungWhereItWasSetUp holds that an answer stands in the topic in which it was
// asked for, and a ring in that in which the talk was starred.
func TestAForumIsRungWhereItWasSetUp(t *testing.T) {
	t.Parallel()
	tg := atTelegram(t)
	general := tg.Person("Ada", "en").InForum("All Systems Go!")
	general.Become("administrator")
	dome, chatter := general.InTopic(17), general.InTopic(18)
	chatter.Type("/next")
	if m := reads(t, chatter, "Next"); m.Thread != 18 {
		t.Errorf("answered in topic %d", m.Thread)
	}
	dome.Type("/star forensic")
	if m := reads(t, general, "Starting in"); m.Thread != 17 || !strings.Contains(m.Text, forensic) {
		t.Errorf("rung in topic %d: %s", m.Thread, m.Text)
	}
}

// TestAGroupBecomesASupergroup holds that its stars go with it.
func TestAGroupBecomesASupergroup(t *testing.T) {
	tg := atTelegram(t)
	group := tg.Person("Ada", "en").InGroup("All Systems Go!")
	group.Become("administrator")
	group.Type("/star mount api")
	reads(t, group, "New Mount API")
	super := group.Upgrade()
	super.Type("/agenda")
	if m := reads(t, super, "Your Wednesday"); !strings.Contains(m.Text, "New Mount API") {
		t.Errorf("the agenda is %s", m.Text)
	}
}

// TestAGroupHasBecomeASupergroup has Telegram say so only when something is sent there:
// the answer and the ring arrive, once each, and the star goes along.
func TestAGroupHasBecomeASupergroup(t *testing.T) {
	t.Parallel()
	tg := atTelegram(t)
	ada := tg.Person("Ada", "en")
	group, super := ada.InGroup("Hallway"), ada.InGroup("Hallway")
	group.Become("administrator")
	id, err := strconv.ParseInt(super.ChatID(), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	tg.Fail("sendMessage", telegramtest.Migrated(id), telegramtest.Fault{}, telegramtest.Migrated(id))
	group.Type("/star forensic")
	reads(t, super, forensic)
	reads(t, super, "Starting in")
	super.Type("/agenda")
	if m := reads(t, super, "Your Wednesday"); !strings.Contains(m.Text, forensic) {
		t.Errorf("the agenda is %s", m.Text)
	}
	if n := len(super.Messages()); n != 3 || len(group.Messages()) != 0 {
		t.Errorf("%d messages, and %d where it was", n, len(group.Messages()))
	}
}

// TestGroupsAreGreeted holds that a group reads what this is and who may change what,
// once, and that a channel's readers are left alone.
func TestGroupsAreGreeted(t *testing.T) {
	tg := atTelegram(t)
	ada := tg.Person("Ada", "en")
	group, channel := ada.InNew("supergroup", "Hallway"), ada.InNew("channel", "News")
	channel.Place(telegramtest.Administrator)
	group.Place(telegramtest.Member)
	group.Place(telegramtest.Administrator)
	if m := reads(t, group, "All Systems Go! 2023"); !strings.Contains(m.Text, "Those who run this chat") {
		t.Errorf("it reads %s", m.Text)
	}
	ada.Show("sticker", "")
	reads(t, ada, "I read words alone")
	if n := len(group.Messages()) + len(channel.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// TestAnEditedQuestion holds that its answer changes in place.
func TestAnEditedQuestion(t *testing.T) {
	tg := atTelegram(t)
	ada := tg.Person("Ada", "en")
	ada.Type("tpm")
	first := reads(t, ada, "5 talks match")
	ada.Edit("soft reboot")
	if second := reads(t, ada, "Soft Reboot"); second.ID != first.ID || len(ada.Messages()) != 1 {
		t.Errorf("%d is answered anew, by %d", first.ID, second.ID)
	}
}

// TestAPenaltyOfHoursSurvivesARestart has Telegram want nothing for ten hours when it is
// told of a ring, and Usher start again: nothing is said meanwhile, the ring least of all.
func TestAPenaltyOfHoursSurvivesARestart(t *testing.T) {
	t.Parallel()
	tg := telegramtest.New(t)
	path := filepath.Join(t.TempDir(), "usher.db")
	again := func() (*storage.DB, func()) {
		return open(t, settings(t, "--schedule", seed, "--database", path, "--clock", "2023-09-13 11:06",
			"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL))
	}
	_, stop := again()
	ada := tg.Person("Ada", "en")
	tg.Fail("sendMessage", telegramtest.Fault{}, telegramtest.TooMany(36_000))
	ada.Type("/star forensic")
	eventually(t, "the ring is refused", func() bool { return tg.Requests("sendMessage") == 2 })
	stop()
	store, stop := again()
	defer stop()
	polled := tg.Requests("getUpdates")
	ada.Type("/now")
	eventually(t, "what is asked is taken in", func() bool { return tg.Requests("getUpdates") > polled && tg.Unconfirmed() == 0 })
	pause, err := store.Paused(t.Context(), "telegram")
	if left := pause.Left(time.Now()); err != nil || left < 9*time.Hour {
		t.Errorf("it is left alone for %s, %v", left, err)
	}
	if n := tg.Requests("sendMessage"); n != 2 {
		t.Errorf("%d attempts", n)
	}
}
