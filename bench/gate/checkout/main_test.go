package checkout

import (
	"os"
	"testing"

	"github.com/go-foundations/poolbench/bench/internal/anywhere"
)

func TestMain(m *testing.M) { os.Exit(anywhere.Run(m.Run)) }
