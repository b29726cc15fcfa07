module github.com/go-foundations/poolbench/strategies/remote

go 1.26.0

replace github.com/go-foundations/poolbench => ../..

require github.com/go-foundations/poolbench v0.0.0
