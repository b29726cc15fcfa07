package workloads

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A loopback is a server on 127.0.0.1 whose answers take as long as they are
// asked to, and a client that keeps its connections.
type loopback struct {
	server *http.Server
	client *http.Transport
	url    string
	served chan struct{} // closed when the server's goroutine has ended
}

// maxIdle keeps one connection for each of so many workers. More workers than
// that dial anew, which is slower but right.
const maxIdle = 4096

func newLoopback() (*loopback, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("http jobs: %w", err)
	}
	l := &loopback{
		server: &http.Server{Handler: http.HandlerFunc(answer)},
		client: &http.Transport{MaxIdleConns: maxIdle, MaxIdleConnsPerHost: maxIdle}, // no proxy: it is our own host
		url:    "http://" + listener.Addr().String() + "/",
		served: make(chan struct{}),
	}
	go func() {
		defer close(l.served)
		l.server.Serve(listener) // always ends with an error: that of close
	}()
	return l, nil
}

func answer(w http.ResponseWriter, r *http.Request) {
	ns, err := strconv.ParseInt(r.URL.RawQuery, 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if sleep(r.Context(), time.Duration(ns)) == nil {
		io.WriteString(w, "done")
	}
}

func (l *loopback) ask(ctx context.Context, d time.Duration) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+"?"+strconv.FormatInt(int64(d), 10), nil)
	if err != nil {
		return err
	}
	resp, err := l.client.RoundTrip(req)
	if err == nil {
		_, err = io.Copy(io.Discard, resp.Body) // a connection is reused only when read to the end
		resp.Body.Close()
	}
	switch {
	case ctx.Err() != nil && err != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("http job: %w", err)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("http job: status %s", resp.Status)
	}
	return nil
}

func (l *loopback) close() error {
	l.client.CloseIdleConnections()
	err := l.server.Close()
	<-l.served
	return err
}
