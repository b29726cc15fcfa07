package joblog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// zero is when the samples begin.
var zero = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

// written are logs as tools write them, of a head and a line a job, by what their
// documentation or samples of their users show. at is the arrival, which counts from zero.
var written = []struct {
	format, head string
	line         func(i int, at, took time.Duration) string
	tail         string
	at, took     time.Duration // what the tool rounds to
}{
	{"jmeter", "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,Latency,IdleTime,Connect\n",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf("%d,%d,login,200,OK,login 1-1,text,true,,2781,133,1,1,%d,0,275\n", zero.Add(at).UnixMilli(), took.Milliseconds(), took.Milliseconds()/2)
		}, "", 0, 0},
	{"jmeter-xml", `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<testResults version="1.2">` + "\n",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf(`<httpSample t="%d" it="0" lt="12" ct="3" ts="%d" s="true" lb="login" rc="200" rm="OK" tn="T 1-1" dt="text" by="2781" sby="133" ng="1" na="1">`+"\n"+`  <httpSample t="1" it="0" lt="1" ct="0" ts="%d" s="true" lb="login-0" rc="302" rm="" tn="T 1-1" dt="text" by="1" sby="1" ng="1" na="1"/>`+"\n  <java.net.URL>http://x/</java.net.URL>\n</httpSample>\n",
				took.Milliseconds(), zero.Add(at).UnixMilli(), zero.Add(at).UnixMilli())
		}, "</testResults>\n", 0, 0},
	{"pino", "",
		func(i int, at, took time.Duration) string {
			return fmt.Sprintf(`{"level":30,"time":%d,"pid":1,"hostname":"h","req":{"id":%d,"method":"GET","url":"/"},"res":{"statusCode":200},"responseTime":%d,"msg":"request completed"}`+"\n", zero.Add(at+took).UnixMilli(), i, took.Milliseconds())
		}, "", 0, 0},
	{"oha", "request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status\n",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf("%.9f,0.000374078,0.001148565,%.9f,%.9f,11,200\n", at.Seconds(), took.Seconds()/2, took.Seconds())
		}, "", 0, 0},
	{"traefik", "",
		func(i int, at, took time.Duration) string {
			start := zero.Add(at).Format(time.RFC3339Nano)
			return fmt.Sprintf(`{"ClientAddr":"172.16.100.61:49880","ClientHost":"172.16.100.61","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":%d,"Overhead":%d,"RequestCount":%d,"RequestMethod":"GET","RequestPath":"/","RetryAttempts":0,"StartLocal":%q,"StartUTC":%q,"level":"info","msg":"","time":%q}`+"\n",
				took, took, i+1, start, start, zero.Add(at+took).Format(time.RFC3339))
		}, "", 0, 0},
	{"alb", "",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf(`http %s app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.001 %.3f 0.002 200 200 34 366 "GET http://www.example.com:80/a,b HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 %s "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`+"\n",
				zero.Add(at+took).Format("2006-01-02T15:04:05.000000Z"), took.Seconds()-0.003, zero.Add(at).Format("2006-01-02T15:04:05.000000Z"))
		}, "", 0, 0},
	{"envoy-text", "",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf(`[%s] "POST /api/v1/locations HTTP/2" 204 - 154 0 %d 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"`+"\n",
				zero.Add(at).Format("2006-01-02T15:04:05.000Z"), took.Milliseconds())
		}, "", 0, 0},
	{"iis", "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2026-03-14 09:26:53\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query sc-status sc-substatus sc-win32-status time-taken\n",
		func(_ int, at, took time.Duration) string {
			return fmt.Sprintf("%s 192.168.1.1 GET /index.html - 200 0 0 %d\n", zero.Add(at+took).Format(time.DateTime), took.Milliseconds())
		}, "", time.Second, 0},
	{"swf", "; SWFversion: 2.2\n; UnixStartTime: 1000000000\n; MaxJobs: 48\n",
		func(i int, at, took time.Duration) string {
			return fmt.Sprintf("%d %d 10 %d 4 -1 -1 4 3600 -1 1 5 2 -1 1 0 -1 -1\n", i+1, at/time.Second, took/time.Second)
		}, "", time.Second, time.Second},
	{"nextflow", "task_id\thash\tnative_id\tname\tstatus\texit\tsubmit\tduration\trealtime\t%cpu\trss\tvmem\trchar\twchar\n3\t1b/a0b2e1\t11573\tsort (list3)\tCACHED\t-\t2026-03-13 13:20:52.317\t-\t-\t-\t-\t-\t-\t-\n",
		func(i int, at, took time.Duration) string {
			real := fmt.Sprintf("%gs", took.Seconds())
			if took < time.Second {
				real = fmt.Sprintf("%dms", took.Milliseconds())
			}
			return fmt.Sprintf("%d\tdd/eb5b0d\t12416\tsort (list%d)\tCOMPLETED\t0\t%s\t9m 58s\t%s\t55.8%%\t3.3 MB\t5.6 MB\t65.2 KB\t4.9 KB\n", i+4, i, zero.Add(at).Format("2006-01-02 15:04:05.000"), real)
		}, "", 0, 0},
	{"go-test", `{"Time":"2026-03-14T09:26:53Z","Action":"start","Package":"x"}` + "\n",
		func(i int, at, took time.Duration) string {
			end := zero.Add(at + took).Format(time.RFC3339Nano)
			return fmt.Sprintf(`{"Time":%q,"Action":"run","Package":"x","Test":"Test%d"}`+"\n", zero.Add(at).Format(time.RFC3339Nano), i) +
				fmt.Sprintf(`{"Time":%q,"Action":"output","Package":"x","Test":"Test%d","Output":"=== RUN   Test%d\n"}`+"\n", end, i, i) +
				fmt.Sprintf(`{"Time":%q,"Action":"pass","Package":"x","Test":"Test%d/part","Elapsed":0.01}`+"\n", end, i) +
				fmt.Sprintf(`{"Time":%q,"Action":"pass","Package":"x","Test":"Test%d","Elapsed":%g}`+"\n", end, i, took.Seconds())
		}, `{"Time":"2026-03-14T09:36:53Z","Action":"pass","Package":"x","Elapsed":99}` + "\n", 0, 0},
	{"alibaba-2017-tasks", "", func(i int, at, took time.Duration) string {
		return fmt.Sprintf("%d,%d,%d,%d,%d,Terminated,100,0.0074\n", 10000+at/time.Second, 10000+(at+took.Round(time.Second))/time.Second, i/3, i, 1+i%2)
	}, "10000,10001,99,99,1,Waiting,50,0.1\n", time.Second, time.Second},
	{"alibaba-2017-instances", "", func(i int, at, took time.Duration) string {
		return fmt.Sprintf("%d,%d,%d,%d,673,Terminated,1,1,1.36,0.35,0.0047,0.0033\n", 10000+at/time.Second, 10000+(at+took.Round(time.Second))/time.Second, i/3, i)
	}, "10001,10009,99,99,,Failed,1,1,,,,\n", time.Second, time.Second},
	{"alibaba-gpu", "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n", func(i int, at, took time.Duration) string {
		start := 9000 + (at+3*time.Second)/time.Second
		return fmt.Sprintf("openb-pod-%04d,6000,12288,1,460,,LS,Succeeded,%d,%d,%d\n", i, 9000+at/time.Second, start+took.Round(time.Second)/time.Second, start)
	}, "", time.Second, time.Second},
	{"github-jobs", `{"total_count":48,"jobs":[`, func(i int, at, took time.Duration) string {
		start := at.Truncate(time.Second) + 7*time.Second
		return map[bool]string{true: ",\n"}[i > 0] + fmt.Sprintf(`{"id":%d,"run_id":29679449,"workflow_name":"CI","head_branch":"main","run_attempt":1,"node_id":"x","status":"completed","conclusion":"success","created_at":%q,"started_at":%q,"completed_at":%q,"name":"test (%d)","steps":[{"name":"Set up job","status":"completed","conclusion":"success","number":1,"started_at":"2020-01-20T09:42:40.000-08:00","completed_at":"2020-01-20T09:42:41.000-08:00"},{"name":"Run","status":"completed","conclusion":"success","number":2,"started_at":"2020-01-20T09:42:41.000-08:00","completed_at":"2020-01-20T09:42:45.000-08:00"}],"labels":["self-hosted","foo"],"runner_id":1,"runner_name":"my runner","runner_group_name":"my group"}`,
			i, zero.Add(at).Format(time.RFC3339), zero.Add(start).Format(time.RFC3339), zero.Add(start+took.Round(time.Second)).Format(time.RFC3339), i)
	}, `]}`, time.Second, time.Second},
	{"github-run-jobs", `{"jobs":[`, func(i int, at, took time.Duration) string {
		at = at.Truncate(time.Second)
		return map[bool]string{true: ","}[i > 0] + fmt.Sprintf(`{"completedAt":%q,"conclusion":"success","databaseId":%d,"name":"test","startedAt":%q,"status":"completed","steps":[{"completedAt":"2026-03-14T09:27:00Z","conclusion":"success","name":"Set up job","number":1,"startedAt":"2026-03-14T09:26:58Z","status":"completed"}],"url":"https://github.com/x/y/actions/runs/1/job/%d"}`,
			zero.Add(at+took.Round(time.Second)).Format(time.RFC3339), i, zero.Add(at).Format(time.RFC3339), i)
	}, `]}`, time.Second, time.Second},
	{"gitlab-jobs", `[`, func(i int, at, took time.Duration) string {
		return map[bool]string{true: ","}[i > 0] + fmt.Sprintf(`{"id":%d,"status":"success","stage":"test","name":"rspec","ref":"main","tag":false,"coverage":null,"allow_failure":false,"created_at":%q,"started_at":%q,"finished_at":%q,"erased_at":null,"duration":%g,"queued_duration":0.5,"user":{"id":1,"created_at":"2015-12-21T13:14:24.077Z"},"commit":{"id":"0ff3","created_at":"2015-12-24T16:51:14.000+01:00"},"pipeline":{"id":6,"created_at":"2015-12-24T15:50:16.123Z","updated_at":"2015-12-24T18:00:44.432Z"},"artifacts":[{"file_type":"trace","size":1000}],"tag_list":["docker runner"]}`,
			i, zero.Add(at).Format("2006-01-02T15:04:05.000Z"), zero.Add(at+500*time.Millisecond).Format("2006-01-02T15:04:05.000Z"), zero.Add(at+took+500*time.Millisecond).Format("2006-01-02T15:04:05.000Z"), took.Seconds())
	}, `]`, 0, 0},
	{"river", "id,state,attempt,max_attempts,attempted_at,created_at,finalized_at,scheduled_at,priority,args,attempted_by,errors,kind,metadata,queue,tags,unique_key,unique_states\n", func(i int, at, took time.Duration) string {
		form := "2006-01-02 15:04:05.000000-07"
		start := at + 40*time.Millisecond
		return fmt.Sprintf("%d,completed,1,25,%s,%s,%s,%s,1,\"{\"\"strings\"\": [\"\"a\"\", \"\"b\"\"]}\",{client_1},,sort,{},default,{},,\n",
			i, zero.Add(start).Format(form), zero.Add(at).Format(form), zero.Add(start+took).Format(form), zero.Add(at).Format(form))
	}, "99,available,0,25,,2026-03-14 09:30:00+00,,2026-03-14 09:30:00+00,1,{},,,sort,{},default,{},,\n", 0, 0},
	{"sidekiq-text", "", func(i int, at, took time.Duration) string {
		form := "2006-01-02T15:04:05.000Z"
		return fmt.Sprintf("%s pid=4242 tid=abc%d class=HardWorker jid=98f1%d INFO: start\n", zero.Add(at).Format(form), i, i) +
			fmt.Sprintf("%s pid=4242 tid=abc%d class=HardWorker jid=98f1%d elapsed=%.3f INFO: done\n", zero.Add(at+took).Format(form), i, i, took.Seconds())
	}, "", 0, 0},
	{"traefik-text", "", func(i int, at, took time.Duration) string {
		return fmt.Sprintf(`172.16.0.1 - - [%s] "GET /a HTTP/1.1" 200 19 "-" "curl/8.5" %d "shop@docker" "http://10.0.0.1:80" %dms`+"\n", zero.Add(at).Format("02/Jan/2006:15:04:05 -0700"), i+1, took.Milliseconds())
	}, "", time.Second, 0},
	{"otlp", `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"x"},"spans":[`,
		func(i int, at, took time.Duration) string {
			comma := map[bool]string{true: ",\n"}[i > 0]
			return comma + fmt.Sprintf(`{"traceId":"0123456789abcdef0123456789abcdef","spanId":"%016x","name":"GET /","kind":2,"startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[{"key":"http.method","value":{"stringValue":"GET"}}],"status":{"code":1}}`,
				i+1, zero.Add(at).UnixNano(), zero.Add(at+took).UnixNano())
		}, `]}]}]}`, 0, 0},
	{"ninja", "# ninja log v5\n",
		func(i int, at, took time.Duration) string {
			return fmt.Sprintf("%d\t%d\t1755820800500123456\tobj/a%d.o\t7fbda484803aeec8\n", at.Milliseconds(), (at + took).Milliseconds(), i)
		}, "", 0, 0},
}

// TestWritten: the jobs of a log as its tool writes it, which is known by sight.
func TestWritten(t *testing.T) {
	want := truth(t)
	for _, k := range written {
		var b strings.Builder
		b.WriteString(k.head)
		for i, j := range want {
			b.WriteString(k.line(i, j.Arrival, j.Service))
		}
		b.WriteString(k.tail)
		log, err := Read(strings.NewReader(b.String()), Options{})
		if err != nil {
			t.Errorf("%s: %v", k.format, err)
			continue
		}
		if name, _, _ := strings.Cut(log.Understood.Format, ":"); name != k.format {
			t.Errorf("%s: taken for %q", k.format, log.Understood.Format)
		}
		sameJobs(t, k.format, log, want, k.at, k.took)
	}
}

// TestFormatsHeld: every format is held by a sample or by what TestWritten writes.
func TestFormatsHeld(t *testing.T) {
	held := map[string]bool{"azure-functions": true, "alibaba-batch": true, "alibaba-batch-bare": true} // TestRead, TestBare
	for _, k := range written {
		held[k.format] = true
	}
	for _, name := range sampleFiles(t) {
		log, err := readFile(t, name, refused[name].o)
		if err == nil {
			format, _, _ := strings.Cut(log.Understood.Format, ":")
			held[format] = true
		}
	}
	for _, f := range Formats() {
		if !held[f.Name] {
			t.Errorf("no sample holds the format %q", f.Name)
		}
	}
}

// TestBare: Alibaba's batch tasks as published, without a header.
func TestBare(t *testing.T) {
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "M%d,1,j_%d,3,Terminated,%d,%d,100.0,0.3\n", i, i%3, 1000+10*i, 1000+10*i+i)
	}
	log, err := Read(strings.NewReader(b.String()), Options{})
	if err != nil || !strings.HasPrefix(log.Understood.Format, "alibaba-batch-bare") || len(log.Jobs) != 20 {
		t.Fatal(log, err)
	}
	if j := log.Jobs[7]; j.Arrival != 70*time.Second || j.Service != 7*time.Second || j.Key != "j_1" {
		t.Errorf("%+v", j)
	}
	if slices.ContainsFunc(log.Understood.Fields, func(f Field) bool { return f.Assumed }) {
		t.Errorf("%+v", log.Understood.Fields)
	}
}
