package catalog

import (
	"embed"
	"fmt"
	"sync"
)

// The patterns name no source, so that a new folder is picked up as it is.
//
//go:embed documents.json envelope.json */source.json */pull.json */objects/*.json */events/*.json */queries/*.txt */samples/*/*.json
var embedded embed.FS

var loadEmbedded = sync.OnceValues(func() (*Catalog, error) { return Load(embedded) })

// Default returns the catalog that is built into the provider. It is read once.
// It panics when the embedded data is broken, which the package's tests rule
// out.
func Default() *Catalog {
	c, err := loadEmbedded()
	if err != nil {
		panic(fmt.Sprintf("embedded catalog: %v", err))
	}
	return c
}
