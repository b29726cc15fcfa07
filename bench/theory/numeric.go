package theory

// root returns where f, which falls and changes its sign between lo and hi,
// is 0. It halves the interval until floats can be no nearer, and keeps on the
// side where f is not negative.
func root(f func(float64) float64, lo, hi float64) float64 {
	for {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			return lo
		}
		if f(mid) >= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
}

// panels is how many pieces integrate cuts an interval into. The error falls
// with its fourth power: with 4,000 it is below 1e-9 for every integrand here.
const panels = 4000

// integrate returns the integral of f from lo to hi by Simpson's rule.
func integrate(f func(float64) float64, lo, hi float64) float64 {
	h := (hi - lo) / panels
	sum := f(lo) + f(hi)
	for i := 1; i < panels; i++ {
		sum += f(lo+float64(i)*h) * float64(2+2*(i%2))
	}
	return sum * h / 3
}

// harmonic returns the sum of 1/k for k = 1 … n.
func harmonic(n int) float64 {
	sum := 0.0
	for k := n; k >= 1; k-- { // the small ones first: less is rounded away
		sum += 1 / float64(k)
	}
	return sum
}
