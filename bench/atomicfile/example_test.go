package atomicfile_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-foundations/poolbench/bench/atomicfile"
)

// The file is there with all of its content, or as it was before.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "answer.txt")
	fmt.Println(atomicfile.Write(path, []byte("42\n")))
	text, err := os.ReadFile(path)
	fmt.Printf("%q %v\n", text, err)
	// Output:
	// <nil>
	// "42\n" <nil>
}
