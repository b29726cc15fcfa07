package turns

import (
	"testing"

	"github.com/go-foundations/poolbench/bench/gate/internal/fakebench"
	"github.com/go-foundations/poolbench/bench/internal/anywhere"
)

func TestMain(m *testing.M) { fakebench.Main(m, anywhere.Run) }
