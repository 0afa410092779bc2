//go:build goolm

package e2ee_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/matrixtest"
)

// While a homeserver waits for another's that is down, to say who is to read an
// answer, what others say in the meantime is read.
func TestTheStreamWaitsForNobodysDevices(t *testing.T) {
	for _, asked := range []string{"/keys/query", "/keys/claim", "/members"} {
		t.Run(asked, func(t *testing.T) {
			s, usher, alice := house(t)
			room, other := s.Person("alice").Direct(), s.Person("alice").Direct()
			said := alice.says(room, "next")
			before := count(s, asked)
			s.Fail(matrixtest.Fault{Path: asked, Slow: time.Hour})
			ctx, giveUp := context.WithCancel(t.Context())
			answered := make(chan error, 1)
			go func() {
				_, err := usher.cipher.Encrypt(ctx, id.RoomID(other), "m.room.message", map[string]any{"body": "hello"})
				answered <- err
			}()
			s.Wait("the homeserver to be asked", func() bool { return s.Faultless() && count(s, asked) > before })

			usher.take(matrix.News{})
			usher.wantRead(room, said, "next")
			select {
			case err := <-answered:
				t.Fatalf("it had to wait until the homeserver had answered: %v", err)
			default:
			}
			giveUp()
			if err := <-answered; err == nil {
				t.Error("what nobody has the key of was encrypted")
			}
			usher.says(other, "hello")
		})
	}
}

// count is how many requests to such a path there have been.
func count(s *matrixtest.Server, path string) (n int) {
	for _, request := range s.Requests() {
		if strings.Contains(request, path) {
			n++
		}
	}
	return n
}
