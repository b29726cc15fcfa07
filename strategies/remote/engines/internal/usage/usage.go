// Package usage counts what an engine takes besides time: what its clients send and receive, how
// often they wait for the network, and how long the server computes. It counts in the clients,
// where each connection is a [Counter]'s: two additions for each read or write.
package usage

import (
	"net"
	"sync/atomic"
	"syscall"
	"time"
)

// A Count is what went over connections.
type Count struct {
	// Bytes are those that clients wrote and read. What a TLS connection carries is counted as
	// it is encrypted.
	Bytes int64

	// RoundTrips is how often a connection that had been written to was then read from: the
	// first read after one or more writes that brings anything counts, and further ones do not
	// until there is another write. It is how often a client and the server took turns, so a
	// request and its answer are one, and so are many requests that are written together. What
	// the server sends unasked is none, unless the client has written meanwhile.
	RoundTrips int64
}

// Plus returns the sum of two counts.
func (c Count) Plus(d Count) Count {
	return Count{c.Bytes + d.Bytes, c.RoundTrips + d.RoundTrips}
}

// Minus returns what c is more than d.
func (c Count) Minus(d Count) Count {
	return Count{c.Bytes - d.Bytes, c.RoundTrips - d.RoundTrips}
}

// A Usage is what an engine has taken.
type Usage struct {
	Count
	ServerCPU time.Duration // of the server's processes
	HasServer bool          // it has some of its own, and the system tells what they take
}

// Minus returns what u is more than v.
func (u Usage) Minus(v Usage) Usage {
	return Usage{u.Count.Minus(v.Count), u.ServerCPU - v.ServerCPU, u.HasServer && v.HasServer}
}

// A Counter counts what goes over connections. The zero value has counted nothing. It is safe for
// concurrent use.
type Counter struct{ bytes, roundTrips atomic.Int64 }

// Count returns what was counted so far.
func (c *Counter) Count() Count { return Count{c.bytes.Load(), c.roundTrips.Load()} }

// Wrap returns a connection that does what conn does, and is counted.
func (c *Counter) Wrap(conn net.Conn) net.Conn {
	counted := &counted{Conn: conn, counter: c}
	if s, ok := conn.(syscall.Conn); ok { // clients look into it, whether the server has closed it
		return &countedSocket{counted, s}
	}
	return counted
}

// counted is a connection that is counted.
type counted struct {
	net.Conn
	counter *Counter
	asked   atomic.Bool // written to since the last read
}

func (c *counted) Write(b []byte) (int, error) {
	c.asked.Store(true) // before the answer can be there
	n, err := c.Conn.Write(b)
	c.counter.bytes.Add(int64(n))
	return n, err
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.counter.bytes.Add(int64(n))
	if n > 0 && c.asked.Swap(false) {
		c.counter.roundTrips.Add(1)
	}
	return n, err
}

// countedSocket is a counted connection of the operating system's.
type countedSocket struct {
	*counted
	syscall.Conn
}
