package jsonata

import (
	"crypto/md5"  //nolint:gosec // Step Functions offers it
	"crypto/sha1" //nolint:gosec // Step Functions offers it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/fnv"
	"math/rand/v2"

	"github.com/dop251/goja"
)

// scriptExtras are the functions that Step Functions adds and that only handle
// arrays, numbers and JSON text. $eval is hidden: Step Functions has none.
const scriptExtras = `(function () {
  function need(ok, message) { if (!ok) { throw { code: 'T0410', message: message }; } }
  return {
    partition: function (array, size) {
      if (array === undefined) { return undefined; }
      need(Number.isInteger(size) && size > 0, 'The second argument of $partition must be a positive whole number');
      var list = Array.isArray(array) ? array : [array], parts = [];
      for (var i = 0; i < list.length; i += size) { parts.push(list.slice(i, i + size)); }
      return parts;
    },
    range: function (first, last, step) {
      if (first === undefined || last === undefined) { return undefined; }
      if (step === undefined) { step = 1; }
      need([first, last, step].every(function (n) { return typeof n === 'number' && isFinite(n); }), 'The arguments of $range must be numbers');
      need(step !== 0, 'The step of $range must not be 0');
      var out = [];
      for (var i = 0, n = first; step > 0 ? n <= last : n >= last; i++, n = first + i * step) {
        need(i < 1000, '$range may make at most 1000 numbers');
        out.push(n);
      }
      return out;
    },
    parse: function (text) {
      if (text === undefined) { return undefined; }
      need(typeof text === 'string', 'The argument of $parse must be a string of JSON');
      try { return JSON.parse(text); } catch (e) { throw { code: 'D3120', message: 'The argument of $parse is not valid JSON: ' + e.message }; }
    },
    eval: undefined
  };
})()`

// newExtras makes the functions that Step Functions adds to JSONata (Step
// Functions developer guide, "JSONata functions provided by Step Functions").
func newExtras(runtime *goja.Runtime) (map[string]goja.Value, error) {
	script, err := runtime.RunString(scriptExtras)
	if err != nil {
		return nil, fmt.Errorf("loading the functions of Step Functions: %w", err)
	}
	object := script.ToObject(runtime)
	out := map[string]goja.Value{}
	for _, name := range object.Keys() {
		out[name] = object.Get(name)
	}
	out["hash"] = runtime.ToValue(hashFunction(runtime))
	out["random"] = runtime.ToValue(randomNumber)
	out["uuid"] = runtime.ToValue(func(goja.FunctionCall) goja.Value { return runtime.ToValue(newUUID()) })
	return out, nil
}

var hashes = map[string]func() hash.Hash{
	"MD5": md5.New, "SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-384": sha512.New384, "SHA-512": sha512.New,
}

func hashFunction(runtime *goja.Runtime) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		data, algorithm := call.Argument(0), call.Argument(1)
		if goja.IsUndefined(data) {
			return data
		}
		newHash, ok := hashes[algorithm.String()]
		if _, isText := data.Export().(string); !isText || !ok {
			failure := runtime.NewObject()
			_ = failure.Set("code", "T0410") // a plain object takes any property
			_ = failure.Set("message", "The arguments of $hash must be a string and one of MD5, SHA-1, SHA-256, SHA-384, SHA-512")
			panic(failure)
		}
		sum := newHash()
		sum.Write([]byte(data.String()))
		return runtime.ToValue(hex.EncodeToString(sum.Sum(nil)))
	}
}

// randomNumber gives a number from 0 to below 1, the same one for the same seed.
func randomNumber(call goja.FunctionCall, runtime *goja.Runtime) goja.Value {
	seed := call.Argument(0)
	if goja.IsUndefined(seed) {
		return runtime.ToValue(rand.Float64()) //nolint:gosec // not a secret
	}
	sum := fnv.New64a()
	sum.Write([]byte(seed.String()))
	return runtime.ToValue(rand.New(rand.NewPCG(sum.Sum64(), 1)).Float64()) //nolint:gosec // repeatable on purpose
}

func newUUID() string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(rand.UintN(256)) //nolint:gosec // not a secret
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
