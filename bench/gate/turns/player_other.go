//go:build !linux

package turns

import (
	"context"
	"errors"
)

// CanTakeTurns returns why processes cannot take turns here.
func CanTakeTurns() error {
	return errors.New("there are no pipes in packet mode")
}

func (b Block) takeTurns(ctx context.Context) ([][]Reading, error) { return b.oneByOne(ctx) }
