package checkout

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// A Side is the package of one version, ready to be linked.
type Side struct {
	Name       string   // "base" or "head"
	Path       string   // import path
	Benchmarks []string // that its test files declare, as "BenchmarkParse"

	dir    string // of the package, where its tests run
	work   workdir
	build  buildFlags
	output string // where binaries go, without an ending
	digest string // of what it is built from

	mu       sync.Mutex
	binaries map[uint64]*slot // by layout
	plain    string           // why layouts cannot be chosen; guarded by mu
}

// A Binary is a test binary.
type Binary struct {
	Path    string
	Layout  uint64 // of its functions; 0: the linker's own order
	Warning string // why it has not the layout that was asked for, if so
}

// A BuildError says that a version of a package does not build.
type BuildError struct {
	Side, Package string
	Text          string // of the compiler or the linker
}

func (e *BuildError) Error() string {
	return fmt.Sprintf("%s: package %s: does not build:\n%s", e.Side, e.Package, e.Text)
}

// A slot holds the binary of one layout. Who has the token may build or remove it.
type slot struct {
	token  chan struct{}
	binary Binary
}

// Dir returns the folder of the package, in which its tests run.
func (s *Side) Dir() string { return s.dir }

// Env returns the environment for the package's tests: the process's own, without
// what a git hook would tell them about a repository, and with their folder as PWD.
func (s *Side) Env() []string { return cleanEnv(os.Environ(), s.dir) }

// Link returns the test binary whose functions lie in an order that the layout draws;
// 0 means the linker's own. It links once a layout, and may be called concurrently.
// If the package cannot be linked in another order, it returns the binary with layout
// 0 and a warning. If it cannot be linked at all, the error is a [*BuildError].
func (s *Side) Link(ctx context.Context, layout uint64) (Binary, error) {
	slot := s.slot(layout)
	select {
	case slot.token <- struct{}{}:
		defer func() { <-slot.token }()
	case <-ctx.Done():
		return Binary{}, context.Cause(ctx)
	}
	if slot.binary.Path != "" {
		return slot.binary, nil
	}
	var err error
	if layout == 0 {
		slot.binary, err = s.link(ctx, 0)
	} else {
		slot.binary, err = s.shuffle(ctx, layout)
	}
	return slot.binary, err
}

// shuffle links a layout other than the plain one, or the plain one if that fails.
func (s *Side) shuffle(ctx context.Context, layout uint64) (Binary, error) {
	s.mu.Lock()
	why := s.plain
	s.mu.Unlock()
	if why == "" {
		b, err := s.link(ctx, layout)
		var failed *BuildError
		if !errors.As(err, &failed) {
			return b, err
		}
		why = fmt.Sprintf("%s: package %s: cannot be linked in a random layout, only in the linker's own: %s", s.Name, s.Path, oneLine(withoutHeads(failed.Text)))
	}
	b, err := s.Link(ctx, 0)
	if err != nil {
		return b, err
	}
	s.mu.Lock()
	s.plain = why
	s.mu.Unlock()
	b.Warning = why
	return b, nil
}

// link runs go test -c. All but the link comes from the cache of the go command.
func (s *Side) link(ctx context.Context, layout uint64) (Binary, error) {
	b := Binary{Path: s.output + "-" + strconv.FormatUint(layout, 16) + ".test", Layout: layout}
	args := append([]string{"test", "-c", "-o", b.Path}, s.build.args(layout)...)
	_, err := s.work.run(ctx, append(args, s.Path)...)
	if err == nil && !exists(b.Path) {
		err = fmt.Errorf("%s: package %s: has no tests", s.Name, s.Path)
	}
	var failed *childError
	if errors.As(err, &failed) {
		err = &BuildError{s.Name, s.Path, failed.text()}
	}
	if err != nil {
		return Binary{}, err
	}
	return b, nil
}

// Forget removes the binary of a layout; a later Link links it again. A binary that
// stands in for another layout stays until its own is forgotten.
func (s *Side) Forget(layout uint64) {
	slot := s.slot(layout)
	slot.token <- struct{}{}
	if b := slot.binary; b.Path != "" && b.Layout == layout {
		os.Remove(b.Path)
	}
	slot.binary = Binary{}
	<-slot.token
}

func (s *Side) slot(layout uint64) *slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.binaries == nil {
		s.binaries = make(map[uint64]*slot)
	}
	if s.binaries[layout] == nil {
		s.binaries[layout] = &slot{token: make(chan struct{}, 1)}
	}
	return s.binaries[layout]
}

// prebuilt returns a side whose only binary is there already.
func prebuilt(name, path string) *Side {
	s := &Side{Name: name, dir: filepath.Dir(path)}
	s.slot(0).binary = Binary{Path: path}
	return s
}

// withoutHeads drops the lines "# package", which say only where an error is.
func withoutHeads(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "# ") {
			out.WriteString(line)
		}
	}
	return out.String()
}
