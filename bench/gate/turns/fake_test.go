package turns

import (
	"testing"

	"github.com/go-foundations/poolbench/bench/gate/internal/fakebench"
)

func TestMain(m *testing.M) { fakebench.Main(m) }
