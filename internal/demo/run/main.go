// Command run plays the demo: make demo calls it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/typed-events/terraform-provider-eventbridge/internal/demo"
)

func main() {
	root := flag.String("root", ".", "the checkout")
	bin := flag.String("dir", ".bin", "where a Terraform that has to be fetched is kept")
	keep := flag.Bool("keep", false, "leave the emulator running until interrupted")
	report := flag.String("report", filepath.Join(".bin", "demo.html"), "where the report is written, with its pictures beside it")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := demo.Run(ctx, demo.Options{Root: *root, Bin: *bin, Keep: *keep, Report: *report, Output: os.Stdout})
	switch {
	case err == nil:
		return
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "\nInterrupted: everything that was started is stopped.")
		os.Exit(130)
	}
	fmt.Fprintln(os.Stderr, "\ndemo:", err)
	os.Exit(1)
}
