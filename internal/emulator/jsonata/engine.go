package jsonata

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// Limits of one evaluation, so that an endless expression ends.
const (
	maxTime  = time.Minute // many times what any takes, for machines that are busy
	maxDepth = 2000
)

// maxCached is how many compiled expressions one machine keeps.
const maxCached = 2000

// Engine evaluates expressions. It is safe for concurrent use: each evaluation
// has a JavaScript machine to itself, and machines are used again.
type Engine struct {
	program *goja.Program
	limit   time.Duration
	slots   chan struct{}

	mu   sync.Mutex
	idle []*machine
}

// engines are the engines made so far, by file: loading one takes some 16 ms.
var engines = struct {
	sync.Mutex
	byPath map[string]*Engine
}{byPath: map[string]*Engine{}}

// load makes an engine of the reference implementation at path, or gives the
// one made of that file before.
func load(path string) (*Engine, error) {
	engines.Lock()
	defer engines.Unlock()
	if e := engines.byPath[path]; e != nil {
		return e, nil
	}
	source, err := os.ReadFile(path) //nolint:gosec // found by Locate, or chosen by the caller
	if err != nil {
		return nil, fmt.Errorf("reading the JSONata reference implementation: %w", err)
	}
	program, err := goja.Compile(fileName, withoutWaiting(string(source)), false)
	if err != nil {
		return nil, fmt.Errorf("loading the JSONata reference implementation: %w", err)
	}
	e := &Engine{program: program, limit: maxTime, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	m, err := e.newMachine()
	if err != nil {
		return nil, err
	}
	e.idle = []*machine{m}
	engines.byPath[path] = e
	return e, nil
}

var (
	asyncFunction = regexp.MustCompile(`\basync (function)|\basync(\()`)
	awaiting      = regexp.MustCompile(`\bawait\b ?`)
)

// withoutWaiting makes the functions of the implementation plain ones. They wait
// for functions of the caller that are asynchronous, and there are none here; in
// goja each wait costs more than what it waits for.
func withoutWaiting(source string) string {
	source = asyncFunction.ReplaceAllString(source, "$1$2")
	return strings.ReplaceAll(awaiting.ReplaceAllString(source, ""), "Promise.all(", "(")
}

// Default is the engine of the implementation that [Locate] finds.
func Default(dirs ...string) (*Engine, error) {
	path, err := Locate(dirs...)
	if err != nil {
		return nil, err
	}
	return load(path)
}

// Error is an error of the reference implementation.
type Error struct {
	Code    string // such as "T0410", or "" for an error that has none
	Message string
}

func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return e.Code + ": " + e.Message
}

// Compile checks the syntax of an expression. The error is an [*Error].
func (e *Engine) Compile(expression string) error {
	m, err := e.take()
	if err != nil {
		return err
	}
	defer e.give(m)
	_, err = m.compile(expression)
	return err
}

// Result is what an expression gave.
type Result struct {
	// Defined is false when the expression gave nothing, which is not null.
	Defined bool
	// Value is the result, decoded from JSON with numbers as [json.Number].
	Value any
	// Kind is the type in JSON's terms: "null", "boolean", "number", "string",
	// "array", "object", or "function".
	Kind string
}

// Environment is what an expression sees.
type Environment struct {
	// Variables are the values of variables, by name without "$"; each is
	// turned into JSON.
	Variables map[string]any
	// Now is the time that $now and $millis give; zero means the machine's.
	Now time.Time
}

// Evaluate evaluates an expression. The error is an [*Error] when the
// expression is at fault.
func (e *Engine) Evaluate(expression string, env Environment) (Result, error) {
	m, err := e.take()
	if err != nil {
		return Result{}, err
	}
	defer e.give(m)
	return m.evaluate(expression, env)
}

// take waits for a free machine.
func (e *Engine) take() (*machine, error) {
	e.slots <- struct{}{}
	e.mu.Lock()
	if n := len(e.idle); n > 0 {
		m := e.idle[n-1]
		e.idle = e.idle[:n-1]
		e.mu.Unlock()
		return m, nil
	}
	e.mu.Unlock()
	m, err := e.newMachine()
	if err != nil {
		<-e.slots
	}
	return m, err
}

// give puts a machine back; one that was interrupted is thrown away.
func (e *Engine) give(m *machine) {
	if !m.broken {
		e.mu.Lock()
		e.idle = append(e.idle, m)
		e.mu.Unlock()
	}
	<-e.slots
}

// machine is one JavaScript runtime with the expressions it compiled.
type machine struct {
	runtime  *goja.Runtime
	jsonata  goja.Callable
	parse    goja.Callable
	text     goja.Callable
	length   goja.Value
	extras   map[string]goja.Value
	compiled map[string]*goja.Object
	now      time.Time
	limit    time.Duration
	broken   bool
}

func (e *Engine) newMachine() (*machine, error) {
	m := &machine{runtime: goja.New(), limit: e.limit, compiled: map[string]*goja.Object{}}
	m.runtime.SetMaxCallStackSize(maxDepth)
	m.runtime.SetTimeSource(func() time.Time {
		if m.now.IsZero() {
			return time.Now()
		}
		return m.now
	})
	if err := m.runtime.Set("window", m.runtime.GlobalObject()); err != nil {
		return nil, err
	}
	if _, err := m.runtime.RunProgram(e.program); err != nil {
		return nil, fmt.Errorf("loading the JSONata reference implementation: %w", err)
	}
	var ok [3]bool
	m.jsonata, ok[0] = goja.AssertFunction(m.runtime.Get("jsonata"))
	converter := m.runtime.Get("JSON").ToObject(m.runtime)
	m.parse, ok[1] = goja.AssertFunction(converter.Get("parse"))
	m.text, ok[2] = goja.AssertFunction(converter.Get("stringify"))
	if ok != [3]bool{true, true, true} {
		return nil, errors.New("loading the JSONata reference implementation: it defines no function jsonata")
	}
	m.length = m.runtime.ToValue(func(call goja.FunctionCall) goja.Value {
		if goja.IsUndefined(call.Argument(0)) {
			return goja.Undefined()
		}
		return m.runtime.ToValue(utf8.RuneCountInString(call.Argument(0).String()))
	})
	var err error
	m.extras, err = newExtras(m.runtime)
	return m, err
}

func (m *machine) compile(expression string) (*goja.Object, error) {
	if known := m.compiled[expression]; known != nil {
		return known, nil
	}
	var compiled *goja.Object
	err := m.guard(func() error {
		value, err := m.jsonata(goja.Undefined(), m.runtime.ToValue(expression))
		if err == nil {
			compiled = value.ToObject(m.runtime)
		}
		return err
	})
	if err != nil {
		return nil, m.explain(err)
	}
	if err := m.quicken(compiled); err != nil {
		return nil, err
	}
	if len(m.compiled) >= maxCached {
		clear(m.compiled)
	}
	m.compiled[expression] = compiled
	return compiled, nil
}

// quicken gives an expression functions of Go for those of the reference
// implementation that would take seconds here: $length looks at each character.
func (m *machine) quicken(compiled *goja.Object) error {
	register, ok := goja.AssertFunction(compiled.Get("registerFunction"))
	if !ok {
		return errors.New("the JSONata reference implementation has no function registerFunction")
	}
	_, err := register(compiled, m.runtime.ToValue("length"), m.length, m.runtime.ToValue("<s-:n>"))
	return err
}

// guard runs JavaScript with a time limit.
func (m *machine) guard(run func() error) error {
	timer := time.AfterFunc(m.limit, func() { m.runtime.Interrupt("the expression takes too long") })
	err := run()
	if !timer.Stop() {
		m.broken = true // the interruption may still come
	}
	return err
}

func (m *machine) evaluate(expression string, env Environment) (Result, error) {
	compiled, err := m.compile(expression)
	if err != nil {
		return Result{}, err
	}
	run, ok := goja.AssertFunction(compiled.Get("evaluate"))
	if !ok {
		return Result{}, errors.New("the JSONata reference implementation has no function evaluate")
	}
	bindings, err := m.bindings(expression, env)
	if err != nil {
		return Result{}, err
	}
	m.now = env.Now
	var value goja.Value
	if err := m.guard(func() (err error) {
		value, err = run(compiled, goja.Undefined(), bindings)
		return err
	}); err != nil {
		return Result{}, m.explain(err)
	}
	return m.result(value)
}

// bindings are the variables that an expression mentions.
func (m *machine) bindings(expression string, env Environment) (*goja.Object, error) {
	bindings := m.runtime.NewObject()
	for name, function := range m.extras {
		if err := bindings.Set(name, function); err != nil {
			return nil, err
		}
	}
	for name, value := range env.Variables {
		if !strings.Contains(expression, "$"+name) {
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("the variable %s cannot be written as JSON: %w", name, err)
		}
		parsed, err := m.parse(goja.Undefined(), m.runtime.ToValue(string(text)))
		if err != nil {
			return nil, fmt.Errorf("the variable %s cannot be read: %w", name, err)
		}
		if err := bindings.Set(name, parsed); err != nil {
			return nil, err
		}
	}
	return bindings, nil
}

// explain turns an error of the JavaScript engine into one of JSONata.
func (m *machine) explain(err error) error {
	var thrown *goja.Exception
	if errors.As(err, &thrown) {
		return m.explainValue(thrown.Value())
	}
	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		m.broken = true
		return &Error{Message: fmt.Sprint(interrupted.Value())}
	}
	var deep *goja.StackOverflowError
	if errors.As(err, &deep) {
		return &Error{Message: "the expression calls itself too often"}
	}
	return err
}

func (m *machine) explainValue(thrown goja.Value) error {
	object, ok := thrown.(*goja.Object)
	if !ok {
		return &Error{Message: thrown.String()}
	}
	out := &Error{Message: object.String()}
	if code := object.Get("code"); code != nil && !goja.IsUndefined(code) {
		out.Code = code.String()
	}
	if message := object.Get("message"); message != nil && !goja.IsUndefined(message) {
		out.Message = message.String()
	}
	return out
}
