package jetstream

import (
	"net"

	"github.com/nats-io/nats-server/v2/server"
)

// A dialer makes connections that are wrapped.
type dialer struct{ wrap func(net.Conn) net.Conn }

// Dial waits as long as the client does without a dialer.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, ready)
	if err != nil {
		return nil, err
	}
	return d.wrap(conn), nil
}

// within is a server of this process, with connections that are wrapped.
type within struct {
	*server.Server
	wrap func(net.Conn) net.Conn // nil: they are not
}

// InProcessConn returns a connection to the server.
func (w within) InProcessConn() (net.Conn, error) {
	conn, err := w.Server.InProcessConn()
	if err != nil || w.wrap == nil {
		return conn, err
	}
	return w.wrap(conn), nil
}
