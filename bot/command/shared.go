package command

import (
	"context"
	"strings"

	"usher/bot"
)

// admit looks whether a command may run for who asks for it, which no command does
// itself: it returns what to say in its place, or the empty message.
//
// What a chat of several people wants is changed by those who run it, by typing. A
// button there belongs to whoever presses it: r is made to be said in the chat with
// that person alone, as if it had been typed there.
func (e *Env) admit(ctx context.Context, c Command, r *Request) (bot.Message, error) {
	refusal, err := e.entitled(ctx, c, r)
	switch {
	case err != nil:
		return bot.Message{}, err
	case !refusal.Empty():
	case !c.Changes || !r.Shared:
	case r.Pressed.IsZero():
		refusal = e.ruled(ctx, r)
	default:
		refusal = e.alone(ctx, c, r)
	}
	refusal.Apart = true // the button was somebody else's
	return refusal, nil
}

// ruled is what keeps a person from changing a shared chat.
func (e *Env) ruled(ctx context.Context, r *Request) bot.Message {
	host, ok := e.Hosts[r.Chat.Platform]
	if !ok {
		return r.Voice.NotYourChat("")
	}
	may, err := host.MayChange(ctx, r.Chat, r.Sender)
	switch {
	case err != nil:
		e.Log.Warn("cannot find out who runs a shared chat", "platform", r.Chat.Platform, "error", err)
		return r.Voice.NetworkUnsure()
	case !may:
		return r.Voice.NotYourChat(host.Door(""))
	}
	e.home(ctx, r)
	return bot.Message{}
}

// home has a chat be told things in the topic in which it is set up.
func (e *Env) home(ctx context.Context, r *Request) {
	if !r.Topics {
		return
	}
	if err := e.Store.TellIn(ctx, r.Chat, r.Thread); err != nil {
		e.Log.Error("cannot note in which topic to tell a chat things", "error", err)
	}
}

// alone makes a press in a shared chat one in the chat with the person who presses.
// What it returns is why it cannot.
func (e *Env) alone(ctx context.Context, c Command, r *Request) bot.Message {
	host, ok := e.Hosts[r.Chat.Platform]
	if !ok {
		return r.Voice.WriteToMe("")
	}
	private, ok, err := host.Private(ctx, r.Sender)
	switch {
	case err != nil:
		e.Log.Warn("cannot find out where to speak to somebody alone", "platform", r.Chat.Platform, "error", err)
		return r.Voice.NetworkUnsure()
	case !ok:
		return r.Voice.WriteToMe(host.Door(r.wanting(c)))
	}
	in := r.Incoming
	in.Chat, in.Shared, in.Message, in.Thread, in.Topics, in.Pressed = private, false, bot.Ref{}, "", false, bot.Ref{}
	in.Text, _, _ = strings.Cut(in.Text, " < /") // there, nothing can take the place of what was pressed
	own := e.request(ctx, in)
	own.Args, own.Skip = r.Args, r.Skip
	*r = *own
	e.seen(ctx, r)
	return bot.Message{}
}

// wanting is the payload of a link by which a press comes true that needs a private
// chat; "" where there is none.
func (r *Request) wanting(c Command) string {
	if c.Name != "star" || len(r.Schedule.Talk(r.Args)) == 0 {
		return ""
	}
	return starLead + "_" + r.Args
}

// seen notes that a chat has spoken. With a full disk, what needs no write can be
// answered all the same.
func (e *Env) seen(ctx context.Context, r *Request) {
	visit := bot.Visit{Chat: r.Chat, Shared: r.Shared, Hint: r.hint(), Day: r.today()}
	if err := e.Store.Seen(ctx, visit); err != nil {
		e.Log.Error("cannot note that a chat has spoken", "error", err)
	}
}

// between is an answer as it can stand among several people: without the buttons that
// would change what whoever presses has set, but for stars, which anybody may take.
func (e *Env) between(r *Request, answer bot.Message) bot.Message {
	if !r.Shared {
		return answer
	}
	var rows [][]bot.Button
	for _, row := range answer.Buttons {
		var kept []bot.Button
		for _, b := range row {
			name, _, _ := strings.Cut(strings.TrimPrefix(b.Command, "/"), " ")
			if c, _ := e.named(name); !c.Changes || c.Name == "star" {
				kept = append(kept, b)
			}
		}
		if kept != nil {
			rows = append(rows, kept)
		}
	}
	answer.Buttons, answer.Written = rows, nil
	return answer
}

// owner is who is asked about beside the chat: nobody where several people share
// it, since what one of them has done is not for the others.
func (r *Request) owner() bot.Chat {
	if r.Shared {
		return r.Chat
	}
	return r.Person()
}
