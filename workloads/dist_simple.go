package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Fixed makes every draw 1: mean 1, SCV 0.
type Fixed struct{}

func (Fixed) Name() string            { return "fixed" }
func (Fixed) Moment(int) float64      { return 1 }
func (Fixed) Draw(*rand.Rand) float64 { return 1 }
func (Fixed) Validate() error         { return nil }

// Uniform draws evenly from [Low, 2−Low): mean 1, SCV (1−Low)²/3. The zero
// value is U(0, 2) with SCV 1/3.
type Uniform struct {
	Low float64 // in [0, 1)
}

func (Uniform) Name() string { return "uniform" }

func (u Uniform) Moment(k int) float64 {
	a, b, n := u.Low, 2-u.Low, float64(k+1)
	return (math.Pow(b, n) - math.Pow(a, n)) / (n * (b - a))
}

func (u Uniform) Draw(r *rand.Rand) float64 { return u.Low + (2-2*u.Low)*r.Float64() }

func (u Uniform) Validate() error {
	if !(u.Low >= 0 && u.Low < 1) {
		return fmt.Errorf("distribution uniform: Low is %v, want 0 or more and less than 1", u.Low)
	}
	return nil
}

// Exponential draws from Exp(1): mean 1, SCV 1.
type Exponential struct{}

func (Exponential) Name() string              { return "exponential" }
func (Exponential) Moment(k int) float64      { return math.Gamma(float64(k + 1)) }
func (Exponential) Draw(r *rand.Rand) float64 { return r.ExpFloat64() }
func (Exponential) Validate() error           { return nil }
