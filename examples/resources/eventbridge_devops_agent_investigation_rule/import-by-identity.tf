# account_id and region default to those of the provider.
import {
  to = eventbridge_devops_agent_investigation_rule.unsolved
  identity = {
    event_bus_name = "default"
    name           = "unsolved-investigations"
  }
}
