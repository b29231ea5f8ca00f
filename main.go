// Terraform-provider-eventbridge turns a partner's event stream on Amazon
// EventBridge into something a team can declare, check and trust.
package main

import (
	"flag"
	"fmt"
	"log"
	"runtime"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// version and commit are set by the release build.
var (
	version = "dev"
	commit  = "unknown"
)

func main() {
	debug := flag.Bool("debug", false, "serve the provider to a debugger and print how to attach Terraform to it")
	showVersion := flag.Bool("version", false, "print the version and end")
	flag.Parse()
	if *showVersion {
		fmt.Printf("terraform-provider-eventbridge %s (commit %s, %s %s/%s)\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return
	}

	if err := silenceLogs(); err != nil {
		log.Fatal(err)
	}
	collectRarely()
	serve := provider.New(version)
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve("registry.terraform.io/typed-events/eventbridge", func() tfprotov6.ProviderServer { return provider.NewServer(serve()) }, options...)
	if err != nil {
		log.Fatal(err)
	}
}
