package guard

import (
	"strings"
	"testing"
	"time"
)

func words(change func(*Words)) *Words {
	w := &Words{Base: "main", Packages: ".", Bench: ".", Layout: LayoutRandom, Rounds: 20, Budget: time.Minute}
	change(w)
	return w
}

// TestRefused: each wrong word is refused in one line that names its flag, before anything is
// built.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*Words){
		"want one of them":                  func(w *Words) { w.Baseline = "results" },
		"gate: want --baseline":             func(w *Words) { w.Base = "" },
		"-test.count=2: the gate sets this": func(w *Words) { w.TestFlags = []string{"-test.count=2"} },
		"--rounds 5: fewer than 6 rounds":   func(w *Words) { w.Rounds = 5 },
		"--budget 0s: want more than 0":     func(w *Words) { w.Budget = 0 },
		"--patience -1s: want 0":            func(w *Words) { w.Patience = -time.Second },
		`--layout "odd": want random or`:    func(w *Words) { w.Layout = "odd" },
		`--inconclusive "odd": want pass`:   func(w *Words) { w.Inconclusive = "odd" },
		`--benchtime "odd"`:                 func(w *Words) { w.Time = "odd" },
		`--bench "(": is not a regular`:     func(w *Words) { w.Bench = "(" },
		`--unit "(": is not a regular`:      func(w *Words) { w.Unit = "(" },
	} {
		err := words(change).Check()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestQuestion: the words ask what they say.
func TestQuestion(t *testing.T) {
	w := words(func(w *Words) { w.Packages, w.Unit, w.Layout, w.Margin = "./a,./b", "sec", LayoutFixed, 0.03 })
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	q := w.Question()
	if len(q.Packages) != 2 || !q.Options.FixedLayout || q.Options.Margin != 0.03 || !q.Options.Unit.MatchString("sec/op") || q.Options.Rounds != 20 {
		t.Errorf("%+v", q)
	}
	if q := words(func(*Words) {}).Question(); q.Options.Unit != nil || q.Options.FixedLayout {
		t.Errorf("%+v, want all units and random layouts", q)
	}
	if err := words(func(w *Words) { w.Base, w.Baseline, w.Rounds = "", "results", 0 }).Check(); err != nil {
		t.Errorf("stored runs have no rounds: %v", err)
	}
}
