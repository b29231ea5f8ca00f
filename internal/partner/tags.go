package partner

import (
	"context"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// syncTags gives a bus exactly these tags, apart from AWS's own.
func (k manager) syncTags(ctx context.Context, busARN string, want map[string]string) error {
	tags := k.tags(busARN)
	has, err := tags.List(ctx)
	if err != nil {
		return err
	}
	return awsresource.SyncTags(ctx, has, want, tags.Put, tags.Remove)
}
