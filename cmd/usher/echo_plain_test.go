package main

import (
	"log"
	"net/http"
	"os"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// echoServer is where the plain bot finds its Bot API server, echoText and echoKeys
// what it answers.
const (
	echoServer = "USHER_TEST_ECHO"
	echoText   = "USHER_TEST_ECHO_TEXT"
	echoKeys   = "USHER_TEST_ECHO_KEYS"
	// echoParallel is how many answers it sends at once, and echoConns how many
	// connections it keeps.
	echoParallel = 64
	echoConns    = 128
)

// echo is the bot that Usher is measured beside: the same library as people use it,
// with a goroutine for each update and a client that keeps its connections. It knows
// no schedule, keeps nothing and answers all with the same words.
func echo() {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = echoConns, echoConns
	api, err := tgbotapi.NewBotAPIWithClient(echoToken, os.Getenv(echoServer)+"/bot%s/%s", &http.Client{Transport: transport})
	if err != nil {
		log.Fatal(err)
	}
	sending := make(chan struct{}, echoParallel)
	for update := range api.GetUpdatesChan(tgbotapi.UpdateConfig{Timeout: 50}) {
		go func() {
			sending <- struct{}{}
			defer func() { <-sending }()
			answer := tgbotapi.NewMessage(update.Message.Chat.ID, os.Getenv(echoText))
			answer.ParseMode, answer.DisableWebPagePreview = tgbotapi.ModeHTML, true
			answer.ReplyMarkup = rawKeys(os.Getenv(echoKeys))
			if _, err := api.Send(answer); err != nil {
				log.Print(err)
			}
		}()
	}
}

// rawKeys are buttons as they go out.
type rawKeys string

// MarshalJSON implements json.Marshaler.
func (k rawKeys) MarshalJSON() ([]byte, error) { return []byte(k), nil }
