module github.com/go-foundations/poolbench/ci/mutants

go 1.26.0
