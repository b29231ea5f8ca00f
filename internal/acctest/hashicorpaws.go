package acctest

import (
	"os"
	"path/filepath"
	"runtime"
)

// InstallAsAWS makes something installable as hashicorp/aws, for `terraform
// init` to come: Terraform wants every provider there that a state names, and
// asks it for nothing once its resources have moved.
func (w *Workspace) InstallAsAWS() {
	w.t.Helper()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(filepath.Dir(w.Dir), "mirror", host, "hashicorp", "aws", "6.0.0", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Symlink(Binary(w.t), filepath.Join(dir, "terraform-provider-aws_v6.0.0")); err != nil {
			w.t.Fatal(err)
		}
	}
}
