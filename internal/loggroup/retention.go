package loggroup

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// retentionDays are the retention periods that CloudWatch Logs knows, in days
// (service model logs 2014-03-28).
var retentionDays = []int64{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

// retentionValidator accepts the retention periods that CloudWatch Logs knows.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return "must be one of " + listDays(retentionDays)
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (retentionValidator) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	days := req.ConfigValue.ValueInt64()
	if slices.Contains(retentionDays, days) {
		return
	}
	detail := fmt.Sprintf("CloudWatch Logs does not support a retention of %d days. Supported are %s. The nearest is %d.",
		days, listDays(retentionDays), nearestRetention(days))
	if days <= 0 {
		detail += " To keep events indefinitely, omit retention_in_days."
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid retention period", detail)
}

// nearestRetention is the period closest to the given one; of two that are
// equally close the longer, which loses no events.
func nearestRetention(days int64) int64 {
	best := retentionDays[0]
	for _, known := range retentionDays {
		if distance(known, days) <= distance(best, days) {
			best = known
		}
	}
	return best
}

func distance(a, b int64) uint64 {
	if a < b {
		a, b = b, a
	}
	return uint64(a) - uint64(b)
}

func listDays(days []int64) string {
	texts := make([]string, len(days))
	for i, d := range days {
		texts[i] = strconv.FormatInt(d, 10)
	}
	return prose.And(texts)
}
