package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
)

// uPlot draws the curves that can be zoomed. The files are those of the npm package uplot,
// version 1.6.32, as published; its license stands beside them and in every page.
var (
	//go:embed uplot/uPlot.iife.min.js
	uplotScript string

	//go:embed uplot/uPlot.min.css
	uplotStyle string

	//go:embed uplot/LICENSE
	uplotLicense string

	//go:embed page.js
	ownScript string
)

// script is all code in a page.
var script = "\n/*\nuPlot\n" + uplotLicense + "*/\n" + uplotScript + "\n" + ownScript

// policy keeps a page from loading anything, and from running any code but its own: code in a
// hostile name has another hash.
var policy = func() string {
	sum := sha256.Sum256([]byte(script))
	return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

func pageScript() template.JS { return template.JS(script) }
func pageStyle() template.CSS { return template.CSS(uplotStyle) }
