package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/bench/internal/anywhere"
)

// reserveFlag makes the test binary a process that saves a run under a stem that it reserves.
const reserveFlag = "-record-reserve"

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == reserveFlag {
		stem, _, err := Reserve(os.Args[2])
		if err == nil {
			err = sample().Save(stem)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(stem)
		return
	}
	os.Exit(anywhere.Run(m.Run))
}

// TestReserveTogether: many processes, and many goroutines, that want one name at once store
// as many runs.
func TestReserveTogether(t *testing.T) {
	for name, save := range map[string]func(stem string) (string, error){
		"goroutines": func(stem string) (string, error) {
			free, _, err := Reserve(stem)
			if err == nil {
				err = sample().Save(free)
			}
			return free, err
		},
		"processes": func(stem string) (string, error) {
			out, err := exec.Command(os.Args[0], reserveFlag, stem).CombinedOutput()
			return strings.TrimSpace(string(out)), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			const n = 12
			var stems [n]string
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() {
					var err error
					if stems[i], err = save(filepath.Join(dir, "run")); err != nil {
						t.Errorf("%v: %s", err, stems[i])
					}
				})
			}
			all.Wait()
			seen := make(map[string]bool)
			for _, stem := range stems {
				if seen[stem] {
					t.Errorf("%s was given to two", stem)
				}
				seen[stem] = true
				if run, err := Read(stem); err != nil || len(run.Trials) != len(sample().Trials) {
					t.Errorf("Read(%s): %v", stem, err)
				}
			}
			if files := strings.Fields(list(t, dir)); len(files) != 2*n {
				t.Errorf("the folder holds %q, want %d pairs", files, n)
			}
		})
	}
}

// TestReserve: a stem is taken by either file, also a compressed one, and is given back if
// nothing was saved under it.
func TestReserve(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"run.json", "run-2.txt", "run-3.json.gz"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stem := filepath.Join(dir, "run")
	free, release, err := Reserve(stem)
	if want := stem + "-4"; err != nil || free != want {
		t.Fatalf("Reserve = %s, %v, want %s", free, err, want)
	}
	if again, _, err := Reserve(stem); err != nil || again != stem+"-5" {
		t.Errorf("a second one: %s, %v", again, err)
	}
	release()
	if got, want := list(t, dir), "run-2.txt run-3.json.gz run-5.txt run.json"; got != want {
		t.Errorf("after the release the folder holds %s, want %s", got, want)
	}
	free, release, err = Reserve(stem)
	if err != nil || free != stem+"-4" {
		t.Fatalf("Reserve = %s, %v, want what was given back", free, err)
	}
	if err := sample().Save(free); err != nil {
		t.Fatal(err)
	}
	release()
	if _, err := Read(free); err != nil {
		t.Errorf("the release took a run: %v", err)
	}
	if _, err := os.Stat(free + ".txt"); err != nil {
		t.Error(err)
	}
	if _, _, err := Reserve(filepath.Join(dir, "none", "run")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a missing folder: %v, want fs.ErrNotExist", err)
	}
}
