package river

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// silence is that of an engine. River asks for messages at once when it begins to consume a queue.
const silence = 10 * time.Second

// DefaultAckWait is the lease of an engine whose Options have none.
const DefaultAckWait = 30 * time.Second

// Options are the options of an engine. The zero value leaves everything to River's own
// defaults.
type Options struct {
	// AckWait is how long a lease lasts; 0 means DefaultAckWait. All processes that use a
	// database need the same.
	AckWait time.Duration

	// FetchCooldown is how long River waits at least before it asks a queue again; 0 means its
	// default, 100 ms. It is not below 1 ms.
	FetchCooldown time.Duration

	// FetchPollInterval is how long River waits at most before it asks a queue again, without
	// having been told of a message; 0 means its default, a second.
	FetchPollInterval time.Duration

	// PollOnly has River ask every FetchPollInterval, and up to a tenth or 10 ms more, and listen to no
	// notifications, which do not pass through a PgBouncer that pools transactions.
	PollOnly bool

	// Wrap is called with each new connection to the server, and returns the one to use in its
	// place, such as one that counts bytes; nil means as it is. What is encrypted is so before it
	// is written to that one. It is not used by Embedded.
	Wrap func(net.Conn) net.Conn

	// Logger is told what River tells; nil means nobody is.
	Logger *slog.Logger
}

// Tuned returns options with which a process asks up to a thousand times a second while there
// is something, and a hundred times while there is nothing.
func Tuned() Options {
	return Options{FetchCooldown: time.Millisecond, FetchPollInterval: 10 * time.Millisecond}
}

// fill replaces what is not set by defaults, and checks the rest.
func (o *Options) fill() error {
	for _, f := range []struct {
		name      string
		value     *time.Duration
		otherwise time.Duration
		least     time.Duration
	}{
		{"AckWait", &o.AckWait, DefaultAckWait, 1},
		{"FetchCooldown", &o.FetchCooldown, 100 * time.Millisecond, time.Millisecond},
		{"FetchPollInterval", &o.FetchPollInterval, time.Second, time.Millisecond},
	} {
		if *f.value == 0 {
			*f.value = f.otherwise
		}
		if *f.value < f.least {
			return fmt.Errorf("river: Options.%s is %v: want 0, or %v or more", f.name, *f.value, f.least)
		}
	}
	if o.FetchPollInterval < o.FetchCooldown {
		return fmt.Errorf("river: Options.FetchPollInterval is %v, less than FetchCooldown, %v", o.FetchPollInterval, o.FetchCooldown)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// Embedded returns an engine on a database of SQLite in this process, in the file of that
// name, which it makes if there is none. Other processes of this machine open the same file.
// What was stored survives that processes are killed; the last moments before a power failure
// may be lost.
func Embedded(ctx context.Context, file string, o Options) (*Engine, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	// Transactions wait for each other from their beginning on: one that has read and then wants
	// to write could not.
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+url.Values{
		"_pragma": {"busy_timeout(30000)", "journal_mode(WAL)", "synchronous(NORMAL)"}, "_txlock": {"immediate"},
	}.Encode())
	if err != nil {
		return nil, fmt.Errorf("river: %s: %w", file, err)
	}
	db.SetMaxOpenConns(1) // as River's driver wants it
	e := newEngine(ctx, db, lite, o, func() { db.Close() })
	return open(ctx, e, riversqlite.New(db))
}

// Connect returns an engine on the Postgres server at url, such as
// "postgres://USER:PASSWORD@HOST:5432/DATABASE". It makes the tables that are missing. Should
// the server go away later, the engine connects again as soon as it is back.
func Connect(ctx context.Context, url string, o Options) (*Engine, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("river: %w", err) // without the password
	}
	if dial := config.ConnConfig.DialFunc; o.Wrap != nil {
		config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return o.Wrap(conn), nil
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("river: %w", err) // without the password
	}
	db := stdlib.OpenDBFromPool(pool)
	e := newEngine(ctx, db, postgres, o, func() { db.Close(); pool.Close() })
	return open(ctx, e, riverpgxv5.New(pool))
}

// A dialect is what SQLite and Postgres write differently.
type dialect struct {
	blob  string // a type
	clock string // the time now, as River stores it
}

var (
	lite     = dialect{blob: "BLOB", clock: "datetime('now', 'subsec')"}
	postgres = dialect{blob: "BYTEA", clock: "now()"}
)

// open makes the tables that are missing, and the client that inserts.
func open[TTx any](ctx context.Context, e *Engine, driver riverdriver.Driver[TTx]) (*Engine, error) {
	fail := func(err error) (*Engine, error) {
		e.free()
		return nil, fmt.Errorf("river: %w", err)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: e.options.Logger})
	if err != nil {
		return fail(err)
	}
	// Of processes that do so at once all but one may fail.
	err = again(ctx, func() error {
		if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return err
		}
		_, err := e.db.ExecContext(ctx, e.sql(tables))
		return err
	})
	if err != nil {
		return fail(err)
	}
	c := &clients[TTx]{e: e, pilot: &pilot{e: e}}
	c.driver = &piloted[TTx]{Driver: driver, pilot: c.pilot}
	if c.inserter, err = river.NewClient(driver, c.config()); err != nil {
		return fail(err)
	}
	e.library = c
	return e, nil
}

// again tries up to ten times.
func again(ctx context.Context, f func() error) error {
	for try := 1; ; try++ {
		err := f()
		if err == nil || try == 10 || ctx.Err() != nil {
			return err
		}
		timer := time.NewTimer(50 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// answered reports whether the database has answered, and will not answer otherwise if it is
// asked again.
func answered(err error) bool {
	if p := (*pgconn.PgError)(nil); errors.As(err, &p) {
		switch p.Code[:2] {
		case "08", "40", "53", "57": // connection, rollback, resources, shutdown
			return false
		}
		return true
	}
	if s := (*sqlite.Error)(nil); errors.As(err, &s) {
		switch s.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM:
			return false
		}
		return true
	}
	return false
}

func newEngine(ctx context.Context, db *sql.DB, d dialect, o Options, free func()) *Engine {
	return &Engine{life: life.New(ctx, "river", answered), options: o, db: db, dialect: d, free: free, silence: silence, wake: make(chan struct{})}
}

var _ remote.Engine = (*Engine)(nil)
