package page

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPalette: the first of each run have colors of their own, which are theirs on the whole page;
// the others are gray.
func TestPalette(t *testing.T) {
	var many []string
	for i := range colors + 3 {
		many = append(many, fmt.Sprint("many", i))
	}
	runs := [][]string{many, {"a", "many9", "b"}, {"many10", "a", "c", "many0"}, {"many9", "many10", "many1", "many2", "many3", "many4", "many5", "many6", "many7"}}
	palettes := palettesOf(runs)
	colorOf := make(map[string]string)
	for i, names := range runs {
		seen := make(map[string]string)
		for rank, name := range names {
			look := palettes[i].look(name)
			if (look != gray) != (rank < colors) {
				t.Errorf("run %d: %s, at place %d, is %s", i, name, rank, look)
			}
			if look == gray {
				continue
			}
			if other := seen[look]; other != "" {
				t.Errorf("run %d: %s looks like %s", i, name, other)
			}
			if other := colorOf[name]; other != "" && other != look {
				t.Errorf("run %d: %s is %s, elsewhere %s", i, name, look, other)
			}
			seen[look], colorOf[name] = name, look
		}
	}
	if p := palettesOf([][]string{many})[0]; p.look("many0") != "s0" || p.look("many7") != "s7" || p.look("many8") != gray || p.look("unknown") != gray {
		t.Errorf("%v", p)
	}
	// Nine that meet each other, two at a time, want nine colors.
	var nine [][]string
	for i := range colors + 1 {
		for j := range i {
			nine = append(nine, []string{fmt.Sprint(i), fmt.Sprint(j)})
		}
	}
	grays := make(map[string]bool)
	for i, p := range palettesOf(nine) {
		if a, b := p.look(nine[i][0]), p.look(nine[i][1]); a == b {
			t.Errorf("%v look alike, %s", nine[i], a)
		}
		for _, name := range nine[i] {
			if p.look(name) == gray {
				grays[name] = true
			}
		}
	}
	if len(grays) != 1 {
		t.Errorf("gray: %v, want one", grays)
	}
}

// TestColors: who sees red, green or blue badly tells all colors apart that are drawn with the
// same dashes, and those of both from gray; all stand out from what is behind them.
func TestColors(t *testing.T) {
	style := regexp.MustCompile(`--(c\d|other|bg): (#[0-9a-f]{6});`).FindAllStringSubmatch(pageText, -1)
	if len(style) != 2*(colors+2) {
		t.Fatalf("%d colors: %q", len(style), style)
	}
	for k, scheme := range []string{"light", "dark"} {
		byName := make(map[string][3]float64)
		for _, m := range style[k*(colors+2) : (k+1)*(colors+2)] {
			byName[m[1]] = linear(t, m[2])
		}
		var names []string
		for i := range colors {
			names = append(names, fmt.Sprint("c", i))
		}
		names = append(names, "other")
		for i, a := range names {
			if c := contrast(byName[a], byName["bg"]); c < 3 {
				t.Errorf("%s: --%s has a contrast of %.2f, want 3", scheme, a, c)
			}
			for j, b := range names[:i] {
				want := 0.08
				if i < colors && (i < colors/2) == (j < colors/2) {
					want = 0.13
				}
				for eyes, matrix := range seenBy {
					if d := apart(seen(matrix, byName[a]), seen(matrix, byName[b])); d < want {
						t.Errorf("%s: %s sees --%s and --%s %.3f apart, want %v", scheme, eyes, a, b, d, want)
					}
				}
			}
		}
	}
}

// seenBy is what eyes make of linear red, green and blue, by Machado, Oliveira and Fernandes,
// A Physiologically-based Model for Simulation of Color Vision Deficiency (2009).
var seenBy = map[string][3][3]float64{
	"everybody":     {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"a protanope":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"a deuteranope": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"a tritanope":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func linear(t *testing.T, hex string) [3]float64 {
	var out [3]float64
	for i := range out {
		n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#")[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		if c := float64(n) / 255; c <= 0.04045 {
			out[i] = c / 12.92
		} else {
			out[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return out
}

func times3(m [3][3]float64, v [3]float64) [3]float64 {
	var out [3]float64
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

func seen(matrix [3][3]float64, rgb [3]float64) [3]float64 {
	out := times3(matrix, rgb)
	for i := range out {
		out[i] = min(1, max(0, out[i]))
	}
	return out
}

// contrast is that of WCAG.
func contrast(a, b [3]float64) float64 {
	light := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05 }
	return max(light(a), light(b)) / min(light(a), light(b))
}

// apart is the distance of two linear colors in Oklab, by Ottosson, A perceptual color space for
// image processing (2020).
func apart(a, b [3]float64) float64 {
	lab := func(c [3]float64) [3]float64 {
		lms := times3([3][3]float64{{0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005}}, c)
		for i := range lms {
			lms[i] = math.Cbrt(max(0, lms[i]))
		}
		return times3([3][3]float64{{0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660}}, lms)
	}
	x, y := lab(a), lab(b)
	return math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
}
