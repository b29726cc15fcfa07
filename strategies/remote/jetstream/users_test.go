package jetstream_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/internal/authority"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// withUser is a URL with a name and a password.
func withUser(t *testing.T, address, name, password string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, password)
	return u.String()
}

// TestUsers: jobs are done by whom a server lets in by a password, an nkey or signed credentials,
// and nobody else gets in, without a word of the password.
func TestUsers(t *testing.T) {
	guarded, operated := authority.Guarded(t), authority.Operated(t)
	const wrong = "open wheat"
	for name, c := range map[string]struct {
		url     string
		o       jetstream.Options
		allowed bool
	}{
		"password":                         {withUser(t, guarded.URL, guarded.Name, guarded.Password), jetstream.Options{}, true},
		"nkey":                             {guarded.URL, jetstream.Options{Seed: guarded.Seed}, true},
		"credentials":                      {operated.URL, jetstream.Options{Credentials: operated.Credentials}, true},
		"no password":                      {guarded.URL, jetstream.Options{}, false},
		"wrong password":                   {withUser(t, guarded.URL, guarded.Name, wrong), jetstream.Options{}, false},
		"wrong password, no such port":     {"nats://worker:open%20wheat@127.0.0.1:x", jetstream.Options{}, false},
		"a token in place of the password": {guarded.URL, jetstream.Options{Token: guarded.Password}, false},
		"no credentials":                   {operated.URL, jetstream.Options{}, false},
		"credentials of another server":    {operated.URL, jetstream.Options{Credentials: authority.Operated(t).Credentials}, false},
		"the nkey of another server":       {guarded.URL, jetstream.Options{Seed: authority.Guarded(t).Seed}, false},
		"no file of credentials":           {operated.URL, jetstream.Options{Credentials: filepath.Join(t.TempDir(), "absent")}, false},
		"no file of an nkey":               {guarded.URL, jetstream.Options{Seed: filepath.Join(t.TempDir(), "absent")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if c.allowed {
				enginetest.Jobs(t, func(t *testing.T) remote.Engine {
					e, err := jetstream.Connect(t.Context(), c.url, c.o)
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() { e.Close() })
					return e
				})
				return
			}
			e, err := jetstream.Connect(t.Context(), c.url, c.o)
			if err == nil {
				e.Close()
				t.Fatal("gets in")
			}
			for _, secret := range []string{wrong, url.PathEscape(wrong), guarded.Password} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells the password: %v", err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
		})
	}
}
