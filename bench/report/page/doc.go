// Package page shows runs as a web page that is complete in itself: it asks nothing of
// anybody, and a policy lets no script run but its own.
//
// A page tells from the answer down: what to be wary of, the chart that answers the question,
// and folded what it was made of. The template is page.html. What it shows is built one kind of
// picture a file: forest plots of ratios, a heat map over places, others over workers and
// loads, lanes of who idles where, lines over an axis, drift. What is no table is SVG. page.js
// makes it livelier, and draws with uPlot the curves that can be zoomed.
//
// Files, in the order of reading: sheet.go, page.go, surface.go, charts.go, forest.go, lanes.go,
// noise.go, chart.go, axis.go, curve.go, heat.go, place.go, palette.go, script.go.
package page
