package provider_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// marked is a configuration with a mistake of each kind of value. A comment
// names the error at the line that has to be marked.
const marked = `
resource "eventbridge_buildkite_job_rule" "objects" {
  name           = "objects"
  event_bus_name = "aws.partner/buildkite.com/acme/1"
  job = {
    label = {
      equals = ["a"]
    }
    passed = "yes" # Invalid value type
    exit_status = { # Invalid value type
      equals = [
        "0",
        "x",
      ]
    }
    name = { equals = ["a"] } # Unknown field
  }
  pipeline = {
    slug = ["a"] # Missing operator
  }
  any_of = [
    { "job.passed" = true },
    { # Unknown operator
      "job.passed" = false
      "job.label" = {
        equalz = ["a"]
      }
    },
  ]
}

resource "eventbridge_metric" "maps" {
  detail_types = ["Job Finished"]
  namespace    = "CI"
  metric_name  = "Jobs"
  dimensions = {
    Pipeline = "detail.pipeline.slug"
    Constant = "=" # Invalid constant
  }
  where = {
    "detail.job.passed" = {
      equals = ["false"]
    }
    "detail.build.number" = { # Invalid value for numeric
      numeric = [
        "5",
      ]
    }
  }
  duration = {
    from = "detail.job.started_at"
    to   = "detail.job.started_at" # Duration is always zero
  }
  timeouts = {
    create = "5m"
    update = "five minutes" # Invalid Attribute Value Time Duration
  }
}

resource "eventbridge_log_target" "nested" {
  rule_arn      = "arn:aws:events:us-east-1:123456789012:rule/a/b"
  log_group_arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/a"
  retry_policy = {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 186 # Invalid Attribute Value
  }
}

resource "eventbridge_rule" "lists" {
  name           = "lists"
  event_bus_name = "default"
  event_pattern  = jsonencode({ source = ["a"] })
  tags = {
    a       = "b"
    "aws:b" = "c" # Reserved tag key
  }
}
`

// TestMarks holds that an error points at the line that it is about.
func TestMarks(t *testing.T) {
	t.Parallel()
	w := acctest.New(t).Workspace(acctest.RequiredProviders)
	w.Write("marked.tf", marked)
	out, err := w.Try("validate", "-json")
	if err == nil {
		t.Fatal("the configuration is valid")
	}
	var answer tfjson.ValidateOutput
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%s: %s", err, out)
	}
	var got, want []string
	lines := strings.Split(marked, "\n")
	for _, d := range answer.Diagnostics {
		if d.Severity != tfjson.DiagnosticSeverityError {
			continue
		}
		line := "no line"
		if d.Range != nil {
			line = strings.TrimSpace(lines[d.Range.Start.Line-1])
		}
		line, _, _ = strings.Cut(line, " #")
		got = append(got, line+" # "+d.Summary)
	}
	for _, line := range lines {
		if strings.Contains(line, " # ") {
			want = append(want, strings.TrimSpace(line))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("marked is\n%s\n\nand should be\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
