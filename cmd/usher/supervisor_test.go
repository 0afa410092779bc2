package main

import (
	"net"
	"path/filepath"
	"testing"
	"time"

	"usher/bot/telegram/telegramtest"
)

// TestServeTellsSystemd plays systemd: it is told once Usher answers, and that it
// stops.
func TestServeTellsSystemd(t *testing.T) {
	dir := t.TempDir()
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Skipf("no such sockets here: %v", err)
	}
	defer socket.Close()
	told := func() string {
		datagram := make([]byte, 100)
		if err := socket.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := socket.Read(datagram)
		if err != nil {
			t.Fatal(err)
		}
		return string(datagram[:n])
	}
	t.Setenv("NOTIFY_SOCKET", filepath.Join(dir, "notify"))
	address := freeAddress(t)
	tg := telegramtest.New(t)
	stop := start(t, settings(t, "--schedule", seed, "--database", filepath.Join(dir, "usher.db"), "--listen", address,
		"--telegram-token", telegramtest.Token, "--telegram-api", tg.URL))
	if state := told(); state != "READY=1" {
		t.Errorf("first it says %q", state)
	}
	if out := succeeds(t, "health", "--listen", address); out != "ready\n" {
		t.Errorf("but it answers %q", out)
	}
	stop()
	if state := told(); state != "STOPPING=1" {
		t.Errorf("at the end it says %q", state)
	}
}

// freeAddress is one at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
