package main_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestDependabot: each folder with a go.mod, and each with an action, is looked after.
func TestDependabot(t *testing.T) {
	var config struct {
		Version int
		Updates []struct {
			Ecosystem   string `yaml:"package-ecosystem"`
			Directories []string
		}
	}
	readYAML(t, ".github/dependabot.yml", &config)
	listed := make(map[string][]string)
	for _, u := range config.Updates {
		listed[u.Ecosystem] = append(listed[u.Ecosystem], u.Directories...)
	}
	found := map[string][]string{"github-actions": {"/"}}
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, _ fs.DirEntry, err error) error {
		folder := path.Join("/", path.Dir(name))
		switch {
		case strings.Contains(name, "testdata/"):
		case path.Base(name) == "go.mod":
			found["gomod"] = append(found["gomod"], folder)
		case path.Base(name) == "action.yml":
			found["github-actions"] = append(found["github-actions"], folder)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for ecosystem, want := range found {
		slices.Sort(want)
		if got := listed[ecosystem]; !slices.Equal(got, want) {
			t.Errorf(".github/dependabot.yml lists %v for %s, want %v", got, ecosystem, want)
		}
	}
}

// TestIssueForms: each has what GitHub wants of a form; one without is not shown.
func TestIssueForms(t *testing.T) {
	forms, err := fs.Glob(os.DirFS("../.."), ".github/ISSUE_TEMPLATE/*.yml")
	if err != nil || len(forms) == 0 {
		t.Fatalf("forms %v, %v", forms, err)
	}
	for _, name := range forms {
		if path.Base(name) == "config.yml" {
			continue
		}
		var form struct {
			Name, Description string
			Body              []struct {
				Type, ID   string
				Attributes struct{ Label string }
			}
		}
		readYAML(t, name, &form)
		if form.Name == "" || form.Description == "" || len(form.Body) == 0 {
			t.Errorf("%s: want a name, a description and a body", name)
		}
		var ids []string
		for _, b := range form.Body {
			if !slices.Contains([]string{"input", "textarea", "dropdown", "checkboxes"}, b.Type) || b.Attributes.Label == "" || b.ID == "" || slices.Contains(ids, b.ID) {
				t.Errorf("%s: field %+v: want a known type, a label and an id of its own", name, b)
			}
			ids = append(ids, b.ID)
		}
	}
}

// TestRelease: what is built and packed is there.
func TestRelease(t *testing.T) {
	var config struct {
		Version  int
		Builds   []struct{ Main, Binary string }
		Archives []struct{ Files []string }
	}
	readYAML(t, ".goreleaser.yaml", &config)
	if config.Version != 2 || len(config.Builds) != 1 || len(config.Archives) != 1 {
		t.Fatalf("%+v: want version 2, one build and one archive", config)
	}
	for _, name := range append(config.Archives[0].Files, config.Builds[0].Main) {
		if _, err := os.Stat(path.Join("../..", name)); err != nil {
			t.Error(err)
		}
	}
}

// TestDevcontainer: its image has the Go version that go.mod wants, and each package that
// .ci/run would install.
func TestDevcontainer(t *testing.T) {
	text, err := os.ReadFile("../../.devcontainer/devcontainer.json")
	if err != nil {
		t.Fatal(err)
	}
	var config struct{ Build struct{ Dockerfile string } }
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	image, err := os.ReadFile(path.Join("../../.devcontainer", config.Build.Dockerfile))
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(module), "\ngo ")
	version := strings.Join(strings.Split(strings.Fields(rest)[0], ".")[:2], ".")
	if want := "FROM golang:" + version + "-"; !strings.Contains(string(image), want) {
		t.Errorf("the image does not begin with %q", want)
	}
	run, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	installs := regexp.MustCompile(`(?m)(?:\|\| |^\t)install ([a-z-]+)$`).FindAllStringSubmatch(string(run), -1)
	if len(installs) == 0 {
		t.Error(".ci/run installs nothing that this test sees")
	}
	has := strings.Fields(string(image))
	for _, install := range installs {
		if !slices.Contains(has, install[1]) {
			t.Errorf("the image lacks %s, which .ci/run installs", install[1])
		}
	}
}

func readYAML(t *testing.T, name string, to any) {
	t.Helper()
	text, err := os.ReadFile(path.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, to); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
