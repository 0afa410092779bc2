package telegramtest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// inline is what people do with the bot in chats that it is not in.
type inline struct {
	last    int
	asked   map[string]*Person // inline queries that are not answered, by id
	answers map[int64][]Offer
	cards   map[string]Message // what has been passed on, by inline_message_id
	pressed map[string]*Person // presses under that, by callback query
	told    map[int64][]Told
}

// Offer is what the bot has answered to a query.
type Offer struct {
	Cards []Card
	// Next is what the next page is asked for by; "" is that there is none.
	Next string
	// Keep is for how many seconds Telegram may give the answer again.
	Keep int64
	// Button is what stands above the cards, and Start what it has the bot told.
	Button, Start string
}

// Card is a result of an inline query: what who chooses sees, and what is sent then.
type Card struct {
	ID, Title, What string
	Message         Message
}

// Told is what somebody alone was shown who has pressed a button: a text, or a page.
type Told struct{ Text, URL string }

// Look lets the person type something after the bot's name in some chat; offset is of
// the page.
func (p *Person) Look(text, offset string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	s := p.server
	s.inline.last++
	id := "q" + decimal(int64(s.inline.last))
	s.inline.asked[id] = p
	s.news("inline_query", map[string]any{"id": id, "from": p.user, "query": text, "offset": offset, "chat_type": "supergroup"})
}

// Offers are what the person was offered, the oldest first.
func (p *Person) Offers() []Offer {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.server.inline.answers[p.user.ID])
}

// PassOn lets the person choose a card: it is sent to others. It returns the message's
// id, by which those press buttons.
func (p *Person) PassOn(c Card) (inlineID string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.inline.last++
	inlineID = "card" + decimal(int64(p.server.inline.last))
	p.server.inline.cards[inlineID] = c.Message
	return inlineID
}

// PressCard lets the person press a button of that label under a card.
func (p *Person) PressCard(inlineID, label string) {
	p.server.t.Helper()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	s := p.server
	for _, k := range slices.Concat(s.inline.cards[inlineID].Buttons...) {
		if k.Text != label || k.Data == nil {
			continue
		}
		s.lastPress++
		id := decimal(int64(s.lastPress))
		s.presses[id], s.inline.pressed[id] = true, p
		s.news("callback_query", map[string]any{
			"id": id, "from": p.user, "inline_message_id": inlineID, "chat_instance": "1", "data": *k.Data,
		})
		return
	}
	s.t.Errorf("there is no button %q to press", label)
}

// Told is what the person was shown after presses under cards, the oldest first.
func (p *Person) Told() []Told {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return slices.Clone(p.server.inline.told[p.user.ID])
}

// startParameter is what a link may have a bot told (Bot API, InlineQueryResultsButton).
var startParameter = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const tooOldToAnswer = "query is too old and response timeout expired or query ID is invalid"

func (s *Server) answerInlineQuery(p params) (any, *refusal) {
	who := s.inline.asked[p["inline_query_id"]]
	if who == nil {
		return nil, bad(tooOldToAnswer)
	}
	offer := Offer{Next: p["next_offset"], Keep: p.number("cache_time")}
	if p["is_personal"] != "true" {
		s.violation("an answer to an inline query is kept for everybody")
	}
	if len(offer.Next) > 64 {
		return nil, bad("NEXT_OFFSET_INVALID")
	}
	var refused *refusal
	if offer.Cards, refused = cards(p["results"]); refused != nil {
		return nil, refused
	}
	if button := p["button"]; button != "" {
		var read struct {
			Text  string `json:"text"`
			Start string `json:"start_parameter"`
		}
		if err := json.Unmarshal([]byte(button), &read); err != nil || read.Text == "" || !startParameter.MatchString(read.Start) {
			return nil, bad("START_PARAM_INVALID")
		}
		offer.Button, offer.Start = read.Text, read.Start
	}
	delete(s.inline.asked, p["inline_query_id"])
	s.inline.answers[who.user.ID] = append(s.inline.answers[who.user.ID], offer)
	return true, nil
}

// cards reads the results of an inline query.
func cards(results string) ([]Card, *refusal) {
	var some []struct {
		Type, ID, Title string
		Description     string
		Content         struct {
			Text    string          `json:"message_text"`
			Mode    string          `json:"parse_mode"`
			Preview json.RawMessage `json:"link_preview_options"`
		} `json:"input_message_content"`
		Keyboard json.RawMessage `json:"reply_markup"`
	}
	if err := json.Unmarshal([]byte(results), &some); err != nil {
		return nil, bad("can't parse inline query results: %v", err)
	}
	if len(some) > 50 {
		return nil, bad("RESULTS_TOO_MUCH")
	}
	var all []Card
	for _, r := range some {
		switch {
		case r.Type != "article":
			return nil, bad("RESULT_TYPE_INVALID")
		case len(r.ID) < 1 || len(r.ID) > 64:
			return nil, bad("RESULT_ID_INVALID")
		case slices.ContainsFunc(all, func(c Card) bool { return c.ID == r.ID }):
			return nil, bad("RESULT_ID_DUPLICATE")
		case strings.TrimSpace(r.Title) == "":
			return nil, bad("ARTICLE_TITLE_EMPTY")
		}
		m, refused := read(params{
			"text": r.Content.Text, "parse_mode": r.Content.Mode, "link_preview_options": string(r.Content.Preview),
			"reply_markup": string(r.Keyboard),
		})
		if refused != nil {
			return nil, refused
		}
		all = append(all, Card{r.ID, r.Title, r.Description, m})
	}
	return all, nil
}

// tell notes what who has pressed under a card is shown. A bot may open its own door
// alone (Bot API, answerCallbackQuery).
func (s *Server) tell(press string, p params) *refusal {
	if url := p["url"]; url != "" && !strings.HasPrefix(url, "https://t.me/"+UserName+"?start=") {
		return bad("URL_INVALID")
	}
	if who := s.inline.pressed[press]; who != nil {
		s.inline.told[who.user.ID] = append(s.inline.told[who.user.ID], Told{p["text"], p["url"]})
	}
	return nil
}
