package awsclient

import (
	"fmt"
	"slices"
	"strings"
)

// MissingRegionError reports that no AWS region is configured anywhere.
type MissingRegionError struct {
	// Err is what failed for want of a region; it may be nil.
	Err error
}

func (*MissingRegionError) Error() string { return "no AWS region is configured" }

func (e *MissingRegionError) Unwrap() error { return e.Err }

// UnknownRegionError reports that the region is none that this version knows.
type UnknownRegionError struct{ Region string }

func (e *UnknownRegionError) Error() string {
	return fmt.Sprintf("%q is not a known AWS region", e.Region)
}

// MissingProfileError reports that the shared configuration files have no such
// profile.
type MissingProfileError struct {
	Profile string
	Files   []string
}

func (e *MissingProfileError) Error() string {
	return fmt.Sprintf("the profile %q is in none of %s", e.Profile, strings.Join(e.Files, ", "))
}

// CredentialsError reports that no credentials were found, or that those found
// could not be fetched.
type CredentialsError struct{ Err error }

func (e *CredentialsError) Error() string { return fmt.Sprintf("no AWS credentials: %s", e.Err) }

func (e *CredentialsError) Unwrap() error { return e.Err }

// AssumeRoleError reports that a role of the configuration can't be assumed.
type AssumeRoleError struct {
	// Roles are the ARNs of the chain of roles; one of them failed.
	Roles []string
	// WebIdentity says that it was to be assumed with the token of an identity
	// provider.
	WebIdentity bool
	Err         error
}

func (e *AssumeRoleError) Error() string {
	return fmt.Sprintf("assuming %s: %s", strings.Join(e.Roles, ", then "), e.Err)
}

func (e *AssumeRoleError) Unwrap() error { return e.Err }

// AccountError reports that the credentials belong to an account that the
// configuration does not allow.
type AccountError struct {
	Account string
	// Allowed are the accounts that are allowed; empty where the account is
	// forbidden by name.
	Allowed []string
}

func (e *AccountError) Error() string {
	return fmt.Sprintf("the AWS account %s is not allowed", e.Account)
}

// SettingError reports that one setting can't be used.
type SettingError struct {
	// Attribute is the setting's name in the provider's configuration.
	Attribute string
	Err       error
}

func (e *SettingError) Error() string { return fmt.Sprintf("%s: %s", e.Attribute, e.Err) }

func (e *SettingError) Unwrap() error { return e.Err }

// UnknownConfigError reports that AWS can't be called yet, because values of the
// provider's configuration are only known after an apply.
type UnknownConfigError struct {
	// Attributes are the names of those values, such as "region".
	Attributes []string
}

func (e *UnknownConfigError) Error() string {
	return fmt.Sprintf("the provider's configuration is not known yet (%s)", strings.Join(e.Attributes, ", "))
}

func checkAccount(account string, allowed, forbidden []string) error {
	if slices.Contains(forbidden, account) {
		return &AccountError{Account: account}
	}
	if len(allowed) > 0 && !slices.Contains(allowed, account) {
		return &AccountError{Account: account, Allowed: allowed}
	}
	return nil
}
