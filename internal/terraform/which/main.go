// Command which prints the path of the Terraform that the tests are to use: the
// one that TF_ACC_TERRAFORM_PATH names, else one from PATH, else one that it
// fetches into the folder given by -dir. It exits with 1 if there is none,
// and with 2 where the variable names something else.
package main

import (
	"context"
	"errors"
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
		if !errors.Is(err, terraform.ErrNotFound) {
			os.Exit(2)
		}
		os.Exit(1)
	}
	fmt.Println(binary.Path)
}
