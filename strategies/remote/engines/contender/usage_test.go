package contender

import (
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// TestBytesAreThoseOfTheNetwork: what is counted within the client of an engine is what a proxy
// before the server has passed on.
func TestBytesAreThoseOfTheNetwork(t *testing.T) {
	for _, name := range []string{"nats", "asynq", "rabbitmq", "river"} {
		t.Run(name, func(t *testing.T) {
			c, to := named(t, name), ""
			if c.server == "" {
				server, err := c.connect(t.Context(), "", "secret", nil, c.settings)
				if err != nil {
					t.Fatal(err)
				}
				defer server.Close()
				to = server.(interface{ URL() string }).URL()
			} else {
				server, err := servers.Run(c.server)
				var missing *servers.NotInstalled
				if errors.As(err, &missing) && os.Getenv(servers.Env) != "required" {
					t.Skipf("NOT TESTED with the %v", err)
				}
				if err != nil {
					t.Fatal(err)
				}
				defer server.Stop()
				to = server.URL
				// Postgres has computed a lot to make its files, and all of them when they started.
				if cpu, ok := server.CPU(); !ok || cpu <= 0 {
					t.Errorf("the server computed for %v, %v", cpu, ok)
				}
			}
			u, err := url.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			passed, through := proxy(t, u.Host)
			u.Host = through
			var counter usage.Counter
			client, err := c.connect(t.Context(), u.String(), "secret", counter.Wrap, c.settings)
			if err != nil {
				t.Fatal(err)
			}
			if err := roundTrip(t, client); err != nil {
				t.Error(err)
			}
			if err := client.Close(); err != nil {
				t.Error(err)
			}
			got := counter.Count()
			// What the server still sends while the connection is closed, nobody reads.
			if all := passed(); got.Bytes > all || got.Bytes < all-200 || got.Bytes < 2*1000 || got.RoundTrips < 2 {
				t.Errorf("counted %+v, and %d bytes went through the proxy", got, all)
			}
		})
	}
}

// roundTrip has an engine store a thousand bytes, and fetches them.
func roundTrip(t *testing.T, e remote.Engine) error {
	if err := e.Publish(t.Context(), "queue", make([]byte, 1000)); err != nil {
		return err
	}
	got, err := e.Fetch(t.Context(), "queue", 1)
	if err != nil {
		return err
	}
	return got[0].Ack(t.Context())
}

// proxy passes connections on to an address, and returns how many bytes it has passed on, once
// all have ended.
func proxy(t *testing.T, to string) (passed func() int64, address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var bytes, open atomic.Int64
	ended := make(chan bool, 100)
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			for from, to := range map[net.Conn]net.Conn{client: server, server: client} {
				open.Add(1)
				go func() {
					n, _ := io.Copy(to, from)
					bytes.Add(n)
					to.Close()
					ended <- true
				}()
			}
		}
	}()
	return func() int64 {
		for range open.Load() {
			<-ended
		}
		return bytes.Load()
	}, l.Addr().String()
}
