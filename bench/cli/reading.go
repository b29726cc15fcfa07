package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-foundations/poolbench/bench/report/live"
)

// reading reports now and then how much of a long file has been read.
func (c *command) reading(f *os.File) io.Reader {
	size := int64(0)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return &toldReader{Reader: f, w: c.Stderr, size: size, last: time.Now()}
}

type toldReader struct {
	io.Reader
	w         io.Writer
	size, got int64
	last      time.Time
}

func (r *toldReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.got += int64(n); time.Since(r.last) >= live.Every {
		r.last = time.Now()
		if r.size > 0 {
			fmt.Fprintf(r.w, "read %d %% of the log\n", 100*r.got/r.size)
		} else {
			fmt.Fprintf(r.w, "read %d MB of the log\n", r.got/1e6)
		}
	}
	return n, err
}
