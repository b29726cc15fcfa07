package checkout

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// pointerStart begins a file that stands for a large one in Git LFS.
const pointerStart = "version https://git-lfs"

// largeFiles replaces the pointers of Git LFS in the base's tree by the files that
// they stand for, from the store of the clone or, if it is the same file, from the
// user's tree. Where the user's tree has a pointer as well, so has the base's.
//
// Note: the filter of Git LFS would write into the repository and use the network.
func (r *Repo) largeFiles(ctx context.Context, s source) error {
	files, err := s.in(ctx, r.tree, r.scratch("index"), "ls-files", "-z", "--", ":(attr:filter=lfs)")
	if err != nil || files == "" {
		return err
	}
	store, err := git(ctx, r.real, "rev-parse", "--git-common-dir")
	if err != nil {
		return err
	}
	if !filepath.IsAbs(store) {
		store = filepath.Join(r.real, store)
	}
	own, _ := git(ctx, r.real, "config", "--path", "lfs.storage")
	if own = cmp.Or(own, "lfs"); filepath.IsAbs(own) {
		store = own
	} else {
		store = filepath.Join(store, own)
	}
	for _, name := range splitNull(files) {
		path := filepath.Join(r.tree, filepath.FromSlash(name))
		head := filepath.Join(r.real, filepath.FromSlash(name))
		oid := pointer(path)
		if oid == "" || pointer(head) != "" {
			continue
		}
		switch stored := filepath.Join(store, "objects", oid[:2], oid[2:4], oid); {
		case exists(stored):
			err = copyFile(stored, path)
		case digestOf(head) == oid:
			err = copyFile(head, path)
		default:
			r.lacks(fmt.Sprintf("file %s: Git LFS has not fetched it for the base, which has only the pointer: run git lfs fetch origin %s", name, r.Base))
		}
		if err != nil {
			return fmt.Errorf("file %s: %w", name, err)
		}
	}
	return nil
}

// pointer returns the SHA-256 of the file that a pointer of Git LFS stands for, and
// "" if the file is none or is not there.
func pointer(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil || !bytes.HasPrefix(head, []byte(pointerStart)) {
		return ""
	}
	for line := range strings.Lines(string(head)) {
		if oid, ok := strings.CutPrefix(strings.TrimSpace(line), "oid sha256:"); ok {
			if sum, err := hex.DecodeString(oid); err == nil && len(sum) == sha256.Size {
				return oid
			}
		}
	}
	return ""
}

// digestOf returns the SHA-256 of a file, and "" if it cannot be read.
func digestOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}
