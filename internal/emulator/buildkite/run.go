package buildkite

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// schema has the fields of each type, and the type of each that is an object.
var schema = map[string]map[string]string{
	"Query":                            {"organization": "Organization"},
	"Organization":                     {"id": "", "uuid": "", "slug": "", "name": "", "auditEvents": "OrganizationAuditEventConnection"},
	"OrganizationAuditEventConnection": {"count": "", "edges": "OrganizationAuditEventEdge", "pageInfo": "PageInfo"},
	"PageInfo":                         {"hasNextPage": "", "hasPreviousPage": "", "startCursor": "", "endCursor": ""},
	"OrganizationAuditEventEdge":       {"cursor": "", "node": "AuditEvent"},
	"AuditEvent":                       {"id": "", "uuid": "", "type": "", "occurredAt": "", "data": "", "actor": "AuditActor", "subject": "AuditSubject", "context": "AuditContext"},
	"AuditActor":                       {"id": "", "name": "", "type": "", "uuid": ""},
	"AuditSubject":                     {"id": "", "name": "", "type": "", "uuid": ""},
	"AuditContext":                     {}, // a union
	"AuditWebContext":                  {"requestIpAddress": "", "requestUserAgent": "", "sessionCreatedAt": "", "sessionEscalatedAt": "", "sessionUserUuid": ""},
	"AuditAPIContext":                  {"requestIpAddress": "", "requestUserAgent": "", "requestApiAccessTokenUuid": ""},
	"AuditAgentAPIContext":             {"requestIpAddress": "", "agentUuid": "", "authenticationType": "", "connectionState": "", "organizationUuid": "", "sessionIpAddress": ""},
}

// arguments are those of the fields that have any, and whether they are required.
var arguments = map[string]map[string]bool{
	"organization": {"slug": true},
	"auditEvents":  {"first": false, "after": false, "occurredAtFrom": false, "occurredAtTo": false, "type": false},
}

// checkFields holds a selection against the schema.
func checkFields(typ string, fields []*field, declared map[string]bool) error {
	for _, f := range fields {
		inner := f.on
		if f.on != "" {
			if _, known := schema[f.on]; !known || typ != "AuditContext" && typ != f.on {
				return fmt.Errorf("fragment on %s can't be spread inside %s", f.on, typ)
			}
		} else {
			of, known := schema[typ][f.name]
			switch {
			case f.name == "__typename":
			case !known:
				return fmt.Errorf("field '%s' doesn't exist on type '%s'", f.name, typ)
			case (of == "") != (len(f.fields) == 0):
				return fmt.Errorf("field '%s' must have selections if it returns an object, and none if it does not", f.name)
			}
			inner = of
		}
		for name, value := range f.arguments {
			if _, known := arguments[f.name][name]; !known {
				return fmt.Errorf("field '%s' doesn't accept argument '%s'", f.name, name)
			}
			if err := checkVariable(value, declared); err != nil {
				return err
			}
		}
		for name, required := range arguments[f.name] {
			if required && f.arguments[name] == nil {
				return fmt.Errorf("field '%s' is missing required arguments: %s", f.name, name)
			}
		}
		if err := checkVariable(f.include, declared); err != nil {
			return err
		}
		if err := checkFields(inner, f.fields, declared); err != nil {
			return err
		}
	}
	return nil
}

func checkVariable(value any, declared map[string]bool) error {
	name, ok := value.(variable)
	if _, known := declared[string(name)]; ok && !known {
		return fmt.Errorf("variable $%s is used but not declared", name)
	}
	return nil
}

// cost is the complexity of a query, by what it asks for: an object counts 1, a
// scalar nothing, and edges only what is in them.
func (op *operation) cost(variables map[string]any) (int, error) {
	for name, required := range op.variables {
		if required && variables[name] == nil {
			return 0, fmt.Errorf("variable $%s was provided invalid value: expected value to not be null", name)
		}
	}
	var of func(fields []*field) int
	of = func(fields []*field) int {
		total := 0
		for _, f := range fields {
			if f.on != "" || len(f.fields) == 0 {
				continue
			}
			inner := of(f.fields)
			if f.name == "auditEvents" {
				first, ok := given(f.arguments["first"], variables).(float64)
				if !ok {
					first = mostPerPage
				}
				inner = pageInfo(f) + int(first)*(inner-pageInfo(f))
			}
			if f.name != "edges" {
				inner++
			}
			total += inner
		}
		return total
	}
	return of(op.fields), nil
}

// pageInfo is what the selection of a connection costs in addition to its events.
func pageInfo(connection *field) int {
	if slices.ContainsFunc(connection.fields, func(f *field) bool { return f.name == "pageInfo" }) {
		return 1
	}
	return 0
}

// given is the value of an argument.
func given(value any, variables map[string]any) any {
	if name, ok := value.(variable); ok {
		return variables[string(name)]
	}
	return value
}

// object is a value with its fields; those that are objects are made when asked for.
type object struct {
	typ    string
	fields map[string]any
}

// run answers a query.
func (f *Fake) run(op *operation, variables map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for _, asked := range op.fields {
		slug, _ := given(asked.arguments["slug"], variables).(string)
		if slug != f.organization {
			out[asked.alias] = nil
			continue
		}
		organization := &object{"Organization", map[string]any{
			"id": "T3JnYW5pemF0aW9uLS0t", "uuid": "01939999-0000-7000-8000-000000000000", "slug": slug, "name": "Example",
		}}
		for _, inner := range asked.fields {
			if inner.name != "auditEvents" {
				continue
			}
			events, err := f.connection(inner, variables)
			if err != nil {
				return nil, err
			}
			organization.fields["auditEvents"] = events
		}
		out[asked.alias] = selected(organization, asked.fields, variables)
	}
	return out, nil
}

// connection is a page of audit events.
func (f *Fake) connection(asked *field, variables map[string]any) (*object, error) {
	p := page{first: mostPerPage}
	for name, value := range asked.arguments {
		value = given(value, variables)
		if value == nil {
			continue
		}
		text, _ := value.(string)
		var err error
		switch name {
		case "first":
			n, ok := value.(float64)
			if p.first = int(n); !ok || n < 1 || n > mostPerPage {
				return nil, fmt.Errorf("`first` must be between 1 and %d", mostPerPage)
			}
		case "after":
			p.after = text
		case "occurredAtFrom":
			p.from, err = time.Parse(time.RFC3339Nano, text)
		case "occurredAtTo":
			p.to, err = time.Parse(time.RFC3339Nano, text)
		case "type":
			list, _ := value.([]any)
			for _, item := range list {
				text, _ := item.(string)
				p.types = append(p.types, text)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("argument '%s' has an invalid value: %q is not a DateTime", name, text)
		}
	}
	found, more, err := f.list(p)
	if err != nil {
		return nil, err
	}
	f.queried += len(found)
	info := &object{"PageInfo", map[string]any{"hasNextPage": more, "hasPreviousPage": p.after != "", "startCursor": nil, "endCursor": nil}}
	edges := make([]*object, len(found))
	for i, e := range found {
		edges[i] = &object{"OrganizationAuditEventEdge", map[string]any{"cursor": e.cursor(), "node": e.object()}}
	}
	if len(found) > 0 {
		info.fields["startCursor"], info.fields["endCursor"] = found[0].cursor(), found[len(found)-1].cursor()
	}
	return &object{"OrganizationAuditEventConnection", map[string]any{"count": len(f.events), "pageInfo": info, "edges": edges}}, nil
}

func (e *Event) object() *object {
	out := map[string]any{
		"id": "QXVkaXRFdmVudC0tLQ" + e.UUID, "uuid": e.UUID, "type": e.Type, "occurredAt": e.OccurredAt.UTC().Format("2006-01-02T15:04:05.000Z"), "data": e.Data,
		"actor": e.Actor.object("AuditActor"), "subject": e.Subject.object("AuditSubject"), "context": (*object)(nil),
	}
	if c := e.Context; c != nil {
		fields := map[string]any{}
		for name := range schema[c.Type] {
			fields[name] = nil
			if text, found := c.Fields[name]; found {
				fields[name] = text
			}
		}
		out["context"] = &object{c.Type, fields}
	}
	return &object{"AuditEvent", out}
}

func (p *Party) object(typ string) *object {
	if p == nil {
		return nil
	}
	return &object{typ, map[string]any{"id": strings.ToUpper(p.Type) + p.UUID, "name": p.Name, "type": p.Type, "uuid": p.UUID}}
}

// selected is what a selection gives of a value.
func selected(value any, fields []*field, variables map[string]any) any {
	switch v := value.(type) {
	case []*object:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = selected(item, fields, variables)
		}
		return out
	case *object:
		if v == nil {
			return nil
		}
		out := map[string]any{}
		v.into(out, fields, variables)
		return out
	}
	return value
}

func (o *object) into(out map[string]any, fields []*field, variables map[string]any) {
	for _, f := range fields {
		switch {
		case f.include != nil && given(f.include, variables) != true:
		case f.on != "":
			if f.on == o.typ {
				o.into(out, f.fields, variables)
			}
		case f.name == "__typename":
			out[f.alias] = o.typ
		default:
			out[f.alias] = selected(o.fields[f.name], f.fields, variables)
		}
	}
}
