module github.com/go-foundations/poolbench

go 1.26

require github.com/shirou/gopsutil/v3 v3.24.5 // indirect
