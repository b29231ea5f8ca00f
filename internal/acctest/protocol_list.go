package acctest

import (
	"iter"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Listed is a result of a list.
type Listed struct {
	DisplayName string
	Identity    map[string]any
	// State is nil if the list was asked for identities alone.
	State map[string]any
}

// List lists resources. limit 0 is none.
func (p *Protocol) List(typeName string, config map[string]any, whole bool, limit int64) ([]Listed, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if limit == 0 {
		limit = 1 << 30
	}
	var out []Listed
	var diags []*tfprotov6.Diagnostic
	for result := range p.Results(typeName, config, whole, limit) {
		diags = append(diags, result.Diagnostics...)
		if result.Identity == nil {
			continue
		}
		read := p.resource(typeName, result.Resource, result.Identity, nil)
		out = append(out, Listed{DisplayName: result.DisplayName, Identity: read.Identity, State: read.State})
	}
	return out, diags
}

// ListsLikeImported fails the test unless a list has the resource of this ID, which is
// its name too, as an import gives it, and no other: as often as wanted for each prefix.
func (p *Protocol) ListsLikeImported(typeName, id string, wanted map[string]int) {
	p.t.Helper()
	imported, diags := p.Import(typeName, id)
	p.Must(diags)
	for prefix, want := range wanted {
		config := map[string]any{}
		if prefix != "" {
			config["name_prefix"] = prefix
		}
		found, diags := p.List(typeName, config, true, 0)
		p.Must(diags)
		if len(found) != want {
			p.t.Errorf("%q: listed %s", prefix, JSON(found))
		}
		for _, listed := range found {
			if listed.DisplayName != id || JSON(listed.State) != JSON(imported.State) || JSON(listed.Identity) != JSON(imported.Identity) {
				p.t.Errorf("listed %s, imported %s", JSON(listed), JSON(imported))
			}
		}
	}
	names, diags := p.List(typeName, nil, false, 0)
	p.Must(diags)
	if len(names) != 1 || JSON(names[0].Identity) != JSON(imported.Identity) {
		p.t.Errorf("names: %s", JSON(names))
	}
}

// Results are those of a list, as far as they are wanted.
func (p *Protocol) Results(typeName string, config map[string]any, whole bool, limit int64) iter.Seq[tfprotov6.ListResourceResult] {
	p.t.Helper()
	stream, err := p.lists().ListResource(p.ctx, &tfprotov6.ListResourceRequest{
		TypeName: typeName, Config: p.listConfig(typeName, config), IncludeResource: whole, Limit: limit,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return stream.Results
}

// ValidateList checks the configuration of a list.
func (p *Protocol) ValidateList(typeName string, config map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.lists().ValidateListResourceConfig(p.ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: typeName, Config: p.listConfig(typeName, config)})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

func (p *Protocol) lists() tfprotov6.ListResourceServer {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider serves no lists")
	}
	return server
}

func (p *Protocol) listConfig(typeName string, given map[string]any) *tfprotov6.DynamicValue {
	p.t.Helper()
	schema, found := Schemas().ListResourceSchemas[typeName]
	if !found {
		p.t.Fatalf("the provider lists no %s", typeName)
	}
	return p.dynamic(schema.ValueType(), given)
}
