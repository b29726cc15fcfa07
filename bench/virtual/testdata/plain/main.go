// This program sleeps for an hour in virtual time, outside of go test.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
)

func main() {
	err := virtual.Run(context.Background(), virtual.Options{}, func(_ context.Context, c *virtual.Clock) error {
		c.Sleep(time.Hour, 0)
		fmt.Println("slept", c.Now())
		return nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
