// Package page shows runs as a self-contained web page. It loads nothing, and a policy lets no
// script run but its own.
//
// A page begins with the answer, then shows warnings, the chart that answers the question and,
// folded, the details. The template is page.html. Each kind of picture has its own file: forest
// plots of ratios, a heat map over places, heat maps over workers and loads, lanes that show
// which workers idle, lines over an axis, drift. Whatever is not a table is SVG. page.js makes
// the page interactive, and draws the zoomable curves with uPlot.
//
// Files, in the order of reading: sheet.go, outcome.go, changes.go, page.go, surface.go, charts.go, forest.go, lanes.go,
// noise.go, chart.go, axis.go, curve.go, heat.go, place.go, palette.go, script.go.
package page
