package main

import (
	"context"
	"fmt"
	"net"
	"os"
)

// announce tells systemd that Usher answers and, once ctx is done, that it is
// stopping, if the service is of Type=notify (sd_notify(3)).
func (s *server) announce(ctx context.Context) {
	for _, state := range []string{"READY=1", "STOPPING=1"} {
		if err := notify(ctx, state); err != nil {
			s.log.Warn("cannot tell systemd", "state", state, "error", err)
		}
		<-ctx.Done()
	}
}

// notify sends systemd a datagram, if there is one to send it to.
func notify(ctx context.Context, state string) error {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	// STOPPING is told when ctx is done.
	conn, err := new(net.Dialer).DialContext(context.WithoutCancel(ctx), "unixgram", socket)
	if err != nil {
		return fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	defer func() { _ = conn.Close() }() // a datagram is sent or not
	if _, err := conn.Write([]byte(state)); err != nil {
		return fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	return nil
}
