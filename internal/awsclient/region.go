package awsclient

import (
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
)

// regions are the clients of one configuration of the provider, one a region,
// each made when it is first asked for. They share credentials, connections and
// what is known of the account.
type regions struct {
	config    Config
	awsConfig aws.Config

	mu      sync.Mutex
	clients map[string]*Client
}

// InRegion returns the client for a region, with the same credentials; "" is the
// region of c itself. There is one client per region, so that resources share what
// was read.
//
// Errors are *UnknownRegionError and *PartitionError.
func (c *Client) InRegion(region string) (*Client, error) {
	if region == "" || region == c.region || !c.Usable() {
		return c, nil
	}
	r := c.regions
	if !r.config.SkipRegionValidation && validation.SupportedRegion(region) != nil {
		return nil, &UnknownRegionError{Region: region}
	}
	// Credentials are those of one partition.
	if partition := partitionOf(region); partition != c.partition {
		return nil, &PartitionError{Region: region, Partition: partition, Wanted: c.partition}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	client := r.clients[region]
	if client == nil {
		client = r.make(region, c.account)
		r.clients[region] = client
	}
	return client, nil
}

// Home is the provider's own region, whatever the region of c is.
func (c *Client) Home() string { return c.regions.awsConfig.Region }

// Usable reports whether AWS can be called: not while the provider's configuration
// is unknown. Its region is not known then either.
func (c *Client) Usable() bool { return c.unusable == nil }

// SkipsAccountID reports whether the account is never asked for.
func (c *Client) SkipsAccountID() bool { return c.account.skip }

// PartitionError reports that a region is in another AWS partition than the
// credentials.
type PartitionError struct{ Region, Partition, Wanted string }

func (e *PartitionError) Error() string {
	return fmt.Sprintf("the region %s is in the AWS partition %s, and the credentials belong to %s", e.Region, e.Partition, e.Wanted)
}
