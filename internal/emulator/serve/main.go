// Command serve runs the emulator alone until it is interrupted, for use with
// any AWS client. It is a test double of AWS, not a product.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:4577", "address to listen on; port 0 takes a free one")
	account := flag.String("account", emulator.DefaultAccount, "account that callers belong to")
	calls := flag.Bool("calls", false, "print a line for each call")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, *listen, *account, *calls, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "emulator:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, and says on out how to talk to the emulator and,
// when asked to, what it is called for.
func run(ctx context.Context, listen, account string, calls bool, out io.Writer) error {
	options := []emulator.Option{emulator.WithAccount(account)}
	if calls {
		options = append(options, emulator.WithObserver(func(c emulator.Call) {
			_, _ = fmt.Fprintln(out, c.Time.Format(time.TimeOnly), c.Region, c.Name(), c.Code)
		}))
	}
	e := emulator.New(options...)
	server, err := e.StartOn(listen)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(out, greeting(server.URL, account))
	if err == nil {
		<-ctx.Done()
		_, err = fmt.Fprintln(out, "\nStopped. Nothing is kept.")
	}
	return errors.Join(err, server.Close())
}

func greeting(url, account string) string {
	return fmt.Sprintf(`The emulator of EventBridge, CloudWatch Logs and what goes with them listens on %[1]s
(account %[2]s, any credentials, any region; it is a test double, not AWS).

Talk to it with the AWS CLI:

  export AWS_ENDPOINT_URL=%[1]s
  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=

  # as the partner: offer an event source, publish an event
  aws events create-partner-event-source --account %[2]s --name aws.partner/buildkite.com/my-org/1
  aws events put-partner-events --entries '[{"Source":"aws.partner/buildkite.com/my-org/1","DetailType":"Build Finished","Detail":"{}"}]'

  # as an AWS service, which AWS itself lets nobody do: publish an event on the default bus
  curl -d @event.json %[1]s/_emulator/service-events

  # as the customer: look
  aws events list-event-sources
  aws events list-rules --event-bus-name aws.partner/buildkite.com/my-org/1
  aws logs filter-log-events --log-group-name /aws/events/buildkite

Press Ctrl-C to stop.
`, url, account)
}
