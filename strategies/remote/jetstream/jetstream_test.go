package jetstream_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// lease is short, for tests that wait for its end.
const lease = time.Second

func embedded(t *testing.T, o jetstream.Options) *jetstream.Engine {
	t.Helper()
	e, err := jetstream.Embedded(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestEngine holds the engine to the contract: in memory, in files, and over the network.
func TestEngine(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
			return embedded(t, jetstream.Options{AckWait: ackWait})
		})
	})
	t.Run("files", func(t *testing.T) {
		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
			return embedded(t, jetstream.Options{AckWait: ackWait, Dir: filepath.Join(t.TempDir(), "store")})
		})
	})
	t.Run("network", func(t *testing.T) {
		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
			server := embedded(t, jetstream.Options{Token: "open sesame"})
			e, err := jetstream.Connect(t.Context(), server.URL(), jetstream.Options{AckWait: ackWait, Token: "open sesame"})
			if err != nil {
				t.Fatal(err)
			}
			return e
		})
	})
}

// TestToken: without the token nobody gets in, and without one no server listens beyond
// this machine.
func TestToken(t *testing.T) {
	server := embedded(t, jetstream.Options{Token: "open sesame"})
	for _, token := range []string{"", "open wheat"} {
		if e, err := jetstream.Connect(t.Context(), server.URL(), jetstream.Options{Token: token}); err == nil {
			e.Close()
			t.Errorf("token %q gets in", token)
		}
	}
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "example.com:0", "localhost", "127.0.0.1:http"} {
		if e, err := jetstream.Embedded(t.Context(), jetstream.Options{Addr: addr}); err == nil {
			e.Close()
			t.Errorf("a server without a token listens on %q", addr)
		}
	}
}

// TestJobs has jobs done over the network.
func TestJobs(t *testing.T) {
	server := embedded(t, jetstream.Options{})
	enginetest.Jobs(t, func(t *testing.T) remote.Engine {
		e, err := jetstream.Connect(t.Context(), server.URL(), jetstream.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	})
}
