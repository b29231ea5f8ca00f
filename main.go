// Terraform-provider-eventbridge turns a partner's event stream on Amazon
// EventBridge into something a team can declare, check and trust.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"runtime"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/provider"
)

// version and commit are set by the release build.
var (
	version = "dev"
	commit  = "unknown"
)

// finishTime is a little less than the two seconds that Terraform gives a
// provider to end by itself (go-plugin, Client.Kill).
const finishTime = 1800 * time.Millisecond

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
	var finish awsresource.Finish
	serve := provider.New(version, provider.WithFinish(&finish), provider.WithJournal(awsresource.JournalDir()))
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve("registry.terraform.io/typed-events/eventbridge", func() tfprotov6.ProviderServer { return provider.NewServer(serve()) }, options...)
	ctx, cancel := context.WithTimeout(context.Background(), finishTime)
	finish.Run(ctx)
	cancel()
	if err != nil {
		log.Fatal(err)
	}
}
