package checkout_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"github.com/go-foundations/poolbench/bench/gate/checkout"
)

// A folder that is in no repository has no base to compare with.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if _, err := exec.LookPath("git"); err != nil {
		fmt.Println(err)
		return
	}
	_, err = checkout.Open(context.Background(), checkout.Checkout{Dir: dir, Base: "main"})
	fmt.Println(err != nil)
	// Output: true
}
