# The ID of the saved query: `aws logs describe-query-definitions` lists it.
import {
  to = eventbridge_logs_query.failed_builds
  id = "1a2b3c4d-1234-5678-9abc-1a2b3c4d5e6f"
}
