package jetstream

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"

	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// DefaultAckWait is the lease of an engine whose Options have none.
const DefaultAckWait = 30 * time.Second

// Options are the options of an engine. The zero value is useful.
type Options struct {
	// AckWait is how long a lease lasts; 0 means DefaultAckWait. All processes that use a
	// queue need the same.
	AckWait time.Duration

	// Token is what clients of the server have to show; empty means nothing. A server that
	// listens beyond this machine needs one.
	Token string

	// TLS encrypts what clients and server send; nil means that nothing is encrypted, but for a
	// client of a URL that begins with tls://, which trusts whom this machine trusts. A server needs
	// its Certificates, and a client whose server has one of an authority of its own needs that
	// one in RootCAs; see [TLSFiles].
	TLS *tls.Config

	// Credentials is a file with the credentials of a NATS user, as nsc makes it. It is not
	// used by Embedded.
	Credentials string

	// Seed is a file with the seed of a NATS user's nkey. It is not used by Embedded.
	Seed string

	// Dir is where an embedded server keeps what it stores, so that a later one finds it;
	// empty means in memory. It is not used by Connect.
	Dir string

	// Addr is where an embedded server listens, a host and a port; empty means a free port
	// of 127.0.0.1. It is not used by Connect.
	Addr string

	// InMemory has streams that Connect makes kept in the server's memory instead of its
	// files. It is not used by Embedded.
	InMemory bool

	// Wrap is called with each new connection to the server, and returns the one to use in its
	// place, such as one that counts bytes; nil means as it is. What is encrypted is so before it
	// is written to that one.
	Wrap func(net.Conn) net.Conn
}

// ready bounds the start of an embedded server, and how long a server that accepts a
// connection may take to greet: the client's default of 2 s is too short where processes
// outnumber processors by far.
const ready = 30 * time.Second

// Embedded starts a server in this process, and returns an engine on it. Close stops the
// server, too.
func Embedded(ctx context.Context, o Options) (*Engine, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	host, service, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return nil, fmt.Errorf("jetstream: Options.Addr %q: %w", o.Addr, err)
	}
	if o.TLS != nil && len(o.TLS.Certificates) == 0 && o.TLS.GetCertificate == nil {
		return nil, errors.New("jetstream: Options.TLS has no certificate: a server needs one")
	}
	port, err := strconv.Atoi(service)
	if err != nil {
		return nil, fmt.Errorf("jetstream: Options.Addr %q: port: %w", o.Addr, err)
	}
	if ip := net.ParseIP(host); o.Token == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("jetstream: Options.Addr %q: whoever reaches it could run jobs: want a Token, or a loopback address", o.Addr)
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	dir, scratch := o.Dir, ""
	if dir == "" {
		if scratch, err = os.MkdirTemp("", "poolbench-jetstream-"); err != nil {
			return nil, err
		}
		dir = scratch
	}
	tidy := func() {
		if scratch != "" {
			os.RemoveAll(scratch)
		}
	}
	options := &server.Options{
		Host: host, Port: port, JetStream: true, StoreDir: dir, Authorization: o.Token, NoLog: true, NoSigs: true,
	}
	if o.TLS != nil {
		options.TLS, options.TLSConfig, options.TLSTimeout = true, o.TLS, ready.Seconds()
		o.TLS = nil // not within this process
	}
	srv, err := server.NewServer(options)
	if err != nil {
		tidy()
		return nil, fmt.Errorf("jetstream: embedded server: %w", err)
	}
	srv.Start()
	stop := func() {
		srv.Shutdown()
		srv.WaitForShutdown()
		tidy()
	}
	if !srv.ReadyForConnections(ready) {
		stop()
		return nil, fmt.Errorf("jetstream: embedded server on %s: not ready after %v", o.Addr, ready)
	}
	storage := js.FileStorage
	if o.Dir == "" {
		storage = js.MemoryStorage
	}
	e, err := open(ctx, nats.DefaultURL, o, storage, nats.InProcessServer(within{srv, o.Wrap})) // which makes no use of the URL
	if err != nil {
		stop()
		return nil, err
	}
	e.url, e.stop = srv.ClientURL(), stop
	return e, nil
}

// Connect returns an engine on the server at url, such as "nats://HOST:4222" or, encrypted,
// "tls://HOST:4222". Should the
// server go away later, the engine connects again as soon as it is back.
func Connect(ctx context.Context, url string, o Options) (*Engine, error) {
	storage := js.FileStorage
	if o.InMemory {
		storage = js.MemoryStorage
	}
	return open(ctx, url, o, storage)
}

// userinfo is what stands before the host in a URL.
var userinfo = regexp.MustCompile(`//[^/@ ]*@`)

// discreet returns an error that does not tell the password that a URL may have.
func discreet(err error) error {
	text := err.Error()
	hidden := userinfo.ReplaceAllString(text, "//xxxxx@")
	if hidden == text {
		return err
	}
	return errors.New(hidden)
}

func open(ctx context.Context, url string, o Options, storage js.StorageType, more ...nats.Option) (*Engine, error) {
	if o.AckWait < 0 {
		return nil, fmt.Errorf("jetstream: Options.AckWait is %v: want 0 or more", o.AckWait)
	}
	if o.AckWait == 0 {
		o.AckWait = DefaultAckWait
	}
	options := append([]nats.Option{nats.Name("poolbench"), nats.Timeout(ready), nats.MaxReconnects(-1), nats.ReconnectWait(100 * time.Millisecond)}, more...)
	if o.Token != "" {
		options = append(options, nats.Token(o.Token))
	}
	if o.Wrap != nil {
		options = append(options, nats.SetCustomDialer(dialer{o.Wrap}))
	}
	if o.Credentials != "" {
		options = append(options, nats.UserCredentials(o.Credentials))
	}
	if o.Seed != "" {
		nkey, err := nats.NkeyOptionFromSeed(o.Seed)
		if err != nil {
			return nil, fmt.Errorf("jetstream: Options.Seed: %w", err)
		}
		options = append(options, nkey)
	}
	if o.TLS != nil {
		options = append(options, nats.Secure(o.TLS))
	}
	conn, err := nats.Connect(url, options...)
	if err != nil {
		return nil, discreet(fmt.Errorf("jetstream: connect to %s: %w", url, err))
	}
	api, err := js.New(conn, js.WithPublishAsyncTimeout(patience))
	if err != nil {
		conn.Close()
		return nil, err
	}
	short, cancel := context.WithTimeout(ctx, ready) // a server that has just been started may be busy with its files
	defer cancel()
	if _, err := api.AccountInfo(short); err != nil {
		conn.Close()
		if errors.Is(err, js.ErrJetStreamNotEnabled) || errors.Is(err, js.ErrJetStreamNotEnabledForAccount) {
			err = fmt.Errorf("%w: start the server with -js", err)
		}
		return nil, discreet(fmt.Errorf("jetstream: %s: %w", url, err))
	}
	return &Engine{life: life.New(ctx, "jetstream", answered), conn: conn, api: api, url: url, ackWait: o.AckWait, storage: storage, stop: func() {}}, nil
}
