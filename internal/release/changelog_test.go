package release_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

var (
	// versionHeading is that of a version, with the day of its release as HashiCorp's
	// providers write it.
	versionHeading = regexp.MustCompile(`^## (\d+\.\d+\.\d+) \((Unreleased|(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4})\)$`)
	newThing       = regexp.MustCompile(`^\* \*\*New (Resource|Data Source|Function|List Resource):\*\* (.+)$`)
	quoted         = regexp.MustCompile("`([^`]+)`")
)

// sections are the headings within a version, in the order that registries show.
var sections = []string{"BREAKING CHANGES:", "NOTES:", "FEATURES:", "ENHANCEMENTS:", "BUG FIXES:"}

// prepared is the version that CHANGELOG.md begins with.
func prepared(t *testing.T) string {
	t.Helper()
	for line := range strings.Lines(string(read(t, "CHANGELOG.md"))) {
		if heading := versionHeading.FindStringSubmatch(strings.TrimSpace(line)); heading != nil {
			return heading[1]
		}
	}
	t.Fatal("CHANGELOG.md has no version")
	return ""
}

// TestChangelog checks the form of CHANGELOG.md, and that its FEATURES together
// are what the provider offers.
func TestChangelog(t *testing.T) {
	t.Parallel()
	announced := map[string][]string{}
	var version, section string
	for line := range strings.Lines(string(read(t, "CHANGELOG.md"))) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "## "):
			heading := versionHeading.FindStringSubmatch(line)
			if heading == nil {
				t.Fatalf("%q is no heading of a version, such as ## 0.1.0 (Unreleased) or ## 0.1.0 (November 20, 2026)", line)
			}
			if heading[2] == "Unreleased" && version != "" {
				t.Errorf("%s stands below %s and is not released", heading[1], version)
			}
			version, section = heading[1], ""
		case version == "" || line == "":
		case strings.HasSuffix(line, ":") && strings.ToUpper(line) == line:
			if slices.Index(sections, line) <= slices.Index(sections, section) {
				t.Errorf("%s: %q after %q; the headings are %v, in this order", version, line, section, sections)
			}
			section = line
		case !strings.HasPrefix(line, "* "):
			t.Errorf("%s: %q is no item of a list", version, line)
		case section == "FEATURES:":
			item := newThing.FindStringSubmatch(line)
			if item == nil {
				t.Errorf("%s: %q does not say what is new", version, line)
				continue
			}
			for _, name := range quoted.FindAllStringSubmatch(item[2], -1) {
				announced[item[1]] = append(announced[item[1]], name[1])
			}
		case section == "":
			t.Errorf("%s: %q stands below no heading", version, line)
		}
	}
	for kind, want := range offered(t) {
		got := announced[kind]
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("CHANGELOG.md announces each %s of\n%s\nbut the provider offers\n%s", kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// offered are the names of what the provider offers.
func offered(t *testing.T) map[string][]string {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{"Resource": nil, "Data Source": nil, "Function": nil, "List Resource": nil}
	for _, it := range answer.Resources {
		names["Resource"] = append(names["Resource"], it.TypeName)
	}
	for _, it := range answer.DataSources {
		names["Data Source"] = append(names["Data Source"], it.TypeName)
	}
	for _, it := range answer.Functions {
		names["Function"] = append(names["Function"], it.Name)
	}
	for _, it := range answer.ListResources {
		names["List Resource"] = append(names["List Resource"], it.TypeName)
	}
	return names
}
