package catalog_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// TestHostileInput bounds the time and the size of what is said about names of a
// megabyte, deep nesting and very many fields.
func TestHostileInput(t *testing.T) {
	t.Parallel()

	huge := strings.Repeat("stat ", 1<<18)
	many := func(one string) string {
		var b strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&b, one+",", i)
		}
		return strings.TrimSuffix(b.String(), ",")
	}
	deep := strings.Repeat(`{"build":`, 900) + `["x"]` + strings.Repeat("}", 900)
	c := catalog.Default()
	within := func(name string, act func() string) {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			said := act()
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			if len(said) > 1<<20 {
				t.Errorf("says %d bytes", len(said))
			}
		})
	}
	for name, overrides := range map[string]string{
		"name": `{"detail":{"build":{"` + huge + `":1}}}`, "top": `{"` + huge + `":1}`, "value": `{"detail":{"build":{"state":"` + huge + `"}}}`,
		"map": `{"detail":{"build":{"meta_data":{"` + huge + `":1}}}}`, "deep": `{"detail":` + deep + `}`, "many": `{"detail":{` + many(`"state%d":"x"`) + `}}`,
		"deep path": strings.Repeat(`{"detail":`, 900) + "1" + strings.Repeat("}", 900), "number": `{"detail":{"build":{"number":1` + strings.Repeat("0", 1<<20) + `}}}`,
	} {
		within("sample with "+name, func() string {
			_, err := c.SampleWith("Build Finished", "", []byte(overrides))
			if err == nil {
				return ""
			}
			return err.Error()
		})
	}
	within("sample of a huge name", func() string {
		_, err := c.Sample(huge, huge)
		_, variant := c.Sample("Build Finished", huge)
		return err.Error() + variant.Error()
	})
	within("source name", func() string {
		_, err := c.ParseEventSourceName(huge)
		return err.Error()
	})
	within("suggestions", func() string {
		f := c.Families()[0]
		return f.Suggest(huge) + f.Suggest("build", huge) + f.Suggest(strings.Split(strings.Repeat("build.", 5000), ".")...)
	})
	within("event", func() string { return strings.Join(c.Undocumented([]byte(`{"detail-type":"`+huge+`"}`)), "") })

	// Patterns have at most 4,096 characters.
	short := strings.Repeat("stat ", 700)
	for name, text := range map[string]string{
		"name": `{"detail":{"build":{"` + short + `":["x"]}}}`, "value": `{"detail":{"build":{"state":["` + short + `"]}}}`, "detail-type": `{"detail-type":["` + short + `"]}`,
		"deep": `{"detail":{"` + strings.Repeat("a.", 990) + `a":["x"]}}`, "source": `{"source":["aws.partner/buildkite.com/` + short + `"]}`,
		"fields": `{"detail":{"build":{` + strings.TrimSuffix(strings.Repeat(`"%d":["x"],`, 250), ",") + `}}}`,
	} {
		within("pattern with "+name, func() string {
			for i := range 250 {
				text = strings.Replace(text, "%d", fmt.Sprint(i), 1)
			}
			p, problems := pattern.Parse(text)
			if p == nil {
				t.Fatal(problems)
			}
			said := ""
			for _, f := range c.Check(p, catalog.Scope{EventBusName: partnerBus}) {
				said += f.Detail
			}
			return said
		})
	}
}
