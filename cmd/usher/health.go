package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// health answers operators and their tools over HTTP, and networks that bring what
// comes in.
type health struct {
	// ready says why Usher cannot answer everybody; nil if it can.
	ready   func(context.Context) error
	metrics prometheus.Gatherer
	// webhooks answer networks, by path.
	webhooks map[string]http.Handler
}

// healthPaths are what health answers operators at.
var healthPaths = []string{"/healthz", "/readyz", "/metrics"}

// drainTime is how long answers that are being given may still take at the end.
const drainTime = time.Second

// listen takes an address for Run.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("USHER_LISTEN: I cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// Run answers whoever comes to a listener until ctx is done, and closes it.
func (h *health) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{Handler: h.handler(), ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		if server.Shutdown(draining) != nil {
			_ = server.Close() // whoever still reads has had time
		}
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("USHER_LISTEN: %w", err)
	}
	<-stopped
	return nil
}

func (h *health) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := h.ready(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics, promhttp.HandlerOpts{}))
	for path, handler := range h.webhooks {
		mux.Handle("POST "+path, handler)
	}
	return mux
}

type healthCommand struct {
	Config configFile `env:"USHER_CONFIG" placeholder:"FILE" help:"The running Usher's TOML file."`
	Listen string     `env:"USHER_LISTEN" required:"" placeholder:"HOST:PORT" help:"Where the running Usher answers."`
}

// Run asks a running Usher whether it is well.
func (c *healthCommand) Run(ctx context.Context, std streams) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("USHER_LISTEN: %q is not an address like 127.0.0.1:8080", c.Listen)
	}
	// It listens everywhere, so here too; by number, since a bare container knows
	// no localhost.
	switch ip := net.ParseIP(host); {
	case host == "" || ip.Equal(net.IPv4zero):
		host = "127.0.0.1"
	case ip.Equal(net.IPv6unspecified):
		host = "::1"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("USHER_LISTEN: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no Usher answers at %s", c.Listen)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil {
		return fmt.Errorf("Usher at %s stopped in mid-sentence", c.Listen)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("Usher at %s is not ready: %s", c.Listen, strings.TrimSpace(string(said)))
	}
	return write(std.Out, func(w io.Writer) error {
		_, err := w.Write(said)
		return err
	})
}
