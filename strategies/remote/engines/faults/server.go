package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// A place is where an engine keeps what it has: a server, or a folder.
type place struct {
	engine engine
	dir    string
	disk   *disk // if there is little room
	url    string

	server *servers.Server // one of these, or neither
	own    *process

	mu    sync.Mutex   // guards the following
	known map[int]bool // databases that are there
}

// open starts the server of an engine, with its files where there is little room if it is so.
func open(e engine, small bool) (_ *place, err error) {
	p := &place{engine: e, known: map[int]bool{}}
	if p.dir, err = os.MkdirTemp("", "faults-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := os.Chmod(p.dir, 0o755); err != nil { // servers may run as another user
		return nil, err
	}
	files := filepath.Join(p.dir, "files")
	if err := os.Mkdir(files, 0o777); err != nil {
		return nil, err
	}
	if err := os.Chmod(files, 0o777); err != nil {
		return nil, err
	}
	if small {
		if p.disk, err = mount(files, room); err != nil {
			return nil, err
		}
	}
	switch e.server {
	case "":
		p.url = files
	case own:
		p.url = "nats://" + freeAddr()
		err = p.startOwn()
	default:
		if p.server, err = servers.RunWith(e.server, servers.Options{Dir: files, Keep: true}); err == nil {
			p.url = p.server.URL
		}
	}
	return p, err
}

// room is that of a small disk, in bytes: enough for what some runs at once store, twice.
const room = 512 << 20

// freeAddr is an address that is free, and that no client's own port takes while the server
// is away: Linux gives clients those from 32768 on.
func freeAddr() string {
	for {
		addr := fmt.Sprint("127.0.0.1:", 20_000+rand.IntN(12_000))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
}

// startOwn starts the server that this program has in it.
func (p *place) startOwn() (err error) {
	p.own, err = start("", task{Server: filepath.Join(p.dir, "files", "nats"), Addr: strings.TrimPrefix(p.url, "nats://")}, true)
	return err
}

// restart kills the server with signal 9, and starts it again with its files.
func (p *place) restart(_ context.Context, broken func()) error {
	broken()
	if p.own != nil {
		p.own.kill()
		return p.startOwn()
	}
	return p.server.Restart()
}

// fill has the disk full for a while. A server that has given up is started again then.
func (p *place) fill(ctx context.Context, broken func()) error {
	err := p.disk.fill()
	broken()
	if err != nil {
		return err
	}
	pause(ctx, fullFor)
	if err := p.disk.free(); err != nil {
		return err
	}
	switch {
	case p.server != nil:
		if err := p.server.Revive(); err != nil {
			return err
		}
		if err := p.stores(ctx); err != nil { // it answers all the same
			return p.server.Restart()
		}
	case p.own != nil: // a server that has stopped storing does not begin again by itself
		return p.restart(ctx, func() {})
	}
	return nil
}

// stores returns an error unless the server stores messages and records again. RabbitMQ looks every 10 s whether
// there is room.
func (p *place) stores(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	e, err := p.engine.connect(ctx, p.url)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.Publish(ctx, "probe", []byte("a message")); err != nil {
		return err
	}
	if _, err := e.Open(ctx, "probe"); err != nil {
		return err
	}
	return e.Append(ctx, "probe", []byte("a record"))
}

// at returns where a run in that slot finds its server: of the runs at a time each has a slot of its own,
// and a database.
func (p *place) at(ctx context.Context, slot int) (string, error) {
	name := fmt.Sprint("slot", slot)
	switch p.engine.server {
	case "":
		return filepath.Join(p.url, name+".db"), nil
	case "postgres":
		u, err := url.Parse(p.url)
		if err != nil {
			return "", err
		}
		u.Path = name
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.known[slot] {
			if err := p.create(ctx, name); err != nil {
				return "", err
			}
			p.known[slot] = true
		}
		return u.String(), nil
	default:
		return p.url, nil
	}
}

// create makes a database.
func (p *place) create(ctx context.Context, name string) error {
	db, err := sql.Open("pgx", p.url)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+name)
	return err
}

// close stops the server, and removes its files.
func (p *place) close() error {
	var errs []error
	if p.own != nil {
		p.own.stop()
	}
	if p.server != nil {
		errs = append(errs, p.server.Stop())
	}
	if p.disk != nil {
		errs = append(errs, p.disk.unmount())
	}
	return errors.Join(append(errs, os.RemoveAll(p.dir))...)
}
