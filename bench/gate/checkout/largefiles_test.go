package checkout

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func pointerTo(text string) (oid, pointer string) {
	oid = fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	return oid, fmt.Sprintf("version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n", oid, len(text))
}

// largeRepo is a repository with large files, as it is after git lfs pull: pointers in
// git, contents in the working tree. Its filter must not run.
func largeRepo(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	_, same := pointerTo("same")
	_, old := pointerTo("old")
	_, new := pointerTo("new")
	newRepo(t, dir, tree{".gitattributes": "*.bin filter=lfs -text\n", "same.bin": same, "sub/changed.bin": old, "pointer.bin": old},
		tree{"sub/changed.bin": new})
	for _, key := range []string{"process", "smudge", "clean"} {
		run(t, dir, "git", "config", "filter.lfs."+key, "exit 1; no-such-filter")
	}
	run(t, dir, "git", "config", "filter.lfs.required", "true")
	(tree{"same.bin": "same", "sub/changed.bin": "new"}).write(t, dir)
	return dir
}

// TestLargeFiles: the contents come from the store of Git LFS, or are those of the head
// if nothing has changed. A pointer at the head is one at the base.
func TestLargeFiles(t *testing.T) {
	for name, store := range map[string]string{"default": ".git/lfs", "configured": ".git/my store"} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			dir := largeRepo(t)
			oid, old := pointerTo("old")
			(tree{"objects/" + oid[:2] + "/" + oid[2:4] + "/" + oid: "old"}).write(t, filepath.Join(dir, store))
			if name == "configured" {
				run(t, dir, "git", "config", "lfs.storage", "my store")
			}
			check := untouched(t, dir)
			r := open(t, Checkout{Dir: dir, Base: "main"})
			for file, want := range map[string]string{"same.bin": "same", "sub/changed.bin": "old", "pointer.bin": old} {
				if got := read(t, r.tree, file); got != want {
					t.Errorf("%s of the base holds %q, want %q", file, got, want)
				}
			}
			if len(r.Warnings) > 0 {
				t.Errorf("warnings %q, want none", r.Warnings)
			}
			check()
		})
	}
}

// TestLargeFileMissing: what is not fetched is named, with what to do.
func TestLargeFileMissing(t *testing.T) {
	alone(t)
	dir := largeRepo(t)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "file sub/changed.bin: ") || !strings.HasSuffix(r.Warnings[0], "git lfs fetch origin "+r.Base) {
		t.Errorf("warnings %q, want one that names the file and what to run", r.Warnings)
	}
}

// TestPointer: only what looks like a pointer is one.
func TestPointer(t *testing.T) {
	oid, good := pointerTo("x")
	for text, want := range map[string]string{
		good: oid, "": "", "x" + good: "", "version https://git-lfs": "",
		strings.Replace(good, oid, "../../etc", 1):             "",
		strings.Replace(good, oid, strings.Repeat("/", 64), 1): "",
	} {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := pointer(path); got != want {
			t.Errorf("pointer in %q is %q, want %q", text, got, want)
		}
	}
}
