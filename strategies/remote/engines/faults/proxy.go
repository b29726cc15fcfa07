package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"time"
)

// A proxy is a network between a server and its clients that can be broken.
type proxy struct {
	listener net.Listener
	to       string
	all      sync.WaitGroup

	mu    sync.Mutex // guards the following
	conns map[net.Conn]bool
	away  bool          // no connection is let through
	still chan struct{} // while it is there and open, nothing is passed on
	delay time.Duration
	rate  int // bytes a second, or 0
}

// newProxy passes connections on to an address.
func newProxy(to string) (*proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: l, to: to, conns: map[net.Conn]bool{}}
	p.all.Go(p.accept)
	return p, nil
}

// before returns the URL of a server with the proxy in its place.
func before(server string) (*proxy, string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, "", err
	}
	p, err := newProxy(u.Host)
	if err != nil {
		return nil, "", err
	}
	u.Host = p.listener.Addr().String()
	return p, u.String(), nil
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // this one alone
		}
		if !p.keep(client) {
			client.Close()
			continue
		}
		p.all.Go(func() {
			defer p.drop(client)
			server, err := net.Dial("tcp", p.to)
			if err != nil {
				return
			}
			defer p.drop(server)
			if !p.keep(server) {
				return
			}
			var there sync.WaitGroup
			there.Go(func() {
				p.pass(server, client)
				client.Close()
				server.Close()
			})
			p.pass(client, server)
			client.Close()
			server.Close()
			there.Wait()
		})
	}
}

// keep notes a connection, unless none is let through.
func (p *proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.away {
		p.conns[c] = true
	}
	return !p.away
}

func (p *proxy) drop(c net.Conn) {
	c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// A packet is what was read at once, to be passed on when it is due.
type packet struct {
	due  time.Time
	body []byte
}

// pass passes on what comes, until a connection ends.
func (p *proxy) pass(to io.Writer, from io.Reader) {
	way := make(chan packet, 1024)
	var reader sync.WaitGroup
	reader.Go(func() {
		defer close(way)
		for {
			b := make([]byte, 16<<10)
			n, err := from.Read(b)
			if n > 0 {
				p.mu.Lock()
				due := time.Now().Add(p.delay)
				p.mu.Unlock()
				way <- packet{due, b[:n]}
			}
			if err != nil {
				return
			}
		}
	})
	failed := false
	for m := range way { // to the end, so that the reader is not held up
		if failed {
			continue
		}
		time.Sleep(time.Until(m.due))
		p.mu.Lock()
		still, rate := p.still, p.rate
		p.mu.Unlock()
		if still != nil {
			<-still
		}
		if rate > 0 {
			time.Sleep(time.Duration(len(m.body)) * time.Second / time.Duration(rate))
		}
		_, err := to.Write(m.body)
		failed = err != nil
	}
	reader.Wait()
}

// cut closes all connections, and lets none through for so long.
func (p *proxy) cut(ctx context.Context, d time.Duration) {
	p.mu.Lock()
	p.away = true
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	pause(ctx, d)
	p.mu.Lock()
	p.away = false
	p.mu.Unlock()
}

// silent passes nothing on for so long, and then closes all connections.
func (p *proxy) silent(ctx context.Context, d time.Duration) {
	still := make(chan struct{})
	p.mu.Lock()
	p.still = still
	p.mu.Unlock()
	pause(ctx, d)
	p.cut(ctx, 0)
	p.mu.Lock()
	p.still = nil
	p.mu.Unlock()
	close(still)
}

// slow has everything take longer from now on.
func (p *proxy) slow(delay time.Duration, rate int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.rate = delay, rate
}

// close ends the network.
func (p *proxy) close() {
	p.listener.Close()
	p.mu.Lock()
	p.away, p.delay, p.rate = true, 0, 0
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.all.Wait()
}

// pause waits, but not longer than the context lasts.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
