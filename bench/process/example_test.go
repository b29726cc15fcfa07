package process_test

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/go-foundations/poolbench/bench/process"
)

// A program that says nothing for too long is ended, with all that it started.
func ExampleProgram_Run() {
	shell, err := exec.LookPath("sh")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := process.Program{Path: shell}
	err = p.Run(context.Background(), time.Minute, []string{"-c", "echo one; echo two"}, func(line string) {
		fmt.Println("it said", line)
	})
	fmt.Println(err)
	// Output:
	// it said one
	// it said two
	// <nil>
}
