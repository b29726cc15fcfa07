// Package page shows runs as a web page that is complete in itself: it asks nothing of
// anybody, and a policy lets no script run but its own.
//
// The template is page.html. What it shows is built one kind of picture a file: forest plots
// of ratios, a heat map over places, others over workers and loads, lanes of who idles where,
// lines over ticks, drift. What is no table is SVG. page.js makes it livelier, and draws with
// uPlot the curves that can be zoomed.
//
// Files, in the order of reading: sheet.go, page.go, surface.go, charts.go, forest.go, lanes.go,
// noise.go, chart.go, curve.go, heat.go, script.go.
package page
