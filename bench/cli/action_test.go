package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A ciAction is the gate's.
type ciAction struct {
	Inputs map[string]struct{ Description, Default string }
	Runs   struct{ Steps []ciStep }
}

// gateAction returns the action, and a runner with its inputs, some of them others than by
// default.
func gateAction(t *testing.T, dir, stubs string, inputs map[string]string) (*ciAction, *runner) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("there is no bash")
	}
	var a ciAction
	readYAML(t, &a, "actions", "gate", "action.yml")
	r := newRunner(t, dir, stubs)
	path, err := filepath.Abs(filepath.Join("..", "..", ".github", "actions", "gate"))
	if err != nil {
		t.Fatal(err)
	}
	r.env["GITHUB_ACTION_PATH"], r.env["GITHUB_BASE_REF"], r.env["GITHUB_REF"] = path, "main", "refs/pull/12/merge"
	r.values["github.token"] = "secret"
	for name, in := range a.Inputs {
		r.values["inputs."+name] = r.expand(in.Default)
	}
	for name, value := range inputs {
		if _, ok := a.Inputs[name]; !ok {
			t.Errorf("the action has no input %q", name)
		}
		r.values["inputs."+name] = value
	}
	return &a, r
}

// step runs the step of that name.
func (a *ciAction) step(t *testing.T, r *runner, name string) int {
	t.Helper()
	for _, s := range a.Runs.Steps {
		if s.Name == name {
			return r.run(s)
		}
	}
	t.Fatalf("the action has no step %q", name)
	return 0
}

// stubGH stands for GitHub's command: it logs what it is asked, keeps the body of a comment
// and has the comments of a file.
const stubGH = `printf '%s\n' "$*" >>"$STUBS/asked"
if [[ -n ${STUB_FAIL:-} && "$*" == *"$STUB_FAIL"* ]]; then exit 1; fi
for a in "$@"; do
	case $a in
	body=@*) cp "${a#body=@}" "$STUBS/body" ;;
	.\[\]*) jq -r "$a" "$STUBS/comments.json" ;;
	esac
done
`

// stubCompare stands for compare: it logs its arguments, writes the files that are asked
// for, and ends with a code.
const stubCompare = `printf '<%s>' "$@" >>"$STUBS/args"
for a in "$@"; do
	case $a in
	comment=* | markdown=*) if [[ -z ${STUB_NONE:-} ]]; then printf '<!-- poolbench: gate -->\n**answer**\n' >"${a#*=}"; fi ;;
	esac
done
exit "${STUB_CODE:-0}"
`

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// TestActionSafe: no input is ever part of a script, and each is used.
func TestActionSafe(t *testing.T) {
	a, _ := gateAction(t, t.TempDir(), t.TempDir(), nil)
	wantSafe(t, "action", a.Runs.Steps)
	var used strings.Builder
	for _, s := range a.Runs.Steps {
		if s.Run != "" && s.Shell != "bash" {
			t.Errorf("step %q: shell %q, want bash", s.Name, s.Shell)
		}
		used.WriteString(s.If + s.Dir)
		for _, m := range []map[string]string{s.Env, s.With} {
			for _, v := range m {
				used.WriteString(v)
			}
		}
	}
	for name, in := range a.Inputs {
		if !strings.Contains(used.String(), "inputs."+name) || in.Description == "" {
			t.Errorf("input %q: is not used, or not described", name)
		}
	}
}

// TestActionMeasure: whatever users say reaches the gate as it is, and nothing of it runs.
func TestActionMeasure(t *testing.T) {
	const hostile = "$(touch pwned)`touch pwned`'; touch pwned; \"\n--help"
	for _, tt := range []struct {
		name   string
		inputs map[string]string
		env    map[string]string
		want   []string
		no     []string
	}{
		{"defaults", nil, nil, []string{"<gate><--base=origin/main><--package=.><--bench=.><--rounds=20><--budget=20m><--format><github>"}, []string{"--margin", "--policy", "--inconclusive", "--benchtime"}},
		{"all", map[string]string{"base": "v1", "package": "./a", "bench": "^A$", "margin": "3%", "policy": "p.yml", "rounds": "9", "budget": "1m", "benchtime": "1x", "inconclusive": "fail"}, nil,
			[]string{"<--base=v1><--package=./a><--bench=^A$><--rounds=9><--budget=1m><--benchtime=1x><--margin=3%><--policy=p.yml><--inconclusive=fail>"}, nil},
		{"hostile", map[string]string{"base": hostile, "package": hostile, "bench": hostile, "margin": hostile, "policy": hostile, "inconclusive": hostile}, nil,
			[]string{"<--base=" + hostile + "><--package=" + hostile + "><--bench=" + hostile + ">", "<--margin=" + hostile + "><--policy=" + hostile + "><--inconclusive=" + hostile + ">"}, nil},
		{"hostile branch", nil, map[string]string{"GITHUB_BASE_REF": hostile}, []string{"<--base=origin/" + hostile + ">"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, stubs := t.TempDir(), t.TempDir()
			stub(t, stubs, "compare", stubCompare)
			a, r := gateAction(t, dir, stubs, tt.inputs)
			r.env["STUBS"], r.env["STUB_CODE"] = stubs, "1"
			for name, value := range tt.env {
				r.env[name] = value
			}
			if code := a.step(t, r, "measure"); code != 0 || r.values["steps.measure.outputs.code"] != "1" || r.summary != "<!-- poolbench: gate -->\n**answer**\n" {
				t.Errorf("exit code %d, code %q, summary %q\n%s", code, r.values["steps.measure.outputs.code"], r.summary, r.output)
			}
			if code := a.step(t, r, "answer"); code != 1 {
				t.Errorf("the action ends with %d, want the gate's 1", code)
			}
			args := read(t, filepath.Join(stubs, "args"))
			for _, w := range tt.want {
				if !strings.Contains(args, w) {
					t.Errorf("arguments %s\nlack %s", args, w)
				}
			}
			for _, n := range tt.no {
				if strings.Contains(args, n) {
					t.Errorf("arguments %s\nhave %s", args, n)
				}
			}
			if files := filesIn(t, dir); len(files) > 0 {
				t.Errorf("files %q were made", files)
			}
		})
	}
}

// TestActionRefuses: without a base, and with a name that could be anything else, nothing
// runs.
func TestActionRefuses(t *testing.T) {
	stubs := t.TempDir()
	stub(t, stubs, "compare", stubCompare)
	for _, tt := range []struct{ name, ref, want string }{
		{"gate", "", "::error::base: this is no pull request"},
		{"a/../b", "main", "::error::name: want letters"},
		{"a\"b", "main", "::error::name: want letters"},
	} {
		a, r := gateAction(t, t.TempDir(), stubs, map[string]string{"name": tt.name})
		r.env["STUBS"], r.env["GITHUB_BASE_REF"] = stubs, tt.ref
		if code := a.step(t, r, "measure"); code != 2 || !strings.Contains(r.output, tt.want) {
			t.Errorf("name %q, branch %q: exit code %d, want 2\n%s", tt.name, tt.ref, code, r.output)
		}
	}
	if args := read(t, filepath.Join(stubs, "args")); args != "" {
		t.Errorf("the gate ran: %s", args)
	}
}

// TestActionComment: the same comment is kept up to date, whatever the outcome; without a
// token, a pull request or leave to comment there is none, and the gate's answer stands.
func TestActionComment(t *testing.T) {
	const create = "api --silent --method POST repos/o/r/issues/12/comments -F body=@"
	const others = `[{"id": 1, "user": {"type": "User"}, "body": "<!-- poolbench: gate -->"}, {"id": 2, "user": {"type": "Bot"}, "body": "<!-- poolbench: other -->"}`
	for _, tt := range []struct {
		name     string
		inputs   map[string]string
		env      map[string]string
		comments string
		asked    string // in what GitHub was asked last; empty: nothing
		output   string
	}{
		{"first", nil, nil, others + "]", create, ""},
		{"again", nil, nil, others + `, {"id": 34, "user": {"type": "Bot"}, "body": "<!-- poolbench: gate -->\nold"}, {"id": 35, "user": {"type": "Bot"}, "body": "<!-- poolbench: gate -->"}]`,
			"api --silent --method PATCH repos/o/r/issues/comments/34 -F body=@", ""},
		{"another gate", map[string]string{"name": "linux.arm-64"}, nil, others + "]", create, ""},
		{"no answer", nil, map[string]string{"STUB_NONE": "1", "STUB_CODE": "2"}, "[]", create, ""},
		{"not wanted", map[string]string{"comment": "false"}, nil, "[]", "", ""},
		{"no token", map[string]string{"token": ""}, nil, "[]", "", "no token, so no comment"},
		{"no pull request", nil, map[string]string{"GITHUB_REF": "refs/heads/main"}, "[]", "", "no pull request, so no comment"},
		{"of a fork", nil, map[string]string{"STUB_FAIL": "POST"}, "[]", create, "::warning::the token may not comment"},
		{"unreadable", nil, map[string]string{"STUB_FAIL": "--paginate"}, "[]", "api --paginate ", "::warning::the comments cannot be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := exec.LookPath("jq"); err != nil {
				t.Skip("there is no jq to stand for that of GitHub's command")
			}
			stubs := t.TempDir()
			stub(t, stubs, "compare", stubCompare)
			stub(t, stubs, "gh", stubGH)
			write(t, stubs, "comments.json", tt.comments)
			a, r := gateAction(t, t.TempDir(), stubs, tt.inputs)
			r.env["STUBS"], r.env["STUB_CODE"] = stubs, "1"
			for name, value := range tt.env {
				r.env[name] = value
			}
			if a.step(t, r, "measure") != 0 || a.step(t, r, "comment") != 0 {
				t.Fatalf("a step failed:\n%s", r.output)
			}
			asked := strings.Split(strings.TrimSpace(read(t, filepath.Join(stubs, "asked"))), "\n")
			if last := asked[len(asked)-1]; !strings.HasPrefix(last, tt.asked) || tt.asked == "" && last != "" {
				t.Errorf("asked %q, want %q at last", asked, tt.asked)
			}
			if !strings.Contains(r.output, tt.output) {
				t.Errorf("output lacks %q:\n%s", tt.output, r.output)
			}
			if strings.Contains(r.output+strings.Join(asked, ""), "secret") {
				t.Error("the token is shown")
			}
			if body := read(t, filepath.Join(stubs, "body")); body != "" {
				answer := "**answer**"
				if tt.env["STUB_NONE"] != "" {
					answer = "**The gate has no answer: exit code 2.**"
				}
				want := "<!-- poolbench: " + r.values["inputs.name"] + " -->\n" + answer + "\n\n[the run](https://example.com/o/r/actions/runs/7)\n"
				if body != want {
					t.Errorf("the comment is %q, want %q", body, want)
				}
			}
			if files := filesIn(t, r.env["RUNNER_TEMP"]); strings.Contains(strings.Join(files, " "), "tmp.") {
				t.Errorf("left behind: %q", files)
			}
		})
	}
}
