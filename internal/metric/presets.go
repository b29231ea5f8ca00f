package metric

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"sync"
)

//go:embed presets.json
var presetData []byte

// Preset is a metric that is worth having, to start from.
type Preset struct {
	// Description says what is measured.
	Description string `json:"description"`
	// Silent says which events publish nothing, in Markdown; "" for none.
	Silent string `json:"silent,omitempty"`
	Spec
}

var presets = sync.OnceValue(func() map[string]Preset {
	out := map[string]Preset{}
	if err := json.Unmarshal(presetData, &out); err != nil {
		panic("presets.json: " + err.Error()) // it is part of the program, and tested
	}
	for name, preset := range out {
		preset.Preset = name
		slices.Sort(preset.DetailTypes)
		if preset.Unit == "" {
			preset.Unit = preset.DefaultUnit()
		}
		if preset.Resolution == 0 {
			preset.Resolution = 60
		}
		out[name] = preset
	}
	return out
})

// Presets lists the names of the presets, sorted.
func Presets() []string { return slices.Sorted(maps.Keys(presets())) }

// PresetOf returns a preset by its name.
func PresetOf(name string) (Preset, bool) {
	preset, ok := presets()[name]
	return preset, ok
}
