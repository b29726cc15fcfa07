module github.com/go-foundations/poolbench/strategies/remote/rabbitmq

go 1.26.0

replace (
	github.com/go-foundations/poolbench => ../../..
	github.com/go-foundations/poolbench/strategies/remote => ..
)

require github.com/go-foundations/poolbench/strategies/remote v0.0.0

require (
	github.com/go-foundations/poolbench v0.0.0
	github.com/rabbitmq/amqp091-go v1.16.0
)

require golang.org/x/sys v0.49.0 // indirect
