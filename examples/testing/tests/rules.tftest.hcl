# Run with `terraform test` or `tofu test`.
#
# Every run is a plan. It contains the event patterns and calls nothing on AWS, so
# invented keys are enough: with skip_requesting_account_id, a plan does not look for
# objects that exist already. (mock_provider does not work here: it invents the event
# patterns.) A data source would call AWS: override it with override_data.

provider "eventbridge" {
  region     = "us-east-1"
  access_key = "none"
  secret_key = "none"

  skip_requesting_account_id = true
}

variables {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

run "rules_select_the_right_events" {
  command = plan

  module {
    source = "./tests/events"
  }

  assert {
    condition     = output.selected.failed == "build_failed_on_main, build_failed_on_release"
    error_message = "The rule failed-release-builds selects: ${output.selected.failed}"
  }

  assert {
    condition     = output.selected.team == "build_failing"
    error_message = "The pattern of the other team selects: ${output.selected.team}"
  }
}

run "another_pattern_from_the_team" {
  command = plan

  module {
    source = "./tests/events"
  }

  variables {
    event_pattern = "{\"detail\": {\"job\": {\"exit_status\": [{\"numeric\": [\">=\", 128]}]}}}"
  }

  assert {
    condition     = output.selected.team == "job_killed"
    error_message = "The pattern of the other team selects: ${output.selected.team}"
  }
}

run "an_invalid_pattern_from_the_team" {
  command = plan

  variables {
    event_pattern = "{\"detail-type\": \"Job Finished\"}" # not in a list
  }

  expect_failures = [var.event_pattern]
}
