package telegram_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usher/bot"
	"usher/bot/bottest"
	"usher/bot/telegram/telegramtest"
)

// TestTopics holds that it is heard in which topic something is said or pressed, and
// that what belongs there is said there; the one for everything else has no name.
func TestTopics(t *testing.T) {
	server := telegramtest.New(t)
	general := server.Person("Ada", "").InForum("All Systems Go!")
	dome := general.InTopic(17)
	tg := open(t, server, &bottest.Inbox{}, nil)
	next, _ := listening(t, tg)
	for where, thread := range map[*telegramtest.Person]string{general: "", dome: "17"} {
		where.Type("/next")
		in := next()
		if in.Thread != thread || !in.Topics {
			t.Errorf("heard is %+v", in)
		}
		send(t, tg, bot.Message{Chat: in.Chat, Thread: in.Thread, ReplyTo: in.Message, Body: text("x"),
			Buttons: [][]bot.Button{{{Label: "Next", Command: "/next"}}}})
		where.Press("Next")
		if in := next(); in.Thread != thread || !in.Topics {
			t.Errorf("pressed is %+v", in)
		}
	}
	placed := map[int]int{} // how often in each topic
	for _, m := range general.Messages() {
		placed[m.Thread]++
		if m.ReplyTo == 0 {
			t.Error("an answer is no reply")
		}
	}
	if diff := cmp.Diff(map[int]int{0: 1, 17: 1}, placed); diff != "" {
		t.Error(diff)
	}
}

// TestAThreadIsNoTopic: in a group without topics, a reply to a reply has a thread, and
// no bot may write there.
func TestAThreadIsNoTopic(t *testing.T) {
	server := telegramtest.New(t)
	server.Update("message", `{"message_id":7,"chat":{"id":-7,"type":"supergroup"},"from":{"id":7},"message_thread_id":5,"text":"/now","date":4102444800}`)
	next, _ := listening(t, open(t, server, &bottest.Inbox{}, nil))
	if in := next(); in.Thread != "" || in.Topics {
		t.Errorf("heard is %+v", in)
	}
}

// TestATopicThatIsNoMore holds that what belongs in one that is closed or deleted is
// said in the one for everything else.
func TestATopicThatIsNoMore(t *testing.T) {
	server := telegramtest.New(t)
	general := server.Person("Ada", "").InForum("All Systems Go!")
	closed, deleted := general.InTopic(17), general.InTopic(18)
	closed.CloseTopic()
	deleted.DeleteTopic()
	tg := open(t, server, &bottest.Inbox{}, nil)
	for _, thread := range []string{"17", "18"} {
		send(t, tg, bot.Message{Chat: chat(general), Thread: thread, Body: text("Starting in 10 min in Dome")})
	}
	for _, m := range general.Messages() {
		if m.Thread != 0 {
			t.Errorf("said in topic %d", m.Thread)
		}
	}
	if n := len(general.Messages()); n != 2 {
		t.Errorf("said %d times", n)
	}
}

// TestAReplyToWhatIsDeletedArrives holds that nobody is left without an answer because
// the question is gone.
func TestAReplyToWhatIsDeletedArrives(t *testing.T) {
	server := telegramtest.New(t)
	group := server.Person("Ada", "").InGroup("All Systems Go!")
	tg := open(t, server, &bottest.Inbox{}, nil)
	send(t, tg, bot.Message{Chat: chat(group), ReplyTo: bot.Ref{Chat: chat(group), ID: "99"}, Body: text("x")})
	if m := group.Messages()[0]; m.ReplyTo != 0 {
		t.Errorf("it is a reply to %d", m.ReplyTo)
	}
}
