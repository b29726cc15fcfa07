package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Sources are the packages with benchmarks at two versions.
type Sources struct {
	Packages []Package // in the order of their folders
	Warnings []string  // what to know before comparing them

	// Unchanged is set if each package is built from the same code on both sides, but perhaps for
	// comments, and of the files that git knows, or would, none differs but Go source outside
	// testdata and Markdown: so no file differs that a benchmark might read.
	Unchanged bool
}

// Module returns the path of the module in the root of the repository; empty if it cannot
// be told.
func (s *Sources) Module() string {
	for _, p := range s.Packages {
		if p.Folder == "." || p.Folder == "" {
			return p.Path
		}
		if module, ok := strings.CutSuffix(p.Path, "/"+p.Folder); ok {
			return module
		}
	}
	return ""
}

// A Package is a package with benchmarks at one version or at both.
type Package struct {
	Path        string // import path, of the head if it has the package
	Folder      string // from the root of the repository, with slashes
	Base, Head  *Side  // nil: that version has no such package, or one without benchmarks
	BaseProblem string // why the base does not build, in the words of the compiler; Base is nil then
	Same        bool   // both are built from the same code
}

// Load lists the packages that match the patterns at both versions, as go list does
// where the user is, and compiles them. A pattern such as ./... means those that have
// benchmarks; one that names a package means that one, and it is an error if neither
// version has a benchmark there. A folder may be of another module of the repository.
//
// A package that only one version has, or that does not build at the base, is no
// error: the [Package] says so. One that does not build at the head is a [*BuildError].
// It is an error if a version would be built from the tree of the other.
func (r *Repo) Load(ctx context.Context, patterns []string, f Flags) (*Sources, error) {
	base, head := r.versions()
	dirs := r.newWorkdirs()
	l := loader{workdirs: dirs, flags: f}
	asked := make([]wanted, len(patterns))
	for i, text := range patterns {
		var err error
		if asked[i], err = r.parsePattern(text); err != nil {
			return nil, err
		}
	}
	heads, err := l.find(ctx, head, asked)
	if err != nil {
		return nil, err
	}
	bases, err := l.find(ctx, base, asked)
	if err != nil {
		return nil, err
	}
	for i, p := range asked {
		if err := neither(p, heads.answers[i], bases.answers[i]); err != nil {
			return nil, err
		}
	}
	out := &Sources{Warnings: slices.Clone(r.Warnings)}
	folders := slices.Concat(slices.Collect(maps.Keys(heads.found)), slices.Collect(maps.Keys(bases.found)))
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		p, err := l.pair(ctx, folder, bases, heads)
		if err != nil {
			return nil, err
		}
		if p.Base != nil || p.Head != nil {
			out.Packages = append(out.Packages, p)
		}
	}
	if len(out.Packages) == 0 {
		return nil, fmt.Errorf("packages %s: none has benchmarks", strings.Join(patterns, ", "))
	}
	out.Warnings = append(out.Warnings, l.warnings...)
	if out.Unchanged, err = r.unchanged(ctx, out.Packages); err != nil {
		return nil, err
	}
	if !out.Unchanged {
		out.Warnings = append(out.Warnings, sameCode(out.Packages)...)
	}
	return out, nil
}

// neither returns an error if a package that is named has no benchmarks anywhere.
func neither(p wanted, head, base answer) error {
	if !p.one() || head.benchmarks || base.benchmarks {
		return nil
	}
	if head.problem != "" {
		return fmt.Errorf("head: package %s: %s", p.text, head.problem)
	}
	why := cmp.Or(head.absent, "has no benchmarks")
	if base.problem != "" {
		why += "; base: " + base.problem
	}
	return fmt.Errorf("package %s: %s", p.text, why)
}

// pair builds a package at both versions.
func (l *loader) pair(ctx context.Context, folder string, bases, heads *finds) (p Package, err error) {
	p.Folder = filepath.ToSlash(folder)
	var files []string
	if f, ok := heads.found[folder]; ok {
		p.Path = f.ImportPath
		if p.Head, files, err = l.build(ctx, "head", f); err != nil {
			return p, err
		}
	}
	if f, ok := bases.found[folder]; ok {
		p.Path = cmp.Or(p.Path, f.ImportPath)
		p.Base, _, err = l.build(ctx, "base", f)
		var failed *BuildError
		if errors.As(err, &failed) {
			p.BaseProblem, err = failed.Text, nil
		}
	} else if p.Head != nil {
		p.BaseProblem = bases.problemOf(heads.found[folder].asked)
	}
	if err != nil {
		return p, err
	}
	unheld, err := l.unheld(ctx, files)
	if err != nil {
		return p, err
	}
	if p.BaseProblem != "" {
		p.BaseProblem = strings.Join(slices.Concat([]string{p.BaseProblem}, l.missing, unheld), "\n")
	} else if p.Base != nil {
		l.warn(unheld...)
	}
	if p.Base != nil && p.Head != nil {
		p.Same = p.Base.digest == p.Head.digest
		if b, h := p.Base.work.version, p.Head.work.version; b != h {
			l.warn(fmt.Sprintf("package %s: the base is built with %s, the head with %s: what differs may be due to that", p.Path, b, h))
		}
	}
	return p, nil
}

// unchanged returns [Sources.Unchanged]. Files that git ignores may differ all the same; those that
// the packages are built from are looked at.
func (r *Repo) unchanged(ctx context.Context, packages []Package) (bool, error) {
	if slices.ContainsFunc(packages, func(p Package) bool { return !p.Same || p.Base.work.version != p.Head.work.version }) {
		return false, nil
	}
	for _, list := range [][]string{
		{"diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", r.Base, "--"},
		{"ls-files", "--others", "--exclude-standard", "-z"},
	} {
		names, err := git(ctx, r.real, list...)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(splitNull(names), readable) {
			return false, nil
		}
	}
	return true, nil
}

// readable reports whether a benchmark is likely to read a file while it runs, if it is none that
// it is built from.
func readable(file string) bool {
	if slices.Contains(strings.Split(file, "/"), "testdata") {
		return true
	}
	extension := path.Ext(file)
	return extension != ".go" && extension != ".md"
}

// sameCode says where there is nothing to compare.
func sameCode(packages []Package) []string {
	var out []string
	for _, p := range packages {
		if p.Same {
			out = append(out, fmt.Sprintf("package %s: nothing that these benchmarks are built from has changed since the base, other than comments; unless files that they read have, this measures the machine, not a change", p.Path))
		}
	}
	return out
}
