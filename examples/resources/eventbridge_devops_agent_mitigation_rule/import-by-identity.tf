# account_id and region are those of the provider where they are left out.
import {
  to = eventbridge_devops_agent_mitigation_rule.done
  identity = {
    event_bus_name = "default"
    name           = "mitigations-done"
  }
}
