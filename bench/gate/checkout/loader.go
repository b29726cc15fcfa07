package checkout

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A loader lists and compiles the packages of both versions.
type loader struct {
	*workdirs
	flags    Flags
	warnings []string
	built    int
	ignored  map[string]bool // files of the working tree; nil: not asked for yet
}

// A found is a package with benchmarks.
type found struct {
	goPackage
	version version
	work    workdir
	flags   buildFlags
	names   []string // of benchmarks
	asked   int      // by which pattern
}

// An answer is what a version has for a pattern.
type answer struct {
	benchmarks bool
	absent     string // why there is no such package
	problem    string // why it cannot be listed
}

// finds are the packages of a version by their folders.
type finds struct {
	found   map[string]found
	answers []answer
}

func (f *finds) problemOf(asked int) string { return f.answers[asked].problem }

// find lists what matches the patterns.
func (l *loader) find(ctx context.Context, v version, patterns []wanted) (*finds, error) {
	out := &finds{make(map[string]found), make([]answer, len(patterns))}
	for i, p := range patterns {
		a := &out.answers[i]
		req, absent, err := l.request(ctx, v, p)
		if err == nil && absent == "" {
			err = l.findOne(ctx, v, req, i, out)
		}
		a.absent = absent
		var failed *childError
		switch {
		case errors.As(err, &failed) && (v.name == "base" || p.one()):
			a.problem = failed.text()
		case err != nil:
			return nil, fmt.Errorf("%s: package %s: %w", v.name, p.text, err)
		}
		if a.problem != "" && p.one() && v.name == "head" {
			a.problem = oneLine(a.problem) + l.nested(ctx, v, p, req.work)
		}
	}
	return out, nil
}

func (l *loader) findOne(ctx context.Context, v version, req request, asked int, out *finds) error {
	flags, err := l.flags.with(req.work.goflags)
	if err != nil {
		return err
	}
	list, err := req.work.list(ctx, flags.plain, "--", req.pattern)
	if err != nil {
		return err
	}
	a := &out.answers[asked]
	for _, p := range list {
		if p.Dir == "" {
			if p.Error != nil {
				a.problem = p.Error.Err
			}
			continue
		}
		names, unsure := p.benchmarks()
		if len(names) == 0 && !unsure {
			if p.Error != nil && len(list) == 1 {
				a.problem = p.Error.Err
			}
			continue
		}
		folder, err := v.own(p.Dir)
		if err != nil {
			return err
		}
		a.benchmarks = true
		if _, twice := out.found[folder]; !twice {
			out.found[folder] = found{p, v, req.work, flags, names, asked}
		}
	}
	return nil
}

// own returns where in its tree a package of a version is. The other version's code
// under this one's name would compare a version with itself.
func (v version) own(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	if folder, ok := within(v.real, real); ok {
		return folder, nil
	}
	return "", fmt.Errorf("its folder %s is not in the tree of this version, %s", real, v.real)
}

// build compiles a package with its tests, all but the link, and returns the files of
// the tree that it is built from, with slashes, from the root.
func (l *loader) build(ctx context.Context, name string, f found) (*Side, []string, error) {
	list, err := f.work.list(ctx, f.flags.args(0), "-export", "-test", "-deps", "--", f.ImportPath)
	var failed *childError
	if errors.As(err, &failed) {
		return nil, nil, &BuildError{name, f.ImportPath, failed.text()}
	}
	if err != nil {
		return nil, nil, err
	}
	if text := problems(list, f.ImportPath); text != "" {
		return nil, nil, &BuildError{name, f.ImportPath, text}
	}
	if err := l.separate(f, list); err != nil {
		return nil, nil, err
	}
	sum, files, err := digest(list, f.ImportPath)
	if err != nil {
		return nil, nil, err
	}
	var own []string
	for _, file := range files {
		if rel, ok := within(f.version.root, file); ok {
			own = append(own, filepath.ToSlash(rel))
		}
	}
	l.built++
	return &Side{
		Name: name, Path: f.ImportPath, Benchmarks: f.names,
		dir: f.Dir, work: f.work, build: f.flags, digest: sum,
		output: l.scratch(filepath.Join("bin", fmt.Sprintf("%s-%d", name, l.built))),
	}, own, nil
}

// separate makes sure that nothing of a version is built from the tree of the other.
func (l *loader) separate(f found, list []goPackage) error {
	other := l.real
	if f.version.name == "head" {
		other = l.temp
	}
	for _, p := range list {
		if p.Standard || p.Dir == "" || strings.HasSuffix(p.ImportPath, ".test") {
			continue
		}
		real, err := filepath.EvalSymlinks(p.Dir)
		if err != nil {
			return err
		}
		if _, own := within(f.version.real, real); own && f.version.name == "base" {
			continue // the scratch folder may be within the user's tree
		}
		if _, wrong := within(other, real); wrong {
			return fmt.Errorf("%s: package %s: is built from %s, which is part of the other version; does a go.mod or go.work name an absolute path?",
				f.version.name, f.ImportPath, real)
		}
	}
	return nil
}

// warn notes what is to be known, once.
func (l *loader) warn(texts ...string) {
	for _, text := range texts {
		if !slices.Contains(l.warnings, text) {
			l.warnings = append(l.warnings, text)
		}
	}
}

// mostNamed is how many files a warning names.
const mostNamed = 5

// unheld says which of the head's source files git does not hold and is told to
// ignore, and which the base therefore lacks.
func (l *loader) unheld(ctx context.Context, files []string) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	if l.ignored == nil {
		list, err := git(ctx, l.real, "ls-files", "-z", "--others", "--ignored", "--exclude-standard")
		if err != nil {
			return nil, err
		}
		l.ignored = make(map[string]bool)
		for _, name := range splitNull(list) {
			l.ignored[name] = true
		}
	}
	var names []string
	for _, name := range files {
		if l.ignored[name] && !exists(filepath.Join(l.tree, filepath.FromSlash(name))) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	text := "the head is built from files that git ignores, and the base without them:"
	for i, name := range names {
		if i == mostNamed {
			text += fmt.Sprintf(" and %d more", len(names)-i)
			break
		}
		text += " --link " + name
	}
	return []string{text + " if it needs them, too"}, nil
}
