package demo_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/demo"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// options are those of make demo; the test is skipped where there is no Terraform.
func options(t *testing.T) (demo.Options, *strings.Builder) {
	t.Helper()
	root := filepath.Join("..", "..")
	bin := filepath.Join(root, ".bin") // where make test keeps a Terraform that it had to fetch
	found := false
	for _, candidate := range []string{os.Getenv(terraform.Variable), "terraform", "tofu", filepath.Join(bin, "terraform")} {
		if _, err := exec.LookPath(candidate); err == nil {
			found = true
		}
	}
	if !found {
		t.Skip("SKIP: no Terraform on PATH")
	}
	var out strings.Builder
	return demo.Options{Root: root, Bin: bin, Output: &out}, &out
}

func TestDemo(t *testing.T) {
	t.Parallel()
	options, out := options(t)
	options.Report = filepath.Join(t.TempDir(), "demo.html")
	if err := demo.Run(t.Context(), options); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	audit := []string{"run 1: stopped on the way, ", "run 3: SUCCEEDED, ", "250 in the log, none missing"}
	if strings.Contains(out.String(), "has no write-only arguments") {
		audit = []string{"SKIP: the audit log is not read here"}
	}
	metrics, headline, summary := "Buildkite/JobWaitTime", `webhook: {"text":"CRITICAL investigation completed: The connection pool of checkout was exhausted after deployment d-20260312-4."}`, "    - 40 of 40 connections were in use\n"
	_, err := jsonata.Locate(filepath.Join(options.Bin, "jsonata"))
	if err != nil {
		metrics, headline, summary, audit = "SKIP: the metrics", "", "", nil
	}
	checkReport(t, options.Report, err == nil)
	for _, want := range append(audit,
		"Build Failing ",
		"broken-builds",
		"/aws/events/buildkite",
		`subscriber: "Build 123456 of my-pipeline failed"`,
		`webhook: {"number":123456,"text":"Build 123456 of my-pipeline failed"}`,
		metrics,
		headline,
		summary,
		"Nothing was left behind",
	) {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// checkReport looks at the page: it needs nothing from elsewhere, its pictures are
// those of README and docs, and a browser shows it.
func checkReport(t *testing.T, page string, metrics bool) {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for _, foreign := range []string{"<script", "<link", "<img", "url(", "@import", "href=", "src="} {
		if strings.Contains(text, foreign) {
			t.Errorf("the report has %s", foreign)
		}
	}
	if others := strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, ""); strings.Contains(others, "http:") || strings.Contains(others, "https:") {
		t.Error("the report has the address of something else")
	}
	shown := []string{
		`<h2 id="events">`, "From aws.partner/buildkite.com/my-org/0106-187c-12cd4fe", "broken-builds", "no rule matches", "/aws/events/buildkite", "Build Failing",
		"buildkite/failed-builds", "webhook: {&#34;number&#34;:123456", `aria-label="Dashboard buildkite: BuildDuration, JobWaitTime, FailedBuilds, `,
	}
	if metrics {
		shown = append(shown, "From aws.aidevops", "From devops-agent.summary", "/devops-agent/summaries")
	}
	for _, want := range shown {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %s", want)
		}
	}
	if strings.Contains(text, `class="failed"><title>`) && metrics {
		t.Error("an event did not reach its target")
	}
	for _, name := range []string{"events.svg", "dashboard.svg"} {
		if !metrics {
			t.Log("SKIP: without metrics, the pictures are not compared with those of README and docs")
			break
		}
		drawn, err := os.ReadFile(filepath.Join(filepath.Dir(page), name))
		committed, also := os.ReadFile(filepath.Join("..", "..", "pictures", name))
		if err := errors.Join(err, also); err != nil || !bytes.Equal(drawn, committed) {
			t.Errorf("pictures/%s is not what the demo draws: run make pictures and commit the result (%v)", name, err)
		}
	}
	lookInBrowser(t, page, text)
}

// lookInBrowser takes a picture of the page in a browser and looks for the colors of
// its curves, bars and lines in it.
func lookInBrowser(t *testing.T, page, text string) {
	t.Helper()
	folder := t.TempDir()
	screenshot := filepath.Join(folder, "page.png")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "firefox", "firefox-esr"} {
		browser, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		args := []string{"--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", "--user-data-dir=" + folder, "--window-size=1060,4000", "--screenshot=" + screenshot}
		if strings.HasPrefix(name, "firefox") {
			args = []string{"--headless", "--profile", folder, "--window-size", "1060,4000", "--screenshot", screenshot}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, browser, append(args, "file://"+page)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %s\n%s", name, err, out)
		}
		file, err := os.Open(screenshot)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		shown, err := png.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		pixels := map[color.RGBA]int{}
		for y := range shown.Bounds().Dy() {
			for x := range shown.Bounds().Dx() {
				if at, ok := color.RGBAModel.Convert(shown.At(x, y)).(color.RGBA); ok {
					pixels[at]++
				}
			}
		}
		for what, want := range map[string]color.RGBA{
			"fill:#e4ecf7": {0xe4, 0xec, 0xf7, 255}, "#d55e00": {0xd5, 0x5e, 0x00, 255}, "#0b6bcb": {0x0b, 0x6b, 0xcb, 255},
		} {
			if !strings.Contains(text, what) || pixels[want] < 500 {
				t.Errorf("%s shows %d pixels of %s", name, pixels[want], what)
			}
		}
		return
	}
	t.Log("SKIP: no headless browser on PATH, the report is not looked at in one")
}

// watched is an output that tells when a text has been written.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
	want string
	seen chan struct{}
	once sync.Once
}

func watch(want string) *watched { return &watched{want: want, seen: make(chan struct{})} }

// Write keeps the text.
func (w *watched) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(text)
	if strings.Contains(w.text.String(), w.want) {
		w.once.Do(func() { close(w.seen) })
	}
	return len(text), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// start runs the demo until it has said want, and returns what ends it.
func start(t *testing.T, keep bool, want string) (out *watched, interrupt func() error) {
	t.Helper()
	options, _ := options(t)
	out = watch(want)
	options.Output, options.Keep = out, keep
	if !strings.HasPrefix(want, "Building") {
		options.Built = os.Getenv("PROVIDER_UNDER_TEST")
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- demo.Run(ctx, options) }()
	interrupt = func() error { cancel(); return <-done }
	select {
	case <-out.seen:
	case err := <-done:
		t.Fatalf("it ended before %q: %v\n%s", want, err, out)
	case <-time.After(5 * time.Minute):
		t.Fatalf("it never said %q:\n%s", want, interrupt())
	}
	return out, interrupt
}

// TestInterrupt ends the demo at several moments: it says so, and leaves no file behind.
func TestInterrupt(t *testing.T) {
	for _, moment := range []string{"Building the provider", "Starting the AWS emulator", "Creating...", "Buildkite publishes"} {
		t.Run(moment, func(t *testing.T) {
			temporary := t.TempDir()
			t.Setenv("TMPDIR", temporary)
			_, interrupt := start(t, false, moment)
			if err := interrupt(); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want that it was interrupted", err)
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// TestKeep runs what the demo says to run while it is kept.
func TestKeep(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("SKIP: no AWS CLI on PATH")
	}
	out, interrupt := start(t, true, "Ctrl-C destroys everything")
	var script strings.Builder
	_, said, _ := strings.Cut(out.String(), "in another terminal:")
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "export ") || strings.HasPrefix(line, "aws ") {
			script.WriteString(line + "\n")
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-e")
	cmd.Stdin = strings.NewReader(script.String())
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "AWS_PAGER="}
	answer, err := cmd.CombinedOutput()
	for _, want := range []string{`"ACTIVE"`, `"broken-builds"`, `\"state\":\"failed\"`} {
		if !strings.Contains(string(answer), want) {
			t.Errorf("%v: %s is missing in:\n%s\nof:\n%s", err, want, answer, script.String())
		}
	}
	if err := interrupt(); err != nil {
		t.Error(err)
	}
}
