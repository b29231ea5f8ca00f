# account_id and region default to those of the provider.
import {
  to = eventbridge_devops_agent_mitigation_rule.done
  identity = {
    event_bus_name = "default"
    name           = "mitigations-done"
  }
}
