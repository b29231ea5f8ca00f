locals {
  source = provider::eventbridge::parse_event_source_name("aws.partner/buildkite.com/my-org/0106-187c-12cd4fe")
}

# "my-org of buildkite.com"
output "whose" {
  value = "${local.source.organization} of ${local.source.partner}"
}
