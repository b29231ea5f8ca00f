package emulator

import (
	"net/http"
	"sync"
	"time"
)

// DefaultAccount is the account that callers belong to unless an option or an
// assumed role says otherwise.
const DefaultAccount = "123456789012"

// DefaultRegion is the region of a request that is not signed.
const DefaultRegion = "us-east-1"

// Emulator is a local AWS. It is an [http.Handler], safe for concurrent use.
// Requests are handled one after the other under one lock; deliveries are made
// before the request that published the event is answered, so that a test
// never has to wait for them.
type Emulator struct {
	account   string
	ruleQuota int
	services  []service
	kinds     map[string]targetKind
	observer  func(Call)

	mu         sync.Mutex
	clock      func() time.Time
	store      *store
	history    []moment
	faults     []*armedFault
	calls      []Call
	callCount  map[string]int
	identities map[string]identity
	// callerPolicies are what callers may do, by access key; those that are not in it may do everything.
	callerPolicies map[string][]*policyDocument
	workflow       workflowSettings
	expired        bool
	sequence       uint64
}

// Option changes how an [Emulator] is set up.
type Option func(*Emulator)

// WithAccount sets the account that callers belong to, twelve digits.
func WithAccount(account string) Option {
	return func(e *Emulator) { e.account = account }
}

// WithRuleQuota sets how many rules an event bus takes, in every region. By
// default it is AWS's quota, 300 (100 in two regions), which AWS raises on request.
func WithRuleQuota(rules int) Option {
	return func(e *Emulator) { e.ruleQuota = rules }
}

// WithObserver makes the emulator tell of each call once it is answered.
// observer is called under the emulator's lock and must not call it.
func WithObserver(observer func(Call)) Option {
	return func(e *Emulator) { e.observer = observer }
}

// WithClock sets the emulator's idea of now. Without it the machine's clock is used.
func WithClock(now func() time.Time) Option {
	return func(e *Emulator) { e.clock = now }
}

// WithAccessKey makes callers that sign with accessKey belong to account.
func WithAccessKey(accessKey, account string) Option {
	return func(e *Emulator) { e.identities[accessKey] = userIdentity(account) }
}

// WithExpiredCredentials makes every signed request fail as one with an expired
// session token does. See also [Emulator.SetCredentialsExpired].
func WithExpiredCredentials() Option {
	return func(e *Emulator) { e.expired = true }
}

// New returns an emulator that holds nothing but each region's default event bus.
func New(opts ...Option) *Emulator {
	e := &Emulator{
		account:        DefaultAccount,
		services:       allServices(),
		kinds:          allTargetKinds(),
		clock:          time.Now,
		store:          newStore(),
		callCount:      map[string]int{},
		identities:     map[string]identity{},
		callerPolicies: map[string][]*policyDocument{},
	}
	for _, opt := range opts {
		opt(e)
	}
	return e
}

var _ http.Handler = (*Emulator)(nil)

// Account is the account that callers belong to by default.
func (e *Emulator) Account() string { return e.account }

// SetNow stops the emulator's clock at t.
func (e *Emulator) SetNow(t time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.clock = func() time.Time { return t }
}

// Advance moves the emulator's clock forward by d. A clock that ran goes on running.
func (e *Emulator) Advance(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.clock
	e.clock = func() time.Time { return before().Add(d) }
}
