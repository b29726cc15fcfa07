package jetstream_test

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/internal/authority"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// TestTLS: jobs are done over connections that are encrypted, and whoever does not trust the
// server's authority, or asks for encryption of a server that has none, gets an error.
func TestTLS(t *testing.T) {
	files := authority.New(t)
	server := secret(t, files)
	if !strings.HasPrefix(server.URL(), "tls://") {
		t.Errorf("URL %s, want tls://", server.URL())
	}
	trusting, err := jetstream.TLSFiles("", "", files.Authority)
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Jobs(t, func(t *testing.T) remote.Engine {
		e, err := jetstream.Connect(t.Context(), server.URL(), jetstream.Options{Token: "open sesame", TLS: trusting})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	})
	plain := embedded(t, jetstream.Options{})
	for name, c := range map[string]struct {
		url string
		o   jetstream.Options
	}{
		"of an unknown authority": {server.URL(), jetstream.Options{Token: "open sesame"}},
		"without a token":         {server.URL(), jetstream.Options{TLS: trusting}},
		"without encryption":      {plain.URL(), jetstream.Options{TLS: trusting}},
		"without, by URL":         {strings.Replace(plain.URL(), "nats://", "tls://", 1), jetstream.Options{}},
	} {
		if e, err := jetstream.Connect(t.Context(), c.url, c.o); err == nil {
			e.Close()
			t.Errorf("a server %s is no error", name)
		}
	}
}

// secret is a server that encrypts.
func secret(t *testing.T, files authority.Files) *jetstream.Engine {
	t.Helper()
	c, err := jetstream.TLSFiles(files.Certificate, files.Key, "")
	if err != nil {
		t.Fatal(err)
	}
	return embedded(t, jetstream.Options{Token: "open sesame", TLS: c})
}

// TestTLSHides: without the key nobody reads along.
func TestTLSHides(t *testing.T) {
	server := secret(t, authority.New(t))
	c, err := net.Dial("tcp", strings.TrimPrefix(server.URL(), "tls://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	greeting := make([]byte, 4096)
	n, err := c.Read(greeting)
	if err != nil || !bytes.Contains(greeting[:n], []byte(`"tls_required":true`)) {
		t.Errorf("%s, %v; want it to ask for encryption", greeting[:n], err)
	}
}

// TestTLSFiles: what is no certificate is an error that names it.
func TestTLSFiles(t *testing.T) {
	files := authority.New(t)
	junk := filepath.Join(t.TempDir(), "junk.pem")
	if err := os.WriteFile(junk, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, names := range map[string][3]string{
		"want both, or neither": {files.Certificate, "", ""},
		junk:                    {junk, files.Key, ""},
		"no certificate in PEM": {"", "", junk},
		"absent.pem":            {"", "", "absent.pem"},
	} {
		if _, err := jetstream.TLSFiles(names[0], names[1], names[2]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", names, err, want)
		}
	}
	if c, err := jetstream.TLSFiles("", "", ""); c != nil || err != nil {
		t.Errorf("no files: %v, %v", c, err)
	}
	trusting, err := jetstream.TLSFiles("", "", files.Authority)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := jetstream.Embedded(t.Context(), jetstream.Options{TLS: trusting}); err == nil {
		e.Close()
		t.Error("a server without a certificate starts")
	}
}
