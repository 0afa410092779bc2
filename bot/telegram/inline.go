package telegram

import (
	"context"
	"strconv"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"usher/bot"
)

const (
	// finding is how many people's queries are answered at the same time, and
	// maxFinding how many people may wait for that. Those beyond it type on, and ask
	// again.
	finding    = 4
	maxFinding = 1000
	// findAgain is how long after an answer the same person gets another, to what they
	// look for by then: four a second are as many as anybody sees go by who types, and a
	// program that asks all the time takes no more of those who find than that.
	findAgain = 250 * time.Millisecond
	// findWithin is how long an answer is worth anything: Telegram forgets a query
	// after 30 s (tdlib/telegram-bot-api, Client.cpp), and apps have asked anew.
	findWithin = 10 * time.Second
	// pageOfCards is how many cards an answer has; Telegram takes 50 (Bot API,
	// answerInlineQuery), of which a phone shows six.
	pageOfCards = 20
	// cardsKeep is for how long Telegram gives the same person the same answer, in
	// seconds: what is on now and what is starred may change.
	cardsKeep = "10"
)

// Share implements bot.Sharer: by inline queries, once @BotFather has been told to let
// people make them.
func (t *Telegram) Share(find bot.Finder) { t.find = find }

// searches are what people look for and have not been answered. While they type, each of
// them has one query in here, the newest, and none is stored: Telegram keeps them for
// 30 s only.
type searches struct {
	turn    chan int64 // the people whose turn it is to be answered
	resting chan rest  // those who were answered, in that order

	mu sync.Mutex
	// newest is of everybody who waits for a turn, is being answered or rests from that,
	// maxFinding at most; nil where nothing came since that began.
	newest map[int64]*looked
}

// rest is how long a person has no turn.
type rest struct {
	who   int64
	until time.Time
}

// looked is what somebody looks for, and when that came in.
type looked struct {
	search
	at time.Time
}

func newSearches() *searches {
	return &searches{turn: make(chan int64, maxFinding), resting: make(chan rest, maxFinding), newest: map[int64]*looked{}}
}

// add never waits.
func (ss *searches) add(q looked) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	who := q.From.ID
	_, known := ss.newest[who]
	switch {
	case known:
		ss.newest[who] = &q
	case len(ss.newest) < maxFinding:
		ss.newest[who] = &q
		ss.turn <- who
	}
}

// take is the query of a person whose turn it is.
func (ss *searches) take(who int64) looked {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	q := ss.newest[who]
	ss.newest[who] = nil
	return *q
}

// rested gives a person another turn, if they have typed on.
func (ss *searches) rested(who int64) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.newest[who] == nil {
		delete(ss.newest, who)
		return
	}
	ss.turn <- who
}

// look has queries answered, and does not wait for that.
func (r *receiver) look(all []looked) {
	if r.find == nil {
		return
	}
	for _, q := range all {
		r.searches.add(q)
	}
}

// findAll answers queries until ctx is done.
func (r *receiver) findAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case who := <-r.searches.turn:
			q := r.searches.take(who)
			if r.now().Sub(q.at) < findWithin {
				r.offer(ctx, q)
			}
			r.searches.resting <- rest{who, time.Now().Add(findAgain)}
		}
	}
}

// restAll gives people their next turns until ctx is done. All rest as long, so that who
// began first has rested first.
func (r *receiver) restAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-r.searches.resting:
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Until(next.until)):
				r.searches.rested(next.who)
			}
		}
	}
}

// offer answers a query. Whom that does not reach types on.
func (r *receiver) offer(ctx context.Context, q looked) {
	ctx, cancel := context.WithTimeout(ctx, findWithin)
	defer cancel()
	skip, _ := strconv.Atoi(q.Offset) // "" is from the beginning, and so is what is no number of ours
	skip = max(0, skip)
	finds := r.find(ctx, bot.Query{
		Chat: chat(q.From.ID), Language: q.From.LanguageCode, Text: q.Text, Skip: skip, Most: pageOfCards,
	})
	params, err := offered(q.ID, finds, skip)
	if err == nil {
		err = r.call(ctx, r.sends, "answerInlineQuery", params, nil)
	}
	if err != nil && ctx.Err() == nil {
		r.log.Debug("could not answer an inline query", "error", err)
	}
}

// article is a card as Telegram wants it (Bot API, InlineQueryResultArticle).
type article struct {
	Type     string    `json:"type"`
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	What     string    `json:"description,omitempty"`
	Content  content   `json:"input_message_content"`
	Keyboard *keyboard `json:"reply_markup,omitempty"`
}

// content is what is sent when a card is chosen (Bot API, InputTextMessageContent).
type content struct {
	Text    string  `json:"message_text"`
	Mode    string  `json:"parse_mode"`
	Preview preview `json:"link_preview_options"`
}

type preview struct {
	Disabled bool `json:"is_disabled"`
}

// doorway is what is shown above the cards, and begins a private chat (Bot API,
// InlineQueryResultsButton).
type doorway struct {
	Text  string `json:"text"`
	Start string `json:"start_parameter"`
}

// offered are the parameters that answer a query with cards after the first few.
func offered(id string, finds bot.Finds, skip int) (tgbotapi.Params, error) {
	articles := []article{}
	for _, c := range finds.Cards {
		articles = append(articles, article{
			Type: "article", ID: c.Key, Title: clean(c.Title), What: clean(c.What),
			Content:  content{Text: first(parts(c.Message.Body)).html, Mode: tgbotapi.ModeHTML, Preview: preview{true}},
			Keyboard: keys(c.Message.Buttons),
		})
	}
	// What is starred and which language is spoken are one person's.
	params := tgbotapi.Params{"inline_query_id": id, "cache_time": cardsKeep, "is_personal": "true"}
	if finds.More {
		params["next_offset"] = strconv.Itoa(skip + len(articles))
	}
	if len(articles) == 0 && skip == 0 && finds.Otherwise != "" {
		if err := params.AddInterface("button", doorway{clean(finds.Otherwise), "find"}); err != nil {
			return nil, err
		}
	}
	return params, params.AddInterface("results", articles)
}
