// Terraform-provider-eventbridge turns a partner's event stream on Amazon
// EventBridge into something a team can declare, check and trust.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve the provider to a debugger and print how to attach Terraform to it")
	flag.Parse()

	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/typed-events/eventbridge",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
