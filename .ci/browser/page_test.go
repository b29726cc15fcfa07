// Package browser drives a page of compare through headless Chromium. It is a module of its
// own, so that nobody who uses poolbench has the driver in his go.mod.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// inside is what a page tells of itself.
type inside struct {
	Empty    int     // drawings without a mark
	Marks    int     // dots and lines with data
	Charts   int     // drawings with a description
	Wider    float64 // by how many pixels the page is wider than the window
	Body     string  // colour behind
	Text     string  // colour of text
	Headline string
	Zooms    int     // curves to zoom into that are shown
	Blank    int     // of these without data or without anything drawn
	Lanes    int     // of contenders, with something in them
	Smallest float64 // least height of text in drawings, in pixels
}

// unfold unfolds everything, and waits until what is drawn then is drawn.
var unfold = chromedp.Tasks{
	chromedp.Evaluate(`for (const d of document.querySelectorAll('details')) d.open = true; true`, nil),
	chromedp.Poll(`[...document.querySelectorAll('figure.zoom')].every(f => f.plot)`, nil),
}

const look = `(() => {
	for (const d of document.querySelectorAll('details')) d.open = true; // all that is folded is looked at, too
	const charts = [...document.querySelectorAll('svg[role=img]')];
	const marks = c => c.querySelectorAll('.dot, .series path[d*="l"], path.busy').length;
	return {
		Empty: charts.filter(c => marks(c) == 0).length,
		Marks: charts.reduce((n, c) => n + marks(c), 0),
		Charts: charts.filter(c => c.getAttribute('aria-label')).length,
		Wider: document.documentElement.scrollWidth - window.innerWidth,
		Body: getComputedStyle(document.body).backgroundColor,
		Text: getComputedStyle(document.body).color,
		Zooms: [...document.querySelectorAll('figure.zoom')].filter(f => f.offsetHeight > 0).length,
		Blank: [...document.querySelectorAll('figure.zoom')].filter(f => f.offsetHeight > 0).filter(f => {
			const c = f.querySelector('canvas'), p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
			return f.plot.data.length < 3 || f.plot.data[1].length < 5 || !p.some((v, i) => i % 4 == 3 && v > 0);
		}).length,
		Lanes: document.querySelectorAll('path.lane + path.busy').length,
		Headline: document.querySelector('h1').innerText,
		Smallest: Math.min(...[...document.querySelectorAll('svg text')].filter(t => !t.closest('[hidden]') && !t.closest('.off')).map(t => t.getBoundingClientRect().height)),
	};
})()`

// interactions are what a reader does, and what is to be seen then.
var interactions = []struct {
	name string
	do   chromedp.Action
	look string
	want string
}{
	{"at rest", chromedp.Sleep(0), zoomed, "false"},
	{"hover over a curve", mouse(0.5, 0.5), hovered, "true"},
	{"zoom by a button", chromedp.Click(".zoom .tools button:nth-of-type(2)"), zoomFrom, "1"},
	{"zoom by dragging", drag(0.25, 0.75), zoomed, "true"},
	{"see all again", chromedp.Tasks{chromedp.Click(".zoom .tools button:nth-of-type(2)"), chromedp.Click(".zoom .tools button:nth-of-type(1)")}, zoomed, "false"},
	{"hide a line", chromedp.Click(".lines:not([hidden]) > .legend span"), hidden, "hidden false"},
	{"hide a line by the keyboard", key(".lines:not([hidden]) > .legend span", kb.Enter), hidden, "hidden false"},
	{"hide a line and show it", chromedp.Tasks{chromedp.Click(".lines:not([hidden]) > .legend span"), key(".lines:not([hidden]) > .legend span", " ")}, hidden, "visible true"},
	{"hide a curve", chromedp.Click(".zoom .u-series:nth-child(2) th"), curveHidden, "false"},
	{"hide a curve by the keyboard", key(".zoom .u-series:nth-child(2) th", kb.Enter), curveHidden, "false"},
}

const (
	zoomFrom = `String(document.querySelector('figure.zoom').plot.scales.x.min)`
	hidden   = `(() => { const item = document.querySelector('.lines:not([hidden]) > .legend span');
		const line = [...item.closest('.lines').querySelectorAll('.series path')].find(l => l.textContent === item.textContent);
		return getComputedStyle(line).visibility + ' ' + item.getAttribute('aria-pressed'); })()`
	curveHidden = `String(document.querySelector('figure.zoom').plot.series[1].show)`
	hovered     = `String(/[0-9] (ns|µs|ms|s)$/.test(document.querySelector('figure.zoom .u-series:nth-child(2) .u-value').textContent))`
	zoomed      = `(() => { const u = document.querySelector('figure.zoom').plot, x = u.data[0];
		return String(u.scales.x.max - u.scales.x.min < 0.7 * (x[x.length - 1] - x[0])); })()`
)

// at returns where in the first chart to zoom into a share of its width and height is.
func at(ctx context.Context, x, y float64) (float64, float64, error) {
	var box []float64
	err := chromedp.Run(ctx, chromedp.ScrollIntoView(".zoom .u-over"),
		chromedp.Evaluate(`(() => { const r = document.querySelector('.zoom .u-over').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()`, &box))
	if err != nil {
		return 0, 0, err
	}
	return box[0] + x*box[2], box[1] + y*box[3], nil
}

// mouse moves over the chart.
func mouse(x, y float64) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		px, py, err := at(ctx, x, y)
		if err != nil {
			return err
		}
		return chromedp.Run(ctx, chromedp.MouseEvent(input.MouseMoved, px-9, py), chromedp.MouseEvent(input.MouseMoved, px, py))
	})
}

// drag marks a part of the chart from left to right.
func drag(from, to float64) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		x1, y, err := at(ctx, from, 0.5)
		if err != nil {
			return err
		}
		x2, _, err := at(ctx, to, 0.5)
		if err != nil {
			return err
		}
		left := chromedp.ButtonLeft
		return chromedp.Run(ctx, chromedp.MouseEvent(input.MouseMoved, x1, y),
			chromedp.MouseEvent(input.MousePressed, x1, y, left, chromedp.ClickCount(1)),
			chromedp.MouseEvent(input.MouseMoved, (x1+x2)/2, y, left), chromedp.MouseEvent(input.MouseMoved, x2, y, left),
			chromedp.MouseEvent(input.MouseReleased, x2, y, left, chromedp.ClickCount(1)))
	})
}

// key presses a key on an element.
func key(selector, what string) chromedp.Action {
	return chromedp.Tasks{chromedp.Focus(selector), chromedp.KeyEvent(what)}
}

// violations returns what axe-core finds that hinders who does not see, or uses no mouse,
// in both colour schemes. Its file is axe.min.js of the npm package axe-core.
func violations(t *testing.T, ctx context.Context, file, page, wait string) []string {
	t.Helper()
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, scheme := range []string{"light", "dark"} {
		var found []string
		err := chromedp.Run(ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
			chromedp.Navigate("file://"+page), unfold, chromedp.WaitVisible(wait, chromedp.ByQuery), chromedp.Evaluate(string(code)+"; true", nil),
			chromedp.Evaluate(`axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(r =>
				r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ': ' + v.help + ': ' + n.html.slice(0, 150))))`, &found,
				func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			all = append(all, scheme+": "+f)
		}
	}
	return all
}

// TestPage: at 400 and at 1400 pixels and in both colour schemes, with and without
// scripts, the page of stored runs asks nothing of anybody, has no error, has data in every
// drawing, fits the window, and does what a reader expects of it.
func TestPage(t *testing.T) {
	browser := chromium(t)
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	stored, err := filepath.Glob("../../results/*.json.gz")
	if err != nil || len(stored) < 3 {
		t.Fatalf("%d stored runs, %v", len(stored), err)
	}
	// One that has all there is to be drawn, and those that are stored.
	// A file may be called anything.
	hostile := filepath.Join(dir, `<img src=x onerror=alert(1)>'"&`+"\u202e.csv")
	if err := os.WriteFile(hostile, []byte("duration,key\n"+strings.Repeat("1ms,<script>alert(2)</script>\n2ms,b\n", 300)), 0o644); err != nil {
		t.Fatal(err)
	}
	compare(t, "--virtual", "--workload", "skewed,priority-mix,trace:"+hostile, "--rounds", "6", "--workers", "4", "--results", dir)
	made, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(made) != 1 {
		t.Fatalf("%q, %v", made, err)
	}
	args := []string{"report", "-o", page, made[0]}
	for _, path := range stored {
		args = append(args, strings.TrimPrefix(path, "../../"))
	}
	compare(t, args...)
	ctx, trouble := start(t, browser, page)
	backgrounds := make(map[string]bool)
	for _, width := range []int64{400, 1400} {
		for _, scheme := range []string{"light", "dark"} {
			got := seen(t, ctx, page, width, scheme)
			if got.Charts < 3*len(stored)/2 || got.Empty > 0 || got.Marks < 10*got.Charts/4 || got.Headline == "" || got.Zooms < 2 || got.Blank > 0 || got.Lanes < 12*2 {
				t.Errorf("%d pixels, %s: %+v", width, scheme, got)
			}
			if got.Wider > 0 {
				t.Errorf("%d pixels: the page is %v pixels wider", width, got.Wider)
			}
			if got.Smallest < 9 {
				t.Errorf("%d pixels: text of %v pixels", width, got.Smallest)
			}
			if got.Body == got.Text {
				t.Errorf("%s: text on its own colour", scheme)
			}
			backgrounds[scheme+got.Body] = true
			if len(backgrounds) > 2 {
				t.Errorf("backgrounds: %v", backgrounds)
			}
		}
	}
	for _, press := range interactions {
		var said string
		if err := chromedp.Run(ctx, chromedp.Navigate("file://"+page), unfold, chromedp.WaitVisible(".zoom .u-over"), press.do, chromedp.Evaluate(press.look, &said)); err != nil {
			t.Fatalf("%s: %v", press.name, err)
		}
		if said != press.want {
			t.Errorf("%s: %q, want %q", press.name, said, press.want)
		}
	}
	if file := os.Getenv("AXE"); file != "" {
		if found := violations(t, ctx, file, page, ".zoom .u-over"); len(found) > 0 {
			t.Errorf("who does not see or use a mouse is hindered: %s", strings.Join(found, "\n"))
		}
	}
	// Without scripts everything is there but the curves to zoom into.
	var got inside
	err = chromedp.Run(ctx, emulation.SetScriptExecutionDisabled(true), chromedp.Navigate("file://"+page), chromedp.WaitReady("body"), chromedp.Evaluate(look, &got))
	if err != nil {
		t.Fatal(err)
	}
	if got.Charts < 3*len(stored)/2 || got.Empty > 0 || got.Zooms != 0 || got.Blank != 0 || got.Headline == "" {
		t.Errorf("without scripts: %+v", got)
	}
	if backgrounds["light"+"rgb(255, 255, 255)"] == backgrounds["dark"+"rgb(255, 255, 255)"] {
		t.Errorf("light and dark look alike: %v", backgrounds)
	}
	trouble()
}

// TestOutcome: the page of what changed fits windows from 400 pixels on, has its marks where they
// can be seen, and hinders nobody.
func TestOutcome(t *testing.T) {
	browser := chromium(t)
	dir := t.TempDir()
	side := func(name string, slower float64) string {
		var b strings.Builder
		b.WriteString("goos: linux\ngoarch: amd64\npkg: example.com/m\n")
		for i := range 10 {
			noise := 1 + float64(i*7%10)/100
			fmt.Fprintf(&b, "BenchmarkParse/of=a-rather-long-name/with=settings/workers=4-2\t1000\t%.1f ns/op\t%.2f MB/s\n", 1000*noise*slower, 400/noise/slower)
			fmt.Fprintf(&b, "BenchmarkEncode-2\t1000\t%.1f ns/op\t48 B/op\t2 allocs/op\n", 500*noise)
			fmt.Fprintf(&b, "BenchmarkFind-2\t1000\t%.1f ns/op\n", 500*noise/slower/slower)
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	page := filepath.Join(dir, "page.html")
	out, err := exec.Command("go", "run", "-C", "../..", "./cmd/compare", "diff", side("old.txt", 1), side("new.txt", 1.3), "--html", page).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "regressed") {
		t.Fatalf("%v\n%s", err, out)
	}
	ctx, trouble := start(t, browser, page)
	for _, width := range []int64{400, 800, 1280, 1920} {
		for _, scheme := range []string{"light", "dark"} {
			got := seen(t, ctx, page, width, scheme)
			if got.Charts < 2 || got.Empty > 0 || got.Wider > 0 || !strings.HasPrefix(got.Headline, "regressed: ") || got.Smallest < 9 {
				t.Errorf("%d pixels, %s: %+v", width, scheme, got)
			}
			var bars []float64
			err := chromedp.Run(ctx, chromedp.Evaluate(`[...document.querySelectorAll('.changes svg')].map(s => s.getBoundingClientRect().width)`, &bars))
			if err != nil || len(bars) != 6 || slices.Min(bars) < 250 || slices.Min(bars) < slices.Max(bars)-1 {
				t.Errorf("%d pixels: rows of %v pixels, %v", width, bars, err)
			}
		}
	}
	if file := os.Getenv("AXE"); file != "" {
		if found := violations(t, ctx, file, page, ".changes"); len(found) > 0 {
			t.Errorf("who does not see or use a mouse is hindered: %s", strings.Join(found, "\n"))
		}
	}
	trouble()
}

// chromium returns the browser, or skips the test.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("BROWSER") == "required" {
		t.Fatal("no Chromium")
	}
	t.Skip("no Chromium")
	return ""
}

// compare runs the command.
func compare(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("go", append([]string{"run", "-C", "../..", "./cmd/compare"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// start starts the browser. The function that it returns fails the test if a page asked for
// anything or had an error.
func start(t *testing.T, browser, page string) (context.Context, func()) {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancelTimeout := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancelTimeout)

	var mu sync.Mutex
	var requests, problems []string
	chromedp.ListenTarget(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(ev.Request.URL, "file://"+page) {
				requests = append(requests, ev.Request.URL)
			}
		case *runtime.EventConsoleAPICalled:
			problems = append(problems, string(ev.Type))
		case *runtime.EventExceptionThrown:
			problems = append(problems, ev.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			problems = append(problems, ev.Entry.Text)
		}
	})
	return ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if len(requests)+len(problems) > 0 {
			t.Errorf("requests %q, problems %q", requests, problems)
		}
	}
}

// seen shows a page in a window of that width, all unfolded.
func seen(t *testing.T, ctx context.Context, page string, width int64, scheme string) inside {
	t.Helper()
	var got inside
	err := chromedp.Run(ctx, network.Enable(), log.Enable(),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate("file://"+page), chromedp.WaitReady("body"), unfold, chromedp.Evaluate(look, &got))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
