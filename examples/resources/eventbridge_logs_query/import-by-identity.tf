# account_id and region default to those of the provider.
import {
  to = eventbridge_logs_query.failed_builds
  identity = {
    id = "1a2b3c4d-1234-5678-9abc-1a2b3c4d5e6f"
  }
}
