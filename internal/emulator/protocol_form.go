package emulator

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An input that may come in several protocols is first turned into a tree of
// maps, lists and scalars, and then put into the struct of the operation.

// formTree is the tree of a query form: "Tags.member.1.Key" is an entry of a
// list. Numbers and booleans are texts in it.
func formTree(form url.Values) map[string]any {
	root := map[string]any{}
	for name, values := range form {
		if name == "Action" || name == "Version" || len(values) == 0 {
			continue
		}
		parts := strings.Split(name, ".")
		node := root
		for _, part := range parts[:len(parts)-1] {
			child, ok := node[part].(map[string]any)
			if !ok {
				child = map[string]any{}
				node[part] = child
			}
			node = child
		}
		node[parts[len(parts)-1]] = values[0]
	}
	for name, child := range root {
		root[name] = formLists(child)
	}
	return root
}

// formLists turns {"member": {"1": x, "2": y}} into a list.
func formLists(node any) any {
	object, ok := node.(map[string]any)
	if !ok {
		return node
	}
	members, ok := object["member"].(map[string]any)
	if !ok || len(object) != 1 {
		for name, child := range object {
			object[name] = formLists(child)
		}
		return object
	}
	positions := make([]int, 0, len(members))
	for name := range members {
		if n, err := strconv.Atoi(name); err == nil {
			positions = append(positions, n)
		}
	}
	slices.Sort(positions)
	list := make([]any, 0, len(positions))
	for _, n := range positions {
		list = append(list, formLists(members[strconv.Itoa(n)]))
	}
	return list
}

// putTree puts a tree into what target points at.
func putTree(tree any, target any) error { return putValue(tree, reflect.ValueOf(target).Elem(), "") }

func putValue(tree any, v reflect.Value, path string) error {
	if tree == nil {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		fresh := reflect.New(v.Type().Elem())
		if err := putValue(tree, fresh.Elem(), path); err != nil {
			return err
		}
		v.Set(fresh)
		return nil
	}
	if v.Type() == reflect.TypeFor[epoch]() {
		return putTime(tree, v, path)
	}
	switch v.Kind() {
	case reflect.Struct:
		return putStruct(tree, v, path)
	case reflect.Slice:
		return putList(tree, v, path)
	case reflect.Map:
		return putMap(tree, v, path)
	case reflect.String:
		if text, ok := tree.(string); ok {
			v.SetString(text)
			return nil
		}
	case reflect.Bool:
		return putBool(tree, v, path)
	case reflect.Int64, reflect.Float64:
		return putNumber(tree, v, path)
	}
	return mismatch(tree, v, path)
}

func mismatch(tree any, v reflect.Value, path string) *apiError {
	return failf("SerializationException", "%T can not be converted to %s (at %s)", tree, v.Kind(), path)
}

func putStruct(tree any, v reflect.Value, path string) error {
	object, ok := tree.(map[string]any)
	if !ok {
		if text, isText := tree.(string); isText && text == "" {
			return nil // an empty structure in a form
		}
		return mismatch(tree, v, path)
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name
		}
		if err := putValue(object[name], v.Field(i), path+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

func putList(tree any, v reflect.Value, path string) error {
	list, ok := tree.([]any)
	if text, isText := tree.(string); isText && text == "" {
		list, ok = []any{}, true // an empty list in a form
	}
	if !ok {
		return mismatch(tree, v, path)
	}
	out := reflect.MakeSlice(v.Type(), len(list), len(list))
	for i, item := range list {
		if err := putValue(item, out.Index(i), fmt.Sprintf("%s/%d", path, i)); err != nil {
			return err
		}
	}
	v.Set(out)
	return nil
}

func putMap(tree any, v reflect.Value, path string) error {
	object, ok := tree.(map[string]any)
	if !ok {
		return mismatch(tree, v, path)
	}
	out := reflect.MakeMap(v.Type())
	for name, item := range object {
		entry := reflect.New(v.Type().Elem()).Elem()
		if err := putValue(item, entry, path+"/"+name); err != nil {
			return err
		}
		out.SetMapIndex(reflect.ValueOf(name), entry)
	}
	v.Set(out)
	return nil
}

func putBool(tree any, v reflect.Value, path string) error {
	switch value := tree.(type) {
	case bool:
		v.SetBool(value)
		return nil
	case string:
		if b, err := strconv.ParseBool(value); err == nil {
			v.SetBool(b)
			return nil
		}
	}
	return mismatch(tree, v, path)
}

func putNumber(tree any, v reflect.Value, path string) error {
	number, ok := asFloat(tree)
	switch {
	case !ok:
		return mismatch(tree, v, path)
	case v.Kind() == reflect.Float64:
		v.SetFloat(number)
	case number != math.Trunc(number) || math.IsInf(number, 0):
		return mismatch(tree, v, path)
	default:
		v.SetInt(int64(number))
	}
	return nil
}

func asFloat(tree any) (float64, bool) {
	switch value := tree.(type) {
	case float64:
		return value, true
	case json.Number:
		n, err := value.Float64()
		return n, err == nil
	case string: // of a form, or one of the words "NaN", "Infinity" and "-Infinity"
		n, err := strconv.ParseFloat(value, 64)
		return n, err == nil
	}
	return 0, false
}

func putTime(tree any, v reflect.Value, path string) error {
	at, ok := tree.(time.Time)
	if !ok {
		var e epoch
		text := fmt.Sprint(tree)
		if err := e.UnmarshalJSON([]byte(text)); err != nil {
			return mismatch(tree, v, path)
		}
		at = time.Time(e)
	}
	v.Set(reflect.ValueOf(epoch(at)))
	return nil
}
