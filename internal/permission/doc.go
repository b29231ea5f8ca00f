// Package permission knows which IAM actions the provider needs: for each
// resource and data source, when and why, on which resources, and what the
// provider does without. The knowledge is data, permissions.json: the guide to
// permissions is written from it, messages about missing permissions use it,
// and the tests compare it with the calls that the provider makes.
//
// It may import the standard library only. Its tests import acctest.
package permission
