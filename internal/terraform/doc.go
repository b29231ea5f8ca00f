// Package terraform finds the Terraform that the demo and the tests drive:
// the one that TF_ACC_TERRAFORM_PATH names, else the binary on PATH (terraform,
// then tofu), else one fetched from HashiCorp's release site into a folder of
// the caller's choice. It writes nowhere else. StateStore is a state for Terraform's
// backend "http".
//
// It may import the standard library and hc-install, nothing of this provider.
package terraform
