package workloads

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Lognormal draws e^X for a normal X such that the mean is 1 and the squared
// coefficient of variation is Var.
type Lognormal struct {
	Var float64 // the SCV, greater than 0; 0 means 4
}

func (l Lognormal) scv() float64 {
	if l.Var == 0 {
		return 4
	}
	return l.Var
}

func (Lognormal) Name() string { return "lognormal" }

// Moment returns, with σ² = ln(1+SCV) and µ = −σ²/2, E[x^k] = e^(kµ+k²σ²/2) = (1+SCV)^(k(k−1)/2).
func (l Lognormal) Moment(k int) float64 { return math.Pow(1+l.scv(), float64(k*(k-1))/2) }

func (l Lognormal) Draw(r *rand.Rand) float64 {
	s2 := math.Log1p(l.scv())
	return math.Exp(math.Sqrt(s2)*r.NormFloat64() - s2/2)
}

func (l Lognormal) Validate() error {
	if !(l.Var >= 0) || math.IsInf(l.Var, 1) {
		return fmt.Errorf("distribution lognormal: SCV is %v, want a finite number of 0 or more", l.Var)
	}
	return nil
}

// AzureFunctions draws seconds from the lognormal with µ = −0.38 and σ = 2.36
// that Shahrad et al. (USENIX ATC 2020) fit to Azure Functions in 2019,
// truncated to 1 ms … 300 s. The fit is of the averages of functions, not of
// single calls, whose spread within a function it does not have. Untruncated,
// its SCV would be 261 and rest on jobs of hours.
type AzureFunctions struct{}

const (
	azureMu, azureSigma = -0.38, 2.36
	azureMin, azureMax  = 0.001, 300.0
)

func (AzureFunctions) Name() string { return "azure-functions" }

func (AzureFunctions) Moment(k int) float64 {
	a, b := azureBounds()
	n := float64(k)
	return math.Exp(n*azureMu+n*n*azureSigma*azureSigma/2) *
		(phi(b-n*azureSigma) - phi(a-n*azureSigma)) / (phi(b) - phi(a))
}

// Draw rejects what is outside: 3 of 1,000 draws below, 5 above.
func (AzureFunctions) Draw(r *rand.Rand) float64 {
	for {
		if x := math.Exp(azureMu + azureSigma*r.NormFloat64()); x >= azureMin && x <= azureMax {
			return x
		}
	}
}

func (AzureFunctions) Validate() error { return nil }

func azureBounds() (a, b float64) {
	return (math.Log(azureMin) - azureMu) / azureSigma, (math.Log(azureMax) - azureMu) / azureSigma
}

// phi is the distribution function of the standard normal.
func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
