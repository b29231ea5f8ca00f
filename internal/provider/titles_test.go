package provider_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const titlesHead = `# The titles of all errors and warnings, as the code has them; <...> stands for what
# is filled in. A title is a short noun phrase that a search engine would find, and the
# same problem has the same title everywhere.
#
# Written by make surface.
`

// titleArguments are the positions of the title among the arguments of the
// functions that make a diagnostic.
var titleArguments = map[string]int{
	"AddError": 0, "AddWarning": 0, "AddAttributeError": 1, "AddAttributeWarning": 1,
	"NewErrorDiagnostic": 0, "NewWarningDiagnostic": 0, "NewAttributeErrorDiagnostic": 1, "NewAttributeWarningDiagnostic": 1,
}

// titles finds the titles of all diagnostics in the source of the packages that
// the provider consists of: what is handed to the framework, what functions of ours
// hand on as a parameter, and the Summary of findings.
func titles(t *testing.T) string {
	t.Helper()
	found, arguments := map[string]bool{}, map[string]int{}
	var packages []titlePackage
	dirs, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if slices.Contains([]string{"acctest", "demo", "docs", "emulator", "permission", "release", "terraform"}, filepath.Base(dir)) {
			continue
		}
		p := titlePackage{
			t: t, name: filepath.Base(dir), fset: token.NewFileSet(), constants: map[string]ast.Expr{}, summaryField: map[string]int{},
			arguments: arguments, found: found,
		}
		p.read(dir)
		packages = append(packages, p)
	}
	for before := -1; before != len(arguments); { // until no more functions hand a title on
		before = len(arguments)
		for _, p := range packages {
			p.lookAll()
		}
	}
	all := make([]string, 0, len(found))
	for title := range found {
		all = append(all, title)
	}
	slices.Sort(all)
	return titlesHead + strings.Join(all, "\n") + "\n"
}

// titlePackage is a package whose titles are looked for.
type titlePackage struct {
	t         *testing.T
	name      string
	fset      *token.FileSet
	files     []*ast.File
	constants map[string]ast.Expr
	// summaryField is the position of the field Summary or summary of a struct, by the struct's name.
	summaryField map[string]int
	// arguments are functions that hand a parameter on as a title, by their names
	// behind that of their package.
	arguments map[string]int
	found     map[string]bool
}

func (p *titlePackage) read(dir string) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			p.t.Fatal(err)
		}
		p.files = append(p.files, file)
		p.declare(file)
	}
}

func (p *titlePackage) lookAll() {
	for _, file := range p.files {
		for _, declaration := range file.Decls {
			p.look(declaration)
		}
	}
}

// declare notes constants, and structs that hold a title.
func (p *titlePackage) declare(file *ast.File) {
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for i, name := range spec.Names {
					if general.Tok == token.CONST && i < len(spec.Values) {
						p.constants[name.Name] = spec.Values[i]
					}
				}
			case *ast.TypeSpec:
				if fields, ok := spec.Type.(*ast.StructType); ok {
					if at := position(fields.Fields, "summary"); at >= 0 {
						p.summaryField[spec.Name.Name] = at
					}
				}
			}
		}
	}
}

// position is the position of a name among fields, parameters or results, or -1.
func position(fields *ast.FieldList, name string) int {
	at := 0
	if fields == nil {
		return -1
	}
	for _, field := range fields.List {
		for _, n := range field.Names {
			if strings.EqualFold(n.Name, name) {
				return at
			}
			at++
		}
	}
	return -1
}

func (p *titlePackage) look(declaration ast.Decl) {
	function, _ := declaration.(*ast.FuncDecl)
	ast.Inspect(declaration, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			name, in := "", p.name
			switch called := node.Fun.(type) {
			case *ast.SelectorExpr:
				name = called.Sel.Name
				if from, ok := called.X.(*ast.Ident); ok && ast.IsExported(name) {
					if _, other := p.arguments[from.Name+"."+name]; other {
						in = from.Name
					}
				}
			case *ast.Ident:
				name = called.Name
			}
			at, ok := titleArguments[name]
			if !ok {
				at, ok = p.arguments[in+"."+name]
			}
			if ok && at < len(node.Args) {
				p.title(function, node.Args[at])
			}
		case *ast.CompositeLit:
			p.literal(function, node, node.Type)
		case *ast.ReturnStmt:
			if function == nil {
				break
			}
			if at := position(function.Type.Results, "summary"); at >= 0 && at < len(node.Results) && len(node.Results) > 1 {
				p.title(function, node.Results[at])
			}
		case *ast.AssignStmt:
			for i, left := range node.Lhs {
				if id, ok := left.(*ast.Ident); ok && id.Name == "summary" && len(node.Lhs) == len(node.Rhs) {
					p.title(function, node.Rhs[i])
				}
			}
		}
		return true
	})
}

// literal looks into a value of a struct that holds a title, and into lists and maps of them.
func (p *titlePackage) literal(function *ast.FuncDecl, node *ast.CompositeLit, kind ast.Expr) {
	var element ast.Expr
	switch kind := kind.(type) {
	case *ast.ArrayType:
		element = kind.Elt
	case *ast.MapType:
		element = kind.Value
	}
	if selector, ok := kind.(*ast.SelectorExpr); ok && selector.Sel.Name == "Definition" { // the summary of a function is no title
		return
	}
	name, isName := kind.(*ast.Ident)
	for i, value := range node.Elts {
		pair, keyed := value.(*ast.KeyValueExpr)
		if keyed {
			value = pair.Value
			if key, ok := pair.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "summary") {
				p.title(function, value)
			}
		}
		if inner, ok := value.(*ast.CompositeLit); ok && element != nil && inner.Type == nil {
			p.literal(function, inner, element)
		}
		if isName && !keyed {
			if at, ok := p.summaryField[name.Name]; ok && at == i {
				p.title(function, value)
			}
		}
	}
}

// title notes a title. What is a parameter makes its function one that hands a title
// on; what comes from a finding or from a function of titles was found there.
func (p *titlePackage) title(function *ast.FuncDecl, e ast.Expr) {
	text, ok := p.text(e)
	if ok {
		p.found[text] = true
		return
	}
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if strings.EqualFold(e.Sel.Name, "summary") {
			return
		}
	case *ast.CallExpr: // AddError(f()): the function's result is named summary
		return
	case *ast.Ident:
		if function != nil {
			if at := position(function.Type.Params, e.Name); at >= 0 {
				p.arguments[p.name+"."+function.Name.Name] = at
				return
			}
		}
		if e.Name == "summary" {
			return
		}
	}
	p.t.Errorf("%s: the title of this diagnostic is not found in the source: write it as a constant, or name the variable summary", p.fset.Position(e.Pos()))
}

// text is a title as it stands in the source.
func (p *titlePackage) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		if constant, ok := p.constants[e.Name]; ok {
			return p.text(constant)
		}
	case *ast.BinaryExpr:
		left, leftKnown := p.text(e.X)
		right, rightKnown := p.text(e.Y)
		if !leftKnown {
			left = "<...>"
		}
		if !rightKnown {
			right = "<...>"
		}
		return left + right, leftKnown || rightKnown
	case *ast.CallExpr:
		if called, ok := e.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "Sprintf" {
			text, ok := p.text(e.Args[0])
			for _, verb := range []string{"%s", "%q", "%d"} {
				text = strings.ReplaceAll(text, verb, "<...>")
			}
			return text, ok
		}
	}
	return "", false
}

// compareOrWrite compares a committed list with what the source has now, or writes it with -update.
func compareOrWrite(t *testing.T, name, got, advice string, lines func(string) []string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%s; make surface writes it", err)
	}
	if string(committed) == got {
		return
	}
	was, is := lines(string(committed)), lines(got)
	for _, line := range was {
		if !slices.Contains(is, line) {
			t.Logf("- %s", line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			t.Logf("+ %s", line)
		}
	}
	t.Error(fmt.Sprintf("internal/provider/%s is out of date. If the change is meant, run make surface and commit the file", filepath.ToSlash(file)) + advice)
}
