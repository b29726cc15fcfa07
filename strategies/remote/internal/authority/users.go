package authority

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// Users are a NATS server, and what it lets users in by.
type Users struct {
	URL            string
	Name, Password string // of one user
	Seed           string // a file with the seed of another one's nkey
	Credentials    string // a file with the credentials of a user whom an operator of the server has signed
}

// Guarded starts a server that lets in a user by name and password, and another one by an nkey.
func Guarded(t testing.TB) Users {
	t.Helper()
	key, public, seed := newNKey(t, nkeys.CreateUser)
	defer key.Wipe()
	u := Users{Name: "worker", Password: "open sesame", Seed: secretFile(t, "user.nk", seed)}
	u.URL = start(t, &server.Options{
		Users:  []*server.User{{Username: u.Name, Password: u.Password}},
		Nkeys:  []*server.NkeyUser{{Nkey: public}},
		NoSigs: true,
	})
	return u
}

// Operated starts a server that lets in whom an account of its operator has signed.
func Operated(t testing.TB) Users {
	t.Helper()
	operator, operatorID, _ := newNKey(t, nkeys.CreateOperator)
	_, systemID, _ := newNKey(t, nkeys.CreateAccount)
	account, accountID, _ := newNKey(t, nkeys.CreateAccount)
	_, userID, seed := newNKey(t, nkeys.CreateUser)

	claims := jwt.NewOperatorClaims(operatorID)
	claims.SystemAccount = systemID
	working := jwt.NewAccountClaims(accountID)
	working.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: jwt.NoLimit, DiskStorage: jwt.NoLimit, Streams: jwt.NoLimit, Consumer: jwt.NoLimit}
	accounts := &server.MemAccResolver{}
	for id, c := range map[string]*jwt.AccountClaims{systemID: jwt.NewAccountClaims(systemID), accountID: working} {
		if err := accounts.Store(id, encode(t, c, operator)); err != nil {
			t.Fatal(err)
		}
	}
	credentials, err := jwt.FormatUserConfig(encode(t, jwt.NewUserClaims(userID), account), seed)
	if err != nil {
		t.Fatal(err)
	}
	url := start(t, &server.Options{
		TrustedOperators: []*jwt.OperatorClaims{claims}, SystemAccount: systemID, AccountResolver: accounts, NoSigs: true,
	})
	return Users{URL: url, Credentials: secretFile(t, "user.creds", credentials)}
}

// start starts a server with JetStream on a free port of this machine.
func start(t testing.TB, o *server.Options) (url string) {
	t.Helper()
	o.Host, o.Port, o.JetStream, o.StoreDir, o.NoLog = "127.0.0.1", server.RANDOM_PORT, true, t.TempDir(), true
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the server is not ready")
	}
	return s.ClientURL()
}

func newNKey(t testing.TB, kind func() (nkeys.KeyPair, error)) (key nkeys.KeyPair, public string, seed []byte) {
	t.Helper()
	key, err := kind()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = key.PublicKey(); err != nil {
		t.Fatal(err)
	}
	if seed, err = key.Seed(); err != nil {
		t.Fatal(err)
	}
	return key, public, seed
}

// encode returns claims that are signed.
func encode(t testing.TB, claims jwt.Claims, by nkeys.KeyPair) string {
	t.Helper()
	token, err := claims.Encode(by)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func secretFile(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
