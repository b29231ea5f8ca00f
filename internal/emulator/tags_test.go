package emulator_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

func TestTagsOfBusAndRule(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.associate(t)
	onPartnerBus := b.putRule(t, sourceName, "r", anyPattern)
	onDefaultBus := b.putRule(t, "default", "r", anyPattern)
	for _, arn := range []string{"arn:aws:events:us-east-1:123456789012:event-bus/" + sourceName, onPartnerBus, onDefaultBus} {
		_, err := b.events.TagResource(t.Context(), &eventbridge.TagResourceInput{ResourceARN: &arn, Tags: []ebtypes.Tag{
			{Key: aws.String("b"), Value: aws.String("2")}, {Key: aws.String("a"), Value: aws.String(arn[len(arn)-1:])}, {Key: aws.String("c"), Value: aws.String("")},
		}})
		must(t, 0, err)
		_, err = b.events.UntagResource(t.Context(), &eventbridge.UntagResourceInput{ResourceARN: &arn, TagKeys: []string{"b", "none"}})
		must(t, 0, err)
		out := ok[*eventbridge.ListTagsForResourceOutput](t)(b.events.ListTagsForResource(t.Context(), &eventbridge.ListTagsForResourceInput{ResourceARN: &arn}))
		got := ""
		for _, tag := range out.Tags {
			got += fmt.Sprintf("%s=%s;", *tag.Key, *tag.Value)
		}
		equal(t, "tags of "+arn, got, "a="+arn[len(arn)-1:]+";c=;")
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	arn := b.putRule(t, "default", "r", anyPattern)
	tag := func(arn string, tags ...ebtypes.Tag) error {
		_, err := b.events.TagResource(t.Context(), &eventbridge.TagResourceInput{ResourceARN: &arn, Tags: tags})
		return err
	}
	one := func(key string) ebtypes.Tag { return ebtypes.Tag{Key: &key, Value: aws.String("v")} }
	refused(t, tag("arn:aws:events:us-east-1:123456789012:rule/none", one("a")), "ResourceNotFoundException", "Rule none does not exist on EventBus default.")
	refused(t, tag("arn:aws:events:us-east-1:123456789012:rule/none/r", one("a")), "ResourceNotFoundException", "Event bus none does not exist.")
	refused(t, tag("arn:aws:events:eu-west-1:123456789012:rule/r", one("a")), "ResourceNotFoundException")
	refused(t, tag("r", one("a")), "ValidationException")
	refused(t, tag(arn, one("aws:x")), "ValidationException")
	refused(t, tag(arn, one("a"), one("a")), "ValidationException")
	var many []ebtypes.Tag
	for i := range 50 {
		many = append(many, one(fmt.Sprint(i)))
	}
	must(t, 0, tag(arn, many...))
	refused(t, tag(arn, one("more")), "LimitExceededException")
	must(t, 0, tag(arn, one("7")))
}
