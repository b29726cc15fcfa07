// Package browser drives a page of compare through headless Chromium. It is a module of its
// own, so that nobody who uses poolbench has the driver in his go.mod.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
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
	Smallest float64 // least height of text in drawings, in pixels
}

const look = `(() => {
	const charts = [...document.querySelectorAll('svg[role=img]')];
	const marks = c => c.querySelectorAll('circle, polyline[points*=","]').length;
	return {
		Empty: charts.filter(c => marks(c) == 0).length,
		Marks: charts.reduce((n, c) => n + marks(c), 0),
		Charts: charts.filter(c => c.getAttribute('aria-label')).length,
		Wider: document.documentElement.scrollWidth - window.innerWidth,
		Body: getComputedStyle(document.body).backgroundColor,
		Text: getComputedStyle(document.body).color,
		Headline: document.querySelector('h1').innerText,
		Smallest: Math.min(...[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)),
	};
})()`

// TestPage: at 400 and at 1400 pixels and in both colour schemes, with and without
// scripts, the page of stored runs asks nothing of anybody, has no error, has data in every
// drawing and fits the window.
func TestPage(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		if os.Getenv("BROWSER") == "required" {
			t.Fatal("no Chromium")
		}
		t.Skip("no Chromium")
	}
	page := filepath.Join(t.TempDir(), "page.html")
	stored, err := filepath.Glob("../../results/*.json")
	if err != nil || len(stored) < 3 {
		t.Fatalf("%d stored runs, %v", len(stored), err)
	}
	args := []string{"run", "-C", "../..", "./cmd/compare", "report", "-o", page}
	for _, path := range stored {
		args = append(args, strings.TrimPrefix(path, "../../"))
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	defer stop()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancelTimeout := context.WithTimeout(ctx, 2*time.Minute)
	defer cancelTimeout()

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
	backgrounds := make(map[string]bool)
	for _, width := range []int64{400, 1400} {
		for _, scheme := range []string{"light", "dark"} {
			var got inside
			err := chromedp.Run(ctx, network.Enable(), log.Enable(),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
				chromedp.EmulateViewport(width, 900),
				chromedp.Navigate("file://"+page), chromedp.WaitReady("body"), chromedp.Evaluate(look, &got))
			if err != nil {
				t.Fatal(err)
			}
			if got.Charts < 3*len(stored)/2 || got.Empty > 0 || got.Marks < 10*got.Charts/4 || got.Headline == "" {
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
	if backgrounds["light"+"rgb(255, 255, 255)"] == backgrounds["dark"+"rgb(255, 255, 255)"] {
		t.Errorf("light and dark look alike: %v", backgrounds)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(requests)+len(problems) > 0 {
		t.Errorf("requests %q, problems %q", requests, problems)
	}
}
