package agents_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/strategies/remote/engines/agents"
	"github.com/go-foundations/poolbench/strategies/remote/internal/authority"
)

// modeVar makes a process of the test binary a program.
const (
	modeVar   = "AGENTS_TEST_MODE"
	asCompare = "compare"            // the command, with a farm
	deadlyVar = "AGENTS_TEST_DEADLY" // the file that a round makes which kills its agent
	asAgent   = "agent"              // an agent that does what the request says
)

// program is the test's own; agents of a short AckWait are soon known to be dead.
var farm = agents.Farm{AckWait: 3 * time.Second, Program: "the test"}

func TestMain(m *testing.M) {
	switch os.Getenv(modeVar) {
	case asCompare:
		if os.Args[1] == "__round" {
			dieOnce()
		}
		os.Exit(compare(context.Background(), os.Stdout, os.Stderr, os.Args[1:]...))
	case asAgent:
		if err := farm.Serve(context.Background(), os.Args[1], "", io.Discard, obey); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// dieOnce kills the agent whose round this is, and the round, if nobody has yet.
func dieOnce() {
	name := os.Getenv(deadlyVar)
	if name == "" {
		return
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	file.Close()
	if agent, err := os.FindProcess(os.Getppid()); err == nil {
		agent.Kill()
	}
	os.Exit(1)
}

// compare is the command, whose agents and rounds are this program.
func compare(ctx context.Context, stdout, stderr io.Writer, args ...string) int {
	os.Setenv(modeVar, asCompare) // for the processes that it starts
	defer os.Unsetenv(modeVar)
	return cli.Run(ctx, cli.Env{Args: args, Stdin: os.Stdin, Stdout: stdout, Stderr: stderr, Farm: farm})
}

// obey does a request: the name of a file that is to be made, in which case the process
// kills itself, the word exit, or any other text.
func obey(_ context.Context, request []byte) ([]byte, error) {
	if name := string(request); filepath.IsAbs(name) {
		if file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
			file.Close()
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				return nil, err
			}
			self.Kill()
			select {} // until it is dead
		}
	} else if name == "exit" {
		os.Exit(3)
	}
	return append([]byte("done "), request...), nil
}

// agent returns the command of an agent that obeys.
func agent(url string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], url)
	cmd.Env = append(os.Environ(), modeVar+"="+asAgent)
	return cmd
}

// TestSameBytes: what virtual time tells does not depend on how many agents there are.
func TestSameBytes(t *testing.T) {
	for _, question := range []string{
		"sweep --workload exponential,skewed --workers 2,8 --load 0.5,0.9",
		"--virtual --workload priority-mix --workers 4",
		"--virtual --workload exponential --workers 4 --load 0.8",
	} {
		var want string
		for _, who := range []string{"", "--agents 1", "--agents 2", "--agents 4", "--agents 3, of which one is killed"} {
			who, _, killed := strings.Cut(who, ",")
			deadly := ""
			if killed {
				deadly = filepath.Join(t.TempDir(), "killed")
			}
			t.Setenv(deadlyVar, deadly)
			args := strings.Fields(question + " --strategy shared-queue,priority,power-of-two,adaptive --jobs 300 --rounds 3 --format csv --results none " + who)
			var out, errs bytes.Buffer
			if code := compare(t.Context(), &out, &errs, args...); code != 0 {
				t.Fatalf("%s: exit code %d: %s", args, code, &errs)
			}
			if _, err := os.Stat(deadly); killed && err != nil {
				t.Errorf("no agent was killed: %v", err)
			}
			if want == "" {
				want = out.String()
			}
			if got := out.String(); got != want || len(got) < 300 {
				t.Errorf("%s:\n%s\nwant\n%s", args, got, want)
			}
		}
	}
}

// TestTLS: an agent and a comparison meet over an encrypted connection, and whoever does not
// trust the server's authority gets an error.
func TestTLS(t *testing.T) {
	files := authority.New(t)
	t.Setenv(agents.TokenVar, "open sesame")
	t.Setenv(agents.CertificateVar, files.Certificate)
	t.Setenv(agents.KeyVar, files.Key)
	told, tell := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	var server sync.WaitGroup
	defer server.Wait()
	defer stop()
	server.Go(func() {
		err := farm.Serve(ctx, "", "127.0.0.1:0", tell, obey)
		tell.CloseWithError(err)
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	line, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := line[strings.Index(line, "tls://") : len(line)-1]
	if crew, err := farm.Hire(t.Context(), url); err == nil {
		crew.Close()
		t.Error("a server of an unknown authority is no error")
	}
	t.Setenv(agents.AuthorityVar, files.Authority)
	crew, err := farm.Hire(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer crew.Close()
	if got, err := crew.Do(t.Context(), []byte("this")); err != nil || string(got) != "done this" {
		t.Errorf("Do: %q, %v", got, err)
	}
}

// TestCredentials: agents and comparisons meet at a server that knows its users, by credentials or by a
// password, of which the agent does not tell; nobody else gets in.
func TestCredentials(t *testing.T) {
	guarded, operated := authority.Guarded(t), authority.Operated(t)
	for name, c := range map[string]struct{ url, credentials string }{
		"credentials": {operated.URL, operated.Credentials},
		"password":    {strings.Replace(guarded.URL, "//", "//"+url.UserPassword(guarded.Name, guarded.Password).String()+"@", 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(agents.TokenVar, "")
			t.Setenv(agents.CredentialsVar, c.credentials)
			told, tell := io.Pipe()
			ctx, stop := context.WithCancel(t.Context())
			var agent sync.WaitGroup
			defer agent.Wait()
			defer stop()
			agent.Go(func() {
				err := farm.Serve(ctx, c.url, "", tell, obey)
				tell.CloseWithError(err)
				if err != nil {
					t.Errorf("Serve: %v", err)
				}
			})
			line, err := bufio.NewReader(told).ReadString('\n')
			if err != nil || strings.Contains(line, "sesame") {
				t.Fatalf("the agent says %q, %v", line, err)
			}
			crew, err := farm.Hire(t.Context(), c.url)
			if err != nil {
				t.Fatal(err)
			}
			defer crew.Close()
			if got, err := crew.Do(t.Context(), []byte("this")); err != nil || string(got) != "done this" {
				t.Errorf("Do: %q, %v", got, err)
			}
		})
	}
	for _, server := range []string{guarded.URL, operated.URL} {
		if crew, err := farm.Hire(t.Context(), server); err == nil {
			crew.Close()
			t.Errorf("%s lets in anybody", server)
		}
	}
}

// TestKilled: an agent that is killed with a round takes nothing along.
func TestKilled(t *testing.T) {
	crew, err := farm.Start(t.Context(), 3, agent)
	if err != nil {
		t.Fatal(err)
	}
	defer crew.Close()
	deadly := filepath.Join(t.TempDir(), "killed")
	var all sync.WaitGroup
	for i := range 20 {
		request := fmt.Sprint("round ", i)
		if i == 5 {
			request = deadly
		}
		all.Go(func() {
			if got, err := crew.Do(t.Context(), []byte(request)); err != nil || string(got) != "done "+request {
				t.Errorf("%s: %q, %v", request, got, err)
			}
		})
	}
	all.Wait()
	if _, err := os.Stat(deadly); err != nil {
		t.Errorf("no agent was killed: %v", err)
	}
}

// TestAllEnded: a comparison does not wait for agents that have all ended.
func TestAllEnded(t *testing.T) {
	crew, err := farm.Start(t.Context(), 1, agent)
	if err != nil {
		t.Fatal(err)
	}
	defer crew.Close()
	if got, err := crew.Do(t.Context(), []byte("exit")); err == nil || err.Error() != "all agents have ended" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestAnotherProgram: an agent refuses rounds of another program, and says where.
func TestAnotherProgram(t *testing.T) {
	other := farm
	other.Program = "another"
	crew, err := other.Start(t.Context(), 1, agent)
	if err != nil {
		t.Fatal(err)
	}
	defer crew.Close()
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	want := "the agent on " + host + " is another program than the comparison (the test, not another): want the same file on all machines"
	if got, err := crew.Do(t.Context(), []byte("x")); err == nil || err.Error() != want {
		t.Errorf("%q, %v, want %s", got, err, want)
	}
}

// TestJoin: agents and comparisons meet at a server that one agent is, and only with its token.
func TestJoin(t *testing.T) {
	t.Setenv(agents.TokenVar, "secret")
	ctx, cancel := context.WithCancel(t.Context())
	said, says := io.Pipe()
	served := make(chan error, 1)
	go func() {
		served <- farm.Serve(ctx, "", "127.0.0.1:0", says, obey)
		says.Close()
	}()
	var url string
	if _, err := fmt.Fscanf(said, "agent: waiting for rounds of %s\n", &url); err != nil {
		t.Fatal(err)
	}
	crew, err := farm.Hire(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := crew.Do(t.Context(), []byte("x")); err != nil || string(got) != "done x" {
		t.Errorf("%q, %v", got, err)
	}
	if err := crew.Close(); err != nil {
		t.Error(err)
	}
	t.Setenv(agents.TokenVar, "wrong")
	if _, err := farm.Hire(t.Context(), url); err == nil || !strings.Contains(err.Error(), "Authorization") {
		t.Errorf("with a wrong token: %v", err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Errorf("Serve = %v", err)
	}
}

// TestTokenWanted: beyond this machine nobody listens or joins without a token.
func TestTokenWanted(t *testing.T) {
	t.Setenv(agents.TokenVar, "")
	_, hire := farm.Hire(t.Context(), "nats://192.0.2.1:4222")
	for what, err := range map[string]error{
		"hire":   hire,
		"join":   farm.Serve(t.Context(), "nats://example.com:4222", "", io.Discard, obey),
		"listen": farm.Serve(t.Context(), "", "0.0.0.0:0", io.Discard, obey),
	} {
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), "token") {
			t.Errorf("%s: %v, want that a token is wanted", what, err)
		}
	}
	if _, err := farm.Hire(t.Context(), "here"); err == nil || err.Error() != `"here": want a URL such as nats://HOST:4222` {
		t.Errorf("no URL: %v", err)
	}
}

// TestWrongFlags: one line says what was wanted.
func TestWrongFlags(t *testing.T) {
	for args, want := range map[string]string{
		"sweep --agents 0":          "--agents 0: want 1 or more, or a URL",
		"--agents 2 --rounds 1":     "want --virtual, or agents on other machines",
		"agent":                     "agent: want --join or --listen",
		"agent --join a --listen b": "agent: want --join or --listen",
	} {
		var out, errs bytes.Buffer
		if code := compare(t.Context(), &out, &errs, append(strings.Fields(args), strings.Fields(results(args))...)...); code != 2 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit code %d: %s, want %s", args, code, &errs, want)
		}
	}
}

// results has a comparison store nothing.
func results(args string) string {
	if strings.HasPrefix(args, "agent") {
		return ""
	}
	return "--results none --jobs 10"
}

// ExampleFarm is a compare command whose rounds agents can do.
func ExampleFarm() {
	code := cli.Run(context.Background(), cli.Env{Args: []string{"agent"}, Stderr: os.Stdout, Farm: agents.Farm{}})
	fmt.Println(code)
	// Output:
	// compare: agent: want --join or --listen
	// 2
}

// TestRealRounds: agents that joined one server do the rounds of a comparison in real time, each
// whole, so that all contenders of a round are measured by the same agent.
func TestRealRounds(t *testing.T) {
	t.Setenv(agents.TokenVar, "secret")
	t.Setenv(modeVar, asCompare)
	start := func(args ...string) *bufio.Scanner {
		cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"agent"}, args...)...)
		said, err := cmd.StderrPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			cmd.Process.Kill()
			cmd.Wait()
		})
		return bufio.NewScanner(said)
	}
	waits := func(lines *bufio.Scanner) string {
		for lines.Scan() {
			if _, url, ok := strings.Cut(lines.Text(), "waiting for rounds of "); ok {
				return url
			}
		}
		t.Fatal("an agent has ended")
		return ""
	}
	url := waits(start("--listen", "127.0.0.1:0"))
	waits(start("--join", url))
	var out, errs bytes.Buffer
	args := strings.Fields("--workload uniform --jobs 50 --workers 2 --strategy shared-queue,chunked,priority --rounds 6 --budget 10m --format json --results none --agents " + url)
	if code := compare(t.Context(), &out, &errs, args...); code != 0 && code != 3 {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	var run struct {
		Paired bool
		Hosts  map[int]string
		Cells  []struct {
			Metric, Strategy string
			N                int
			Lo               *float64 `json:"ratio_lo"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &run); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range run.Cells {
		if c.Metric == "throughput" {
			found++
			if c.N != 6 || c.Lo == nil { // which wants six rounds that both were in
				t.Errorf("%s: %d trials, lower bound of the ratio %v", c.Strategy, c.N, c.Lo)
			}
		}
	}
	if len(run.Hosts) != 6 || run.Hosts[1] == "" || run.Hosts[6] == "" {
		t.Errorf("rounds by %v, want a host of each of 6", run.Hosts)
	}
	if !run.Paired || found != 3 {
		t.Errorf("%d strategies, paired %v: %.300s", found, run.Paired, out.String())
	}
}
