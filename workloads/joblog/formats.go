package joblog

import (
	"slices"
	"strings"
)

// formats are the logs that Read recognizes. The first one whose columns are all present
// counts.
var formats = []Format{
	{Name: "azure-llm", Summary: "Azure LLM inference 2023 and 2024; a job takes 20 ms for each generated token, which is an assumption",
		columns: map[string]string{"arrival": "TIMESTAMP", "duration": "GeneratedTokens:20ms"}},
	{Name: "burstgpt", Summary: "BurstGPT; a job takes 20 ms for each response token, which is an assumption",
		columns: map[string]string{"arrival": "Timestamp:1s", "duration": "Response tokens:20ms"}},
	{Name: "mooncake", Summary: "Mooncake traces: arrivals in milliseconds; a job takes 20 ms for each token of output, which is an assumption",
		columns: map[string]string{"arrival": "timestamp:1ms", "duration": "output_length:20ms"}, needs: []string{"input_length"}},
	{Name: "azure-functions", Summary: "Azure Functions invocations 2021: arrivals are ends less durations",
		columns: map[string]string{"end": "end_timestamp:1s", "duration": "duration:1s", "key": "func"}},
	{Name: "alibaba-batch", Summary: "Alibaba cluster 2018, batch tasks: in seconds",
		columns: map[string]string{"arrival": "start_time:1s", "duration": "end_time-start_time:1s", "key": "job_name"}, needs: []string{"task_name"}},
	{Name: "alibaba-batch-bare", Summary: "Alibaba cluster 2018, batch tasks as published, without a header: in seconds",
		columns: map[string]string{"arrival": "start_time:1s", "duration": "end_time-start_time:1s", "key": "job_name"},
		names:   strings.Split("task_name,instance_num,job_name,task_type,status,start_time,end_time,plan_cpu,plan_mem", ","),
		shape: func(r []string) bool {
			return len(r) == 9 && numbers(r[5], r[6]) && !numbers(r[0]) && !numbers(r[2]) && !numbers(r[4])
		}},
	{Name: "k6", Summary: "k6 CSV: ends in seconds, durations in milliseconds",
		columns: map[string]string{"end": "timestamp", "duration": "metric_value:1ms"}, where: map[string]string{"metric_name": "http_req_duration"}},
	{Name: "vegeta", Summary: "Vegeta JSON: latencies in nanoseconds",
		columns: map[string]string{"arrival": "timestamp", "duration": "latency:1ns"}, needs: []string{"attack", "seq", "code"}},
	{Name: "vegeta-csv", Summary: "Vegeta CSV, which has no header: in nanoseconds",
		columns: map[string]string{"arrival": "timestamp:1ns", "duration": "latency:1ns"},
		names:   strings.Split("timestamp,code,latency,bytes_out,bytes_in,error,body,attack,seq,method,url,headers", ","),
		shape: func(r []string) bool {
			return len(r) >= 8 && len(r) <= 12 && len(r[0]) == 19 && numbers(r[0], r[1], r[2], r[3], r[4])
		}},
	{Name: "hey", Summary: "hey -o csv: in seconds since the start",
		columns: map[string]string{"arrival": "offset:1s", "duration": "response-time:1s"}},
	{Name: "ab", Summary: "ab -g: starts in whole seconds, durations in milliseconds",
		columns: map[string]string{"arrival": "seconds:1s", "duration": "ttime:1ms"}, needs: []string{"starttime", "ctime", "dtime"}},
	{Name: "nginx-json", Summary: "nginx, as JSON: a line is written when a request ends",
		columns: map[string]string{"end": "msec:1s", "duration": "request_time:1s"}},
	{Name: "envoy", Summary: "Envoy, as JSON: starts, and durations in milliseconds",
		columns: map[string]string{"arrival": "start_time", "duration": "duration:1ms"}, needs: []string{"response_flags"}},
	{Name: "caddy", Summary: "Caddy: a line is written when a request ends; in seconds",
		columns: map[string]string{"end": "ts", "duration": "duration:1s"}, needs: []string{"request.method", "logger"}},
	{Name: "pgbench", Summary: "pgbench --log: ends in seconds and microseconds, durations in microseconds",
		columns: map[string]string{"end": "time_epoch:1s + time_us:1us", "duration": "latency:1us"},
		names:   strings.Fields("client_id transaction_no latency script_no time_epoch time_us schedule_lag retries"),
		shape: func(r []string) bool {
			return len(r) >= 6 && len(r) <= 8 && numbers(r...) && len(r[4]) == 10 && len(r[5]) <= 6
		}},
	{Name: "sacct", Summary: "Slurm sacct: submitted, and elapsed as a clock",
		columns: map[string]string{"arrival": "Submit", "duration": "Elapsed"}, needs: []string{"JobID"}},
	{Name: "parallel", Summary: "GNU parallel --joblog: in seconds",
		columns: map[string]string{"arrival": "Starttime:1s", "duration": "JobRuntime:1s"}},
	{Name: "github-runs", Summary: "GitHub runs: created, and from start to update",
		columns: map[string]string{"arrival": "createdAt", "duration": "updatedAt-startedAt"}},
	{Name: "airflow", Summary: "Airflow task instances: queued, and durations in seconds",
		columns: map[string]string{"arrival": "queued_dttm", "duration": "duration:1s", "priority": "priority_weight", "key": "pool"}, needs: []string{"dag_id"}},
	{Name: "celery", Summary: "Celery, from Flower: received, and runtimes in seconds",
		columns: map[string]string{"arrival": "received", "duration": "runtime:1s", "key": "name"}, needs: []string{"uuid"}},
	{Name: "sidekiq", Summary: "Sidekiq, as JSON: a line is written when a job is done; in seconds",
		columns: map[string]string{"end": "ts", "duration": "ctx.elapsed:1s", "key": "ctx.class"}, where: map[string]string{"msg": "done"}},
	{Name: "jaeger", Summary: "Jaeger: spans in microseconds",
		columns: map[string]string{"arrival": "startTime:1us", "duration": "duration:1us", "key": "operationName"}, needs: []string{"spanID"}},
	{Name: "chrome-trace", Summary: "Chrome trace events: complete ones, in microseconds",
		columns: map[string]string{"arrival": "ts:1us", "duration": "dur:1us", "key": "name"}, where: map[string]string{"ph": "X"}},
	{Name: "jmeter", Summary: "JMeter JTL as CSV: starts and durations in milliseconds",
		columns: map[string]string{"arrival": "timeStamp:1ms", "duration": "elapsed:1ms", "key": "label"}, needs: []string{"responseCode"}},
	{Name: "oha", Summary: "oha --output-format csv: in seconds since the start",
		columns: map[string]string{"arrival": "request-start:1s", "duration": "request-duration:1s"}},
	{Name: "traefik", Summary: "Traefik, as JSON: starts, and durations in nanoseconds",
		columns: map[string]string{"arrival": "StartUTC", "duration": "Duration:1ns"}, needs: []string{"RequestCount"}},
	{Name: "alb", Summary: "AWS Application Load Balancer: a line is written when a request ends; in seconds",
		columns: map[string]string{"end": "time", "duration": "request_processing_time + target_processing_time + response_processing_time"},
		names: strings.Fields("type time elb client target request_processing_time target_processing_time response_processing_time elb_status_code target_status_code received_bytes sent_bytes request " +
			"user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url error_reason targets target_status_codes classification classification_reason"),
		shape: func(r []string) bool {
			return len(r) >= 12 && slices.Contains([]string{"http", "https", "h2", "grpcs", "ws", "wss"}, r[0]) && numbers(r[5], r[6], r[7])
		}},
	{Name: "envoy-text", Summary: "Envoy's default format: starts, and durations in milliseconds",
		columns: map[string]string{"arrival": "start_time", "duration": "duration:1ms"},
		names:   strings.Fields("start_time request response_code response_flags bytes_received bytes_sent duration upstream_service_time x_forwarded_for user_agent request_id authority upstream_host"),
		shape: func(r []string) bool {
			return len(r) >= 12 && numbers(r[2], r[4], r[5], r[6]) && strings.HasSuffix(r[0], "Z")
		}},
	{Name: "iis", Summary: "IIS, W3C extended: a line is written when a request ends, with its time in whole seconds; durations in milliseconds",
		columns: map[string]string{"end": "date & time", "duration": "time-taken:1ms"}, needs: []string{"sc-status"}},
	{Name: "swf", Summary: "Standard Workload Format: submit and run times in seconds",
		columns: map[string]string{"arrival": "submit:1s", "duration": "run:1s", "key": "user"},
		names:   strings.Fields("job submit wait run processors cpu memory requested_processors requested_time requested_memory status user group executable queue partition preceding think"),
		shape:   func(r []string) bool { return len(r) == 18 && numbers(r...) }},
	{Name: "nextflow", Summary: "Nextflow trace: submitted, and realtime",
		columns: map[string]string{"arrival": "submit", "duration": "realtime", "key": "name"}, needs: []string{"task_id"}, where: map[string]string{"status": "COMPLETED|FAILED"}},
	{Name: "go-test", Summary: "go test -json: ends and durations of tests, of which subtests and packages are no jobs of their own",
		columns: map[string]string{"end": "Time", "duration": "Elapsed:1s", "key": "Package"}, where: map[string]string{"Action": "pass|fail", "Test": "~^[^/]+$"}},
	{Name: "otlp", Summary: "OpenTelemetry, as JSON: spans in nanoseconds",
		columns: map[string]string{"arrival": "startTimeUnixNano:1ns", "duration": "endTimeUnixNano-startTimeUnixNano:1ns", "key": "name"}},
	{Name: "ninja", Summary: "ninja's log: in milliseconds since the start",
		columns: map[string]string{"arrival": "start:1ms", "duration": "end-start:1ms"},
		names:   strings.Fields("start end mtime output hash"),
		shape:   func(r []string) bool { return len(r) == 5 && numbers(r[0], r[1], r[2]) && !numbers(r[3]) }},
}
