# Run with `terraform test` or `tofu test`.
#
# Every run is a plan: the rules' patterns are known in it, and nothing asks AWS.
# So made-up keys will do. (mock_provider would not: it makes the patterns up.) A
# data source would ask: give it values with override_data.

provider "eventbridge" {
  region     = "us-east-1"
  access_key = "none"
  secret_key = "none"
}

variables {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

run "rules_select_what_they_should" {
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
    error_message = "The pattern of the team selects: ${output.selected.team}"
  }
}

run "a_team_hands_in_another_pattern" {
  command = plan

  module {
    source = "./tests/events"
  }

  variables {
    event_pattern = "{\"detail\": {\"job\": {\"exit_status\": [{\"numeric\": [\">=\", 128]}]}}}"
  }

  assert {
    condition     = output.selected.team == "job_killed"
    error_message = "The pattern of the team selects: ${output.selected.team}"
  }
}

run "a_team_hands_in_a_broken_pattern" {
  command = plan

  variables {
    event_pattern = "{\"detail-type\": \"Job Finished\"}" # not in a list
  }

  expect_failures = [var.event_pattern]
}
