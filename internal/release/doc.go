// Package release contains only tests, of what a release consists of: the
// archives that goreleaser builds, their names, versions, checksums, bills of
// materials and signature, the registry's manifest, CHANGELOG.md, and the files
// in .github.
//
// The tests may import internal/provider, for what is offered and served, and
// internal/terraform, to install an archive as a user does. They don't import
// internal/acctest, which hides the user's home from the Go command.
package release
