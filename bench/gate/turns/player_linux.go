package turns

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/go-foundations/poolbench/bench/process"
)

// How processes take turns
//
// A test binary that runs a benchmark several times writes its name, measures, writes the
// result, writes the name again, and so on, with one write each. Its standard output is a
// pipe in packet mode with room for one packet. As long as nobody reads the result, the
// process cannot measure again: it waits in the write of the next name.
//
//	process:  name | measures      | result | name ......... waits
//	gate:     reads the name, waits for a packet, looks at it with tee(2), and
//	          leaves it there: the turn is over. At the next turn it reads it.
//
// This takes no signal and no code of ours in the process, and the wait does not affect
// what is measured.

// packetSize is the capacity of the pipe: one page, which is one packet.
var packetSize = os.Getpagesize()

// afterEnd is how long to wait for the output of a process that has ended. The output is
// there already, but a process that it left behind may keep the pipe open forever.
const afterEnd = 50 * time.Millisecond

// A player is a process that takes turns.
type player struct {
	block  Block
	side   int
	cmd    *exec.Cmd
	out    *os.File // packets; not blocking
	raw    syscall.RawConn
	copies [2]*os.File // a pipe to look at packets in
	errors process.Excerpt
	ended  chan struct{} // closed when the process has ended
	err    error         // of the process; valid when it has ended
	read   int64
	named  bool      // the name has been read, and the result has not
	got    []Reading // results, the warm-up first
}

// start starts the process of a side.
func (b Block) start(ctx context.Context, side int) (*player, error) {
	p := &player{block: b, side: side, ended: make(chan struct{})}
	r, w, err := packetPipe()
	if err != nil {
		return nil, err
	}
	p.out = r
	if p.copies[0], p.copies[1], err = packetPipe(); err != nil {
		closeAll(r, w)
		return nil, err
	}
	if p.raw, err = p.out.SyscallConn(); err != nil {
		closeAll(r, w, p.copies[0], p.copies[1])
		return nil, err
	}
	p.cmd = b.Programs[side].Command(ctx, b.flags()...)
	p.cmd.Stdout = w
	p.cmd.Stderr = &p.errors
	err = p.cmd.Start()
	w.Close()
	if err != nil {
		closeAll(p.out, p.copies[0], p.copies[1])
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		process.KillGroup(p.cmd) // what it has left behind
		close(p.ended)
		// Its output is still there, and no more will come.
		p.out.SetReadDeadline(time.Now().Add(afterEnd))
	}()
	return p, nil
}

// end stops the process, if it still runs, and waits for it.
func (p *player) end() {
	process.KillGroup(p.cmd)
	<-p.ended
	closeAll(p.out, p.copies[0], p.copies[1])
}

// takeTurns starts all sides and gives each of them its turns, in the order of the block.
func (b Block) takeTurns(ctx context.Context) ([][]Reading, error) {
	players := make([]*player, len(b.Programs))
	defer func() {
		var all sync.WaitGroup
		for _, p := range players {
			if p != nil {
				all.Go(p.end)
			}
		}
		all.Wait()
	}()
	for side := range b.Programs {
		p, err := b.start(ctx, side)
		if err != nil {
			return nil, b.failed(side, err)
		}
		players[side] = p
		// Everything before the first result happens without the others.
		if err := p.turn(ctx); err != nil {
			return nil, b.failed(side, err)
		}
	}
	for range b.Turns {
		for _, side := range b.Order() {
			if err := players[side].turn(ctx); err != nil {
				return nil, b.failed(side, err)
			}
		}
	}
	out := make([][]Reading, len(b.Programs))
	for side, p := range players {
		if err := p.finish(ctx); err != nil {
			return nil, b.failed(side, err)
		}
		if len(p.got) != b.Turns+1 {
			return nil, b.failed(side, b.wrongCount(len(p.got)))
		}
		out[side] = p.got[1:]
	}
	return out, nil
}

// turn lets the process continue until it has measured once more. It leaves the result in
// the pipe, which stops the process.
func (p *player) turn(ctx context.Context) error {
	for !p.named {
		packet, err := p.next(ctx)
		if err != nil {
			return p.early(err)
		}
		if err := p.take(packet); err != nil {
			return err
		}
	}
	p.named = false
	for {
		packet, err := p.peek(ctx)
		if err != nil {
			return p.early(err)
		}
		if _, ok := ParseResult(packet); ok {
			return nil
		}
		// Output of the benchmark itself, or of a failure.
		if packet, err = p.next(ctx); err != nil {
			return p.early(err)
		}
		if strings.HasPrefix(packet, "--- FAIL") {
			return p.failure(errors.New("failed"), packet)
		}
	}
}

// early returns the error for a process that ended before its last turn.
func (p *player) early(err error) error {
	if errors.Is(err, io.EOF) {
		return p.failure(p.block.wrongCount(len(p.got)), "")
	}
	return err
}

// finish reads the last result, and lets the process end.
func (p *player) finish(ctx context.Context) error {
	for {
		packet, err := p.next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.take(packet); err != nil {
			return err
		}
	}
}

// take handles a packet: a result, a name, or anything else.
func (p *player) take(packet string) error {
	if r, ok := ParseResult(packet); ok {
		p.got = append(p.got, r)
		return nil
	}
	if strings.HasPrefix(packet, "--- FAIL") {
		return p.failure(errors.New("failed"), packet)
	}
	p.named = strings.HasPrefix(packet, Prefix+p.block.Benchmark) && strings.HasSuffix(packet, "\t")
	return nil
}

// next reads a packet. The error is io.EOF if the process has ended well and no packet is
// left.
func (p *player) next(ctx context.Context) (string, error) {
	buf := make([]byte, packetSize)
	var text []byte
	for {
		n, err := p.await(ctx, func(fd int) (int, error) { return unix.Read(fd, buf) })
		if err != nil {
			return "", err
		}
		if p.read += int64(n); p.read > process.MostOutput {
			return "", process.ErrFlood
		}
		text = append(text, buf[:n]...)
		if n < packetSize { // a longer text comes in several
			return string(text), nil
		}
		text = text[max(0, len(text)-2*packetSize):]
	}
}

// peek waits for a packet, returns it, and leaves it in the pipe.
func (p *player) peek(ctx context.Context) (string, error) {
	_, err := p.await(ctx, func(fd int) (int, error) {
		n, err := unix.Tee(fd, int(p.copies[1].Fd()), packetSize, unix.SPLICE_F_NONBLOCK)
		return int(n), err
	})
	if err != nil {
		return "", err
	}
	buf := make([]byte, packetSize)
	n, err := p.copies[0].Read(buf)
	return string(buf[:n]), err
}

// await calls a function that needs a packet as soon as there is one.
func (p *player) await(ctx context.Context, do func(fd int) (int, error)) (int, error) {
	p.out.SetReadDeadline(time.Now().Add(p.block.Patience))
	if p.hasEnded() {
		p.out.SetReadDeadline(time.Now().Add(afterEnd))
	}
	stop := context.AfterFunc(ctx, func() { p.out.SetReadDeadline(time.Now()) })
	defer stop()
	var n int
	var failed error
	err := p.raw.Read(func(fd uintptr) bool {
		for {
			n, failed = do(int(fd))
			if failed != unix.EINTR {
				break
			}
		}
		return failed != unix.EAGAIN
	})
	switch {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case err == nil && failed == nil && n > 0:
		return n, nil
	case failed != nil && failed != unix.EAGAIN:
		return 0, failed
	case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
		return 0, err
	case err != nil && !p.hasEnded():
		return 0, p.failure(fmt.Errorf("no sign of life for %v (--patience): %w", p.block.Patience, process.ErrPatience), "")
	}
	// The pipe is closed, or the process has ended and left it to another one.
	select {
	case <-p.ended:
	case <-time.After(p.block.Patience):
		return 0, p.failure(fmt.Errorf("it has closed its output and does not end: %w", process.ErrPatience), "")
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	if p.err != nil && !errors.Is(p.err, exec.ErrWaitDelay) {
		return 0, p.failure(p.err, "")
	}
	return 0, io.EOF
}

func (p *player) hasEnded() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// failure adds the output of the process to an error.
func (p *player) failure(err error, packet string) error {
	text := strings.TrimSpace(packet + "\n" + p.errors.String())
	return &process.Error{Err: err, Text: text}
}

// packetPipe returns a pipe in packet mode with room for one packet. Only reading does not
// block.
func packetPipe() (r, w *os.File, err error) {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_DIRECT); err != nil {
		return nil, nil, os.NewSyscallError("pipe2", err)
	}
	size, err := unix.FcntlInt(uintptr(fds[1]), unix.F_SETPIPE_SZ, packetSize)
	if err == nil && size != packetSize {
		err = fmt.Errorf("a pipe has room for %d bytes, want %d", size, packetSize)
	}
	if err == nil {
		err = unix.SetNonblock(fds[0], true)
	}
	if err != nil {
		unix.Close(fds[0])
		unix.Close(fds[1])
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "packets"), os.NewFile(uintptr(fds[1]), "packets"), nil
}

// CanTakeTurns returns why processes cannot take turns here, or nil if they can. Some
// sandboxes accept pipes in packet mode, but do not keep packets apart.
func CanTakeTurns() error {
	r, w, err := packetPipe()
	if err != nil {
		return err
	}
	defer closeAll(r, w)
	c, d, err := packetPipe()
	if err != nil {
		return err
	}
	defer closeAll(c, d)
	text := []byte(fmt.Sprint(rand.Uint64()))
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := unix.SetNonblock(int(w.Fd()), true); err != nil {
		return err
	}
	if _, err := unix.Write(int(w.Fd()), text); err != unix.EAGAIN {
		return errors.New("a full pipe takes another packet")
	}
	if _, err := unix.Tee(int(r.Fd()), int(d.Fd()), packetSize, unix.SPLICE_F_NONBLOCK); err != nil {
		return os.NewSyscallError("tee", err)
	}
	for _, f := range []*os.File{c, r} {
		buf := make([]byte, packetSize)
		n, err := unix.Read(int(f.Fd()), buf)
		if err != nil || !bytes.Equal(buf[:n], text) {
			return fmt.Errorf("a packet of %q reads as %q: %v", text, buf[:max(n, 0)], err)
		}
	}
	return nil
}

// closeAll closes files and ignores errors.
func closeAll(files ...*os.File) {
	for _, f := range files {
		f.Close()
	}
}
