// Command which prints the path of the Terraform that the tests are to use,
// fetching one into the folder given by -dir when PATH has none.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

func main() {
	dir := flag.String("dir", ".bin", "where a fetched Terraform is kept")
	flag.Parse()
	binary, err := terraform.Find(context.Background(), *dir, func(what string) { fmt.Fprintln(os.Stderr, what) })
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(binary.Path)
}
