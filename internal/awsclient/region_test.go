package awsclient

import (
	"errors"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
)

// TestIn makes one client a region, which calls that region and shares what is
// known of the account.
func TestIn(t *testing.T) {
	t.Parallel()
	cloud := newCloud(t)
	home, err := New(t.Context(), cloud.config())
	if err != nil {
		t.Fatal(err)
	}
	clients := make([]*Client, 20)
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			client, err := home.InRegion("eu-west-1")
			if err != nil {
				t.Error(err)
				return
			}
			clients[i] = client
			if _, err := client.AccountID(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, client := range clients {
		if client != clients[0] {
			t.Fatal("more than one client of a region")
		}
	}
	there := clients[0]
	if there.Region() != "eu-west-1" || there == home || there.Rules() == home.Rules() {
		t.Errorf("the client of eu-west-1 is of %s", there.Region())
	}
	for _, region := range []string{"", home.Region()} {
		if back, err := home.InRegion(region); err != nil || back != home {
			t.Errorf("%q: %v, %v; want the client itself", region, back, err)
		}
	}
	if back, err := there.InRegion(home.Region()); err != nil || back != home {
		t.Errorf("back from eu-west-1: %v, %v; want the first client", back, err)
	}
	if calls := cloud.CallCount("sts:GetCallerIdentity"); calls != 1 {
		t.Errorf("%d calls for the account, want 1", calls)
	}
	if _, err := there.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{}); err != nil {
		t.Fatal(err)
	}
	calls := cloud.Calls()
	if last := calls[len(calls)-1]; last.Operation != "ListRules" || last.Region != "eu-west-1" {
		t.Errorf("called %s in %s", last.Operation, last.Region)
	}
}

// TestInRefuses tells why there is no client of a region.
func TestInRefuses(t *testing.T) {
	t.Parallel()
	cloud := newCloud(t)
	home, err := New(t.Context(), cloud.config())
	if err != nil {
		t.Fatal(err)
	}
	var unknown *UnknownRegionError
	if _, err := home.InRegion("eu-wset-1"); !errors.As(err, &unknown) || unknown.Region != "eu-wset-1" {
		t.Errorf("a region that is none: %v", err)
	}
	var partition *PartitionError
	if _, err := home.InRegion("cn-north-1"); !errors.As(err, &partition) || partition.Partition != "aws-cn" || partition.Wanted != "aws" {
		t.Errorf("a region of China: %v", err)
	}
	config := cloud.config()
	config.SkipRegionValidation = true
	brave, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if client, err := brave.InRegion("eu-new-9"); err != nil || client.Region() != "eu-new-9" {
		t.Errorf("a new region with skip_region_validation: %v", err)
	}
	waiting := Unusable(&UnknownConfigError{})
	if client, err := waiting.InRegion("eu-west-1"); err != nil || client != waiting || client.Usable() {
		t.Errorf("a client that can't be used: %v, %v", client, err)
	}
}
