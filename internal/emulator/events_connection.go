package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

func registerConnections(s *jsonService) {
	writes(s, "CreateConnection", createConnection)
	reads(s, "DescribeConnection", describeConnection)
	writes(s, "UpdateConnection", updateConnection)
	writes(s, "DeleteConnection", deleteConnection)
	writes(s, "DeauthorizeConnection", deauthorizeConnection)
	reads(s, "ListConnections", listConnections)
}

// Connection states.
const (
	connectionCreating      = "CREATING"
	connectionAuthorizing   = "AUTHORIZING"
	connectionAuthorized    = "AUTHORIZED"
	connectionDeauthorizing = "DEAUTHORIZING"
	connectionDeauthorized  = "DEAUTHORIZED"
	connectionDeleting      = "DELETING"
	connectionGone          = "gone" // never seen
)

// connection is what EventBridge signs in with, and what every call to an API
// destination gets. Secret values are kept, and never given back.
type connection struct {
	Name, ARN, SecretARN string
	Description          string
	KMSKey               string
	State, Reason        string
	KeyName, KeyValue    string
	Parameters           httpParameters
	Created, Modified    time.Time
	Authorized           time.Time
	// next is the state that it gets to after so many looks.
	next  string
	looks int
}

type httpParameter struct {
	Key           *string `json:",omitempty" aws:"len=..512"`
	Value         *string `json:",omitempty" aws:"len=..512"`
	IsValueSecret bool
}

// httpParameters are what a connection adds to every request.
type httpParameters struct {
	HeaderParameters      []httpParameter `json:",omitempty" aws:"len=..100"`
	QueryStringParameters []httpParameter `json:",omitempty" aws:"len=..100"`
	BodyParameters        []httpParameter `json:",omitempty" aws:"len=..100"`
}

// shown are the parameters without the values that are secret.
func (p httpParameters) shown() *httpParameters {
	hide := func(all []httpParameter) []httpParameter {
		out := slices.Clone(all)
		for i := range out {
			if out[i].IsValueSecret {
				out[i].Value = nil
			}
		}
		return out
	}
	out := httpParameters{hide(p.HeaderParameters), hide(p.QueryStringParameters), hide(p.BodyParameters)}
	if len(out.HeaderParameters)+len(out.QueryStringParameters)+len(out.BodyParameters) == 0 {
		return nil
	}
	return &out
}

type apiKeyParameters struct {
	ApiKeyName  *string `json:",omitempty" aws:"len=1..512,re=authParameter"` //nolint:revive // the name in the service model
	ApiKeyValue *string `json:",omitempty" aws:"len=1..512,re=authValue"`     //nolint:revive // the name in the service model
}

type authParameters struct {
	ApiKeyAuthParameters     *apiKeyParameters `json:",omitempty"` //nolint:revive // the name in the service model
	InvocationHttpParameters *httpParameters   `json:",omitempty"` //nolint:revive // the name in the service model
}

// ConnectionDelay is how long a connection takes to reach the state that a call
// asks for. With the zero value it is there at once.
type ConnectionDelay struct {
	// Describes is how many times DescribeConnection still finds the state before.
	Describes int
}

// SetConnectionDelay decides how long connections take to change their state.
func (e *Emulator) SetConnectionDelay(d ConnectionDelay) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workflow.connections = d
}

// SetConnectionState puts a connection into a state, as AWS may at any time.
func (e *Emulator) SetConnectionState(region, name, state, reason string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	st := eventsIn(e.store, e.account, region, e.clock())
	if st.connections[name] != nil {
		st.changeConnection(name, func(c *connection) { c.State, c.Reason, c.next, c.looks = state, reason, "", 0 })
	}
}

func (s *eventsState) changeConnection(name string, change func(*connection)) {
	changed := *s.connections[name]
	change(&changed)
	s.connections[name] = &changed
}

func (s *eventsState) connection(name string) (*connection, error) {
	found := s.connections[name]
	if found == nil {
		return nil, notFound("Connection %s does not exist.", name)
	}
	return found, nil
}

// connectionOf finds a connection by its ARN.
func (s *eventsState) connectionOf(arn string) *connection {
	for _, c := range s.connections {
		if c.ARN == arn {
			return c
		}
	}
	return nil
}

// move leads a connection from one state to another, at once or after some looks.
func (c *call) move(conn *connection, through, to string) {
	conn.State, conn.next, conn.looks = through, to, c.emulator.workflow.connections.Describes
	if conn.looks == 0 {
		c.arrive(conn)
	}
}

func (c *call) arrive(conn *connection) {
	conn.State, conn.next = conn.next, ""
	if conn.State == connectionAuthorized {
		conn.Authorized = c.now
	}
}

type createConnectionInput struct {
	Name              *string         `aws:"required,len=1..64,re=ruleName"`
	Description       *string         `aws:"len=..512"`
	AuthorizationType *string         `aws:"required,enum=BASIC|OAUTH_CLIENT_CREDENTIALS|API_KEY"`
	AuthParameters    *authParameters `aws:"required"`
	KmsKeyIdentifier  *string         `aws:"len=..2048,re=kmsKey"`
}

type connectionOutput struct {
	ConnectionArn      string
	ConnectionState    string
	CreationTime       *epoch
	LastModifiedTime   *epoch
	LastAuthorizedTime *epoch `json:",omitempty"`
}

func (conn *connection) output() *connectionOutput {
	out := &connectionOutput{ConnectionArn: conn.ARN, ConnectionState: conn.State, CreationTime: epochOf(conn.Created), LastModifiedTime: epochOf(conn.Modified)}
	if !conn.Authorized.IsZero() {
		out.LastAuthorizedTime = epochOf(conn.Authorized)
	}
	return out
}

func createConnection(c *call, in *createConnectionInput) (*connectionOutput, error) {
	st, name := c.events(), *in.Name
	if *in.AuthorizationType != "API_KEY" {
		return nil, invalid("The emulator knows connections with API keys only.")
	}
	if st.connections[name] != nil {
		return nil, failf("ResourceAlreadyExistsException", "Connection %s already exists.", name)
	}
	id := c.emulator.newUUID()
	conn := &connection{
		Name: name, ARN: arnOf("events", c.region, c.account, "connection/"+name+"/"+id),
		SecretARN:   arnOf("secretsmanager", c.region, c.account, "secret:events!connection/"+name+"/"+id+"-AbCdEf"),
		Description: value(in.Description), KMSKey: value(in.KmsKeyIdentifier), Created: c.now, Modified: c.now,
	}
	if err := conn.set(in.AuthParameters); err != nil {
		return nil, err
	}
	if conn.KeyName == "" || conn.KeyValue == "" {
		return nil, invalid("Parameter AuthParameters is not valid. Reason: ApiKeyAuthParameters is required for authorization type API_KEY.")
	}
	c.move(conn, connectionCreating, connectionAuthorized)
	st.connections[name] = conn
	return conn.output(), nil
}

// set changes what is given of the credentials and parameters.
func (conn *connection) set(auth *authParameters) error {
	if auth == nil {
		return nil
	}
	if key := auth.ApiKeyAuthParameters; key != nil {
		if key.ApiKeyName != nil {
			conn.KeyName = *key.ApiKeyName
		}
		if key.ApiKeyValue != nil {
			conn.KeyValue = *key.ApiKeyValue
		}
	}
	if auth.InvocationHttpParameters != nil {
		conn.Parameters = *auth.InvocationHttpParameters
		for _, header := range conn.Parameters.HeaderParameters {
			if strings.EqualFold(value(header.Key), conn.KeyName) {
				return invalid("Parameter AuthParameters is not valid. Reason: Duplicate header %s.", conn.KeyName)
			}
		}
	}
	return nil
}

type connectionNameInput struct {
	Name *string `aws:"required,len=1..64,re=ruleName"`
}

type describeConnectionOutput struct {
	connectionOutput

	Name              string
	Description       string `json:",omitempty"`
	AuthorizationType string
	AuthParameters    authParameters
	KmsKeyIdentifier  string `json:",omitempty"`
	SecretArn         string
	StateReason       string `json:",omitempty"`
}

func describeConnection(c *call, in *connectionNameInput) (*describeConnectionOutput, error) {
	st := c.events()
	conn, err := st.connection(*in.Name)
	if err != nil {
		return nil, err
	}
	if conn.next != "" {
		st.changeConnection(conn.Name, func(changed *connection) {
			if changed.looks--; changed.looks < 0 {
				c.arrive(changed)
			}
		})
		conn = st.connections[conn.Name]
	}
	if conn.State == connectionGone {
		delete(st.connections, conn.Name)
		return nil, notFound("Connection %s does not exist.", conn.Name)
	}
	return &describeConnectionOutput{
		connectionOutput: *conn.output(), Name: conn.Name, Description: conn.Description, AuthorizationType: "API_KEY", KmsKeyIdentifier: conn.KMSKey,
		SecretArn: conn.SecretARN, StateReason: conn.Reason,
		AuthParameters: authParameters{ApiKeyAuthParameters: &apiKeyParameters{ApiKeyName: pointer(conn.KeyName)}, InvocationHttpParameters: conn.Parameters.shown()},
	}, nil
}

type updateConnectionInput struct {
	Name              *string `aws:"required,len=1..64,re=ruleName"`
	Description       *string `aws:"len=..512"`
	AuthorizationType *string `aws:"enum=BASIC|OAUTH_CLIENT_CREDENTIALS|API_KEY"`
	AuthParameters    *authParameters
	KmsKeyIdentifier  *string `aws:"len=..2048,re=kmsKey"`
}

// updateConnection changes what is given. An empty key makes it one that AWS
// owns.
func updateConnection(c *call, in *updateConnectionInput) (*connectionOutput, error) {
	st := c.events()
	conn, err := st.connection(*in.Name)
	if err != nil {
		return nil, err
	}
	if conn.State == connectionDeleting {
		return nil, failf("ConcurrentModificationException", "Connection %s is being deleted.", conn.Name)
	}
	changed := *conn
	if err := changed.set(in.AuthParameters); err != nil {
		return nil, err
	}
	if in.Description != nil {
		changed.Description = *in.Description
	}
	if in.KmsKeyIdentifier != nil {
		changed.KMSKey = *in.KmsKeyIdentifier
	}
	changed.Modified, changed.Reason = c.now, ""
	c.move(&changed, connectionAuthorizing, connectionAuthorized)
	st.connections[conn.Name] = &changed
	return changed.output(), nil
}

func deleteConnection(c *call, in *connectionNameInput) (*connectionOutput, error) {
	st := c.events()
	conn, err := st.connection(*in.Name)
	if err != nil {
		return nil, err
	}
	changed := *conn
	c.move(&changed, connectionDeleting, connectionGone)
	st.connections[conn.Name] = &changed
	out := changed.output()
	out.ConnectionState = connectionDeleting
	if changed.State == connectionGone {
		delete(st.connections, conn.Name)
	}
	return out, nil
}

func deauthorizeConnection(c *call, in *connectionNameInput) (*connectionOutput, error) {
	st := c.events()
	conn, err := st.connection(*in.Name)
	if err != nil {
		return nil, err
	}
	changed := *conn
	changed.KeyValue = ""
	c.move(&changed, connectionDeauthorizing, connectionDeauthorized)
	st.connections[conn.Name] = &changed
	return changed.output(), nil
}

type listConnectionsInput struct {
	NamePrefix *string `aws:"len=1..64,re=ruleName"`
	NextToken  *string `aws:"len=1..2048"`
	Limit      *int64  `aws:"range=1..100"`
}

type listedConnection struct {
	connectionOutput

	Name              string
	AuthorizationType string
	StateReason       string `json:",omitempty"`
}

type listConnectionsOutput struct {
	Connections []listedConnection
	NextToken   *string `json:",omitempty"`
}

func listConnections(c *call, in *listConnectionsInput) (*listConnectionsOutput, error) {
	st := c.events()
	out := &listConnectionsOutput{Connections: []listedConnection{}}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(st.connections)), func(name string) bool { return !strings.HasPrefix(name, value(in.NamePrefix)) })
	names, next, err := eventsPage(c, names, func(name string) string { return name }, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		conn := st.connections[name]
		out.Connections = append(out.Connections, listedConnection{*conn.output(), name, "API_KEY", conn.Reason})
	}
	out.NextToken = next
	return out, nil
}
