module github.com/go-foundations/poolbench

go 1.26
