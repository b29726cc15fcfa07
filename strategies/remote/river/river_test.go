package river_test

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/rivertype"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/strategies/remote/river"
)

// A place is a database; to what connects to it, it is new after clear.
type place struct {
	url     func() string // or the file
	connect func(t *testing.T, o river.Options) *river.Engine
	clear   func(t *testing.T)
}

// inFile is a file of SQLite.
func inFile(t *testing.T) *place {
	var file string
	return &place{
		url: func() string { return file },
		connect: func(t *testing.T, o river.Options) *river.Engine {
			return closing(t)(river.Embedded(t.Context(), file, o))
		},
		clear: func(t *testing.T) {
			file = filepath.Join(t.TempDir(), "queue?of river.db") // a name that a URL would not take as it is
		},
	}
}

// onServer is a database of that name on a Postgres server.
func onServer(t *testing.T, server, name string) *place {
	t.Helper()
	do(t, server, "CREATE DATABASE "+name)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = name
	p := &place{url: u.String, connect: func(t *testing.T, o river.Options) *river.Engine {
		return closing(t)(river.Connect(t.Context(), u.String(), o))
	}}
	p.connect(t, river.Options{}).Close() // makes the tables
	p.clear = func(t *testing.T) {
		t.Helper()
		do(t, u.String(), "TRUNCATE river_job, river_queue, river_leader, poolbench_log, poolbench_record")
	}
	return p
}

func do(t *testing.T, database, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func closing(t *testing.T) func(*river.Engine, error) *river.Engine {
	t.Helper()
	return func(e *river.Engine, err error) *river.Engine {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	}
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	all(t, func(t *testing.T, _ string) *place { return inFile(t) })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	server := servers.Start(t, "postgres")
	all(t, func(t *testing.T, name string) *place { return onServer(t, server, name) })
}

// all tests an engine on a kind of database.
func all(t *testing.T, newPlace func(t *testing.T, name string) *place) {
	t.Run("contract", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "contract")
		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
			p.clear(t)
			o := river.Tuned()
			o.AckWait = ackWait
			return p.connect(t, o)
		})
	})
	// As River's defaults are, but for the rules that fetch often, a tenth of a second each time.
	t.Run("defaults", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "defaults")
		for _, rule := range []string{"fetch-max", "fetch-waits", "fetch-context", "nak", "depth", "close"} {
			t.Run(rule, func(t *testing.T) {
				p.clear(t)
				enginetest.Rule(t, rule, p.connect(t, river.Options{AckWait: time.Hour}))
			})
		}
	})
	t.Run("jobs", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "jobs")
		p.clear(t)
		enginetest.Jobs(t, func(t *testing.T) remote.Engine { return p.connect(t, river.Tuned()) })
	})
	// Without notifications messages are found, too.
	t.Run("poll only", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "polled")
		o := river.Tuned()
		o.PollOnly = true
		for _, rule := range []string{"fetch-max", "fetch-waits", "fetch-context", "nak", "depth", "close"} {
			t.Run(rule, func(t *testing.T) {
				p.clear(t)
				enginetest.Rule(t, rule, p.connect(t, o))
			})
		}
	})
	t.Run("unfinished", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "unfinished")
		p.clear(t)
		unfinished(t, p.connect(t, river.Tuned()))
	})
	// Worker processes are killed at every step of the protocol; nothing is lost. What takes half
	// a minute is that River looks for stuck jobs that often.
	t.Run("kill", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, "killed")
		p.clear(t)
		var victims []string
		for _, step := range enginetest.WorkerSteps {
			victims = append(victims, step+":1")
		}
		enginetest.Kill(t, p.connect(t, mortal()), p.url(), victims...)
	})
}

// unfinished: rows are those of messages that are not acked.
func unfinished(t *testing.T, e *river.Engine) {
	for _, queue := range []string{"jobs", "jobs", "others", "jobs"} {
		if err := e.Publish(t.Context(), queue, []byte("a job")); err != nil {
			t.Fatal(err)
		}
	}
	ds, err := e.Fetch(t.Context(), "jobs", 1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := e.Unfinished(t.Context(), "jobs", 2)
	if err != nil || len(rows) != 2 || rows[0].State != rivertype.JobStateRunning || rows[1].State != rivertype.JobStateAvailable {
		t.Fatalf("%v, %v; want the row of a running job, and the first of those that wait", rows, err)
	}
	if err := ds[0].Ack(t.Context()); err != nil {
		t.Fatal(err)
	}
	for len(rows) > 0 && rows[0].Attempt > 0 { // until the database knows
		if rows, err = e.Unfinished(t.Context(), "jobs", 10); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows) != 2 {
		t.Errorf("%v, want the rows of two jobs that wait", rows)
	}
}

// TestOptions: one line says what was wanted.
func TestOptions(t *testing.T) {
	for want, o := range map[string]river.Options{
		"Options.AckWait is -1s: want 0, or 1ns or more":                    {AckWait: -time.Second},
		"Options.FetchCooldown is 1µs: want 0, or 1ms or more":              {FetchCooldown: time.Microsecond},
		"Options.FetchPollInterval is 50ms, less than FetchCooldown, 100ms": {FetchPollInterval: 50 * time.Millisecond},
	} {
		for _, err := range []error{
			errOf(river.Embedded(t.Context(), filepath.Join(t.TempDir(), "db"), o)),
			errOf(river.Connect(t.Context(), "postgres://localhost/", o)),
		} {
			if err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
	}
}

func errOf(_ *river.Engine, err error) error { return err }

// TestNobodyThere: the error does not tell the password.
func TestNobodyThere(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, server := range []string{"postgres://poolbench:secret@127.0.0.1:1/postgres", "postgres://poolbench:secret@127.0.0.1:x/postgres"} {
		_, err := river.Connect(ctx, server, river.Options{})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v", err)
		}
	}
}

// TestNames: names that River does not take, and those that it would take for the same, are
// queues apart.
func TestNames(t *testing.T) {
	p := inFile(t)
	p.clear(t)
	e := p.connect(t, river.Tuned())
	names := []string{"jobs", "Jobs", "JOBS", "-jobs", "jobs-", "jo__bs", "jo-bs", "jo_bs", strings.Repeat("x", 64), strings.Repeat("x", 63) + "y"}
	for _, name := range names {
		if err := e.Publish(t.Context(), name, []byte(name)); err != nil {
			t.Errorf("Publish to %q: %v", name, err)
		}
	}
	for _, name := range names {
		ds, err := e.Fetch(t.Context(), name, 10)
		if err != nil || len(ds) != 1 || string(ds[0].Body()) != name {
			t.Errorf("Fetch of %q: %v, %v", name, ds, err)
		}
	}
}

// TestMain is a worker process where the environment says so. Its URL is that of a server, or
// a file.
func TestMain(m *testing.M) {
	enginetest.Worker(func(ctx context.Context, url string) (remote.Engine, error) {
		if strings.HasPrefix(url, "postgres://") {
			return river.Connect(ctx, url, mortal())
		}
		return river.Embedded(ctx, url, mortal())
	})
	os.Exit(m.Run())
}

// mortal has leases that soon end.
func mortal() river.Options {
	o := river.Tuned()
	o.AckWait = 2 * time.Second
	return o
}
