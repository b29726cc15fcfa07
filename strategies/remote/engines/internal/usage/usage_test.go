package usage

import (
	"io"
	"net"
	"syscall"
	"testing"
)

// TestKnownAnswer: against a server that sends back what it gets, each request is a round trip,
// and its bytes count twice.
func TestKnownAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.Copy(conn, conn)
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var counter Counter
	conn = counter.Wrap(conn)
	defer conn.Close()
	if _, ok := conn.(syscall.Conn); !ok {
		t.Error("clients cannot look into the socket any more")
	}
	answer := make([]byte, 100)
	for range 7 {
		if _, err := conn.Write(make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, answer); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := counter.Count(), (Count{Bytes: 1400, RoundTrips: 7}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	before := counter.Count()
	// Three requests that are written before their answers are read are one round trip, in
	// however many reads.
	for range 3 {
		if _, err := conn.Write(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
	}
	for range 30 {
		if _, err := io.ReadFull(conn, answer[:1]); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := counter.Count().Minus(before), (Count{Bytes: 60, RoundTrips: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestUnasked: what a server sends by itself is no round trip, and neither is an end.
func TestUnasked(t *testing.T) {
	here, there := net.Pipe()
	var counter Counter
	conn := counter.Wrap(here)
	go func() {
		there.Write(make([]byte, 5))
		there.Read(make([]byte, 1))
		there.Close()
	}()
	if _, err := io.ReadFull(conn, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	conn.Write(make([]byte, 1))
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Fatalf("error %v, want the end", err)
	}
	if got, want := counter.Count(), (Count{Bytes: 6}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := counter.Count().Plus(Count{1, 2}), (Count{7, 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
