package adapter_test

import (
	"testing"

	"github.com/go-foundations/poolbench/bench/adapter/adaptertest"
)

func TestMine(t *testing.T) { adaptertest.Test(t, mine) }
