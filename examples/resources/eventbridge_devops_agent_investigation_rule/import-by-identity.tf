# account_id and region are those of the provider where they are left out.
import {
  to = eventbridge_devops_agent_investigation_rule.unsolved
  identity = {
    event_bus_name = "default"
    name           = "unsolved-investigations"
  }
}
