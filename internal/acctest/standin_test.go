package acctest_test

import (
	"context"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// Stand-ins take the place of providers of others, which tests have no network
// to install. They run in the test's process, and Terraform is told where (as
// it is for a debugger), so that the examples name the true providers.

// standIns are stand-ins by the address of the provider they stand in for, such
// as "buildkite/buildkite".
type standIns map[string]provider.Provider

// serve serves them to the workspace until the test ends.
func (s *stage) serve(w *acctest.Workspace, all standIns) {
	s.t.Helper()
	for name, standIn := range all {
		w.Attach(name, acctest.Where(s.start(name, standIn)))
	}
}

// start starts one stand-in and says where it is.
func (s *stage) start(name string, standIn provider.Provider) *plugin.ReattachConfig {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	configs, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve("registry.terraform.io/"+name, providerserver.NewProtocol6(standIn),
			tf6server.WithDebug(ctx, configs, closed), tf6server.WithGoPluginLogger(hclog.NewNullLogger()), tf6server.WithLoggingSink(s.t))
	}()
	select {
	case config := <-configs:
		s.t.Cleanup(func() { cancel(); <-closed })
		return config
	case err := <-failed:
		cancel()
		s.t.Fatalf("serving the stand-in for %s: %s", name, err)
		return nil
	}
}
