package checkout

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// A request is a pattern of packages as one version's go command can take it.
type request struct {
	work    workdir
	pattern string
}

// A wanted is a pattern of packages that the user gave.
type wanted struct {
	text   string
	folder string // from the root of the repository, where it is one; "" for an import path
	rest   string // what follows that folder, from the first "..." on
}

// one reports whether the pattern names one package, which must then have benchmarks.
func (p wanted) one() bool { return !strings.Contains(p.text, "...") }

// parsePattern reads a pattern as go test would where the user is.
func (r *Repo) parsePattern(text string) (wanted, error) {
	p := wanted{text: text}
	slashed := filepath.ToSlash(text)
	switch {
	case text == "":
		return p, fmt.Errorf("package %q: want a folder such as ./decoder, or an import path", text)
	case slashed != "." && slashed != ".." && !strings.HasPrefix(slashed, "./") && !strings.HasPrefix(slashed, "../") && !filepath.IsAbs(text):
		return p, nil
	}
	path := rooted(filepath.Join(r.root, r.below), text)
	rel, ok := within(r.root, path)
	if !ok {
		rel, ok = within(r.real, path)
	}
	if !ok {
		return p, fmt.Errorf("package %q: is outside of the repository %s", text, r.root)
	}
	p.folder = rel
	if i := strings.Index(rel, "..."); i >= 0 {
		p.folder = filepath.Dir(rel[:i] + "x")
		p.rest, _ = within(p.folder, rel)
	}
	return p, nil
}

// request returns how to ask a version for a pattern, or why it cannot have it.
func (w *workdirs) request(ctx context.Context, v version, p wanted) (r request, absent string, err error) {
	user, hasUser := v.moduleOf(w.below)
	if p.folder == "" {
		if !hasUser {
			return r, fmt.Sprintf("folder %s: is in no module", w.below), nil
		}
		r.pattern = p.text
		r.work, err = w.at(ctx, v, w.folderIn(v, user), user)
		return r, "", err
	}
	if !v.has(p.folder) {
		return r, fmt.Sprintf("there is no folder %s", p.folder), nil
	}
	module, ok := v.moduleOf(p.folder)
	if !ok {
		return r, fmt.Sprintf("folder %s: is in no module of the repository: there is no go.mod", p.folder), nil
	}
	// Where the user is, if that is the module: flags may name files from there. A
	// module of its own is only seen from within.
	from := module
	if hasUser && module == user {
		from = w.folderIn(v, module)
	}
	rel, err := filepath.Rel(from, filepath.Join(p.folder, p.rest))
	if err != nil {
		return r, "", err
	}
	r.pattern = "./" + filepath.ToSlash(rel)
	r.work, err = w.at(ctx, v, from, module)
	return r, "", err
}

// folderIn returns where the user is, or the folder of the module if a version has
// no such folder.
func (w *workdirs) folderIn(v version, module string) string {
	if v.has(w.below) {
		return w.below
	}
	return module
}
