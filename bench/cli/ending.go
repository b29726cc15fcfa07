package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// errUnread is the error when the reader of the output is gone.
var errUnread = errors.New("the output was closed")

// An unreadable cancels a context once its reader is gone, as in compare | head, so that
// the command can clean up. Otherwise a process that writes to such a pipe dies.
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

// endUnread wraps the outputs, so that cancel is called once one of them has lost its
// reader.
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
