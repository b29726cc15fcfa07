package agents

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// TokenVar is the environment variable with what servers, agents and comparisons share.
const TokenVar = "POOLBENCH_TOKEN"

// CredentialsVar is the environment variable with the file of the credentials of a NATS user, for agents
// and comparisons whose server wants some in place of a token.
const CredentialsVar = "POOLBENCH_CREDENTIALS"

// Environment variables with files in PEM: of a server that encrypts, its certificate and key,
// and of those that connect to tls://HOST, the certificate of the server's authority if it is
// one that their machine does not trust.
const (
	CertificateVar = "POOLBENCH_TLS_CERT"
	KeyVar         = "POOLBENCH_TLS_KEY"
	AuthorityVar   = "POOLBENCH_TLS_CA"
)

// ownedVar tells an agent that it is to end with the process that started it, which closes
// its standard input.
const ownedVar = "POOLBENCH_AGENT_OWNED"

// A Farm has rounds done by agents. The zero value is useful.
type Farm struct {
	// AckWait is after how long without a sign of life an agent counts as dead; 0 means 10 s.
	// All that use a server need the same.
	AckWait time.Duration

	// Program tells programs apart, of which agents do the rounds of their own alone; empty
	// means the SHA-256 of this one's file.
	Program string
}

var _ cli.Farm = Farm{}

const (
	queue          = "rounds"
	defaultAckWait = 10 * time.Second

	// abroad is how many rounds are published at once for agents of which nobody knows how
	// many they are.
	abroad = 64
)

// An order is a round to be done.
type order struct {
	Program string // that of the comparison
	Request []byte
}

// options returns the options of client and server.
func (f Farm) options(listen string) jetstream.Options {
	return jetstream.Options{AckWait: cmp.Or(f.AckWait, defaultAckWait), Token: os.Getenv(TokenVar), Addr: listen, InMemory: true}
}

// connect connects to the server at a URL.
func (f Farm) connect(ctx context.Context, to string) (remote.Engine, error) {
	u, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%q: want a URL such as nats://HOST:4222", to)
	}
	ip := net.ParseIP(u.Hostname())
	credentials := os.Getenv(CredentialsVar)
	if os.Getenv(TokenVar) == "" && credentials == "" && u.User == nil && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is beyond this machine: want the token of its server in %s, or credentials in %s", to, TokenVar, CredentialsVar)
	}
	o := f.options("")
	o.Credentials = credentials
	if u.Scheme == "tls" {
		if o.TLS, err = jetstream.TLSFiles("", "", os.Getenv(AuthorityVar)); err != nil {
			return nil, err
		}
	}
	return jetstream.Connect(ctx, to, o)
}

// Hire returns the agents that have joined the server at a URL, or will.
func (f Farm) Hire(ctx context.Context, to string) (cli.Agents, error) {
	engine, err := f.connect(ctx, to)
	if err != nil {
		return nil, err
	}
	return f.manage(ctx, engine, abroad)
}

// Start starts a server in this process, and n agents. They end with this process, or
// earlier; when all have ended, what they had to do fails.
func (f Farm) Start(ctx context.Context, n int, agent func(url string) *exec.Cmd) (cli.Agents, error) {
	o := f.options("")
	o.Token = rand.Text()
	engine, err := jetstream.Embedded(ctx, o)
	if err != nil {
		return nil, err
	}
	c, err := f.manage(ctx, engine, 2*n)
	if err != nil {
		return nil, err
	}
	var left sync.WaitGroup
	for range n {
		cmd := agent(engine.URL())
		if cmd.Env == nil {
			cmd.Env = os.Environ()
		}
		cmd.Env = append(cmd.Env, TokenVar+"="+o.Token, ownedVar+"=1")
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.owned = append(c.owned, stdin)
		left.Add(1)
		c.processes.Go(func() {
			defer left.Done()
			cmd.Wait() // a round is done by another one, whatever happened to this one
		})
	}
	c.processes.Go(func() {
		left.Wait()
		c.stop(errors.New("all agents have ended"))
	})
	return c, nil
}

// Serve is an agent: it joins the server at a URL, or is the server and listens at an
// address. It does rounds until ctx ends.
func (f Farm) Serve(ctx context.Context, join, listen string, w io.Writer, do func(context.Context, []byte) ([]byte, error)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	owned := os.Getenv(ownedVar) != ""
	if owned {
		os.Unsetenv(ownedVar) // not for the processes of rounds
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
		w = io.Discard
	}
	program, err := f.program()
	if err != nil {
		return err
	}
	var engine remote.Engine
	if listen == "" {
		engine, err = f.connect(ctx, join)
		for owned && err != nil && ctx.Err() == nil { // the server is there, but the machine may be busy
			engine, err = f.connect(ctx, join)
		}
	} else {
		var server *jetstream.Engine
		o := f.options(listen)
		if o.TLS, err = jetstream.TLSFiles(os.Getenv(CertificateVar), os.Getenv(KeyVar), ""); err != nil {
			return err
		}
		if server, err = jetstream.Embedded(ctx, o); err == nil {
			engine, join = server, server.URL()
		}
	}
	if owned && ctx.Err() != nil {
		if err == nil {
			engine.Close()
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer engine.Close()
	p := pool.NewWithConfig[order, []byte](pool.Config{NumWorkers: 1}).WithProcessor(
		func(ctx context.Context, job pool.Job[order]) ([]byte, error) {
			if job.Data.Program != program {
				return nil, refused(job.Data.Program, program)
			}
			output, err := do(ctx, job.Data.Request)
			if err != nil {
				return nil, err
			}
			return pack(output)
		})
	if u, err := url.Parse(join); err == nil {
		join = u.Redacted()
	}
	fmt.Fprintf(w, "agent: waiting for rounds of %s\n", join)
	err = (&remote.Server[order, []byte]{Engine: engine, Pool: p, Queue: queue, Prefetch: 1}).Serve(ctx)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func refused(theirs, ours string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Errorf("the agent on %s is another program than the comparison (%.12s, not %.12s): want the same file on all machines", host, ours, theirs)
}
