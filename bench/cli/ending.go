package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// errUnread is why the command ends when nobody reads what it writes.
var errUnread = errors.New("the output was closed")

// An unreadable cancels a context once its reader is gone, as with compare | head, so
// that the command can clean up. A process that writes to such a pipe otherwise dies.
type unreadable struct {
	io.Writer
	cancel context.CancelCauseFunc
}

func (w unreadable) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		w.cancel(errUnread)
	}
	return n, err
}

// endUnread wraps those outputs that have a reader, so that cancel is called once
// one of them has none any more.
func endUnread(cancel context.CancelCauseFunc, outputs ...*io.Writer) {
	surviveUnread()
	for _, w := range outputs {
		f, ok := (*w).(*os.File)
		if !ok {
			continue
		}
		if info, err := f.Stat(); err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0 {
			*w = unreadable{f, cancel}
		}
	}
}
