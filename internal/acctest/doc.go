// Package acctest is what acceptance tests share: an emulator with the
// provider in front of it, the real binary driven by the real Terraform, moto
// as a second opinion, and regular expressions for what users read.
//
// Importing it shuts out the user's own AWS and Terraform configuration. It may
// import every package of the provider; only tests import it, those of
// resources as external tests (package rule_test).
package acctest
