package jsonata

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// version is the release of the npm package jsonata that Step Functions
// documents (Step Functions developer guide, "Transforming data with JSONata").
const version = "2.0.6"

// fileName is the file of the npm package that is run, and fileSum its SHA-256.
const (
	fileName = "jsonata.min.js"
	fileSum  = "3616231ac3b165ea2b3e0840c94bbc0bf86b4c73202b644576693fd74dfbd762"
)

// EnvDir names the environment variable that says in which folder the file
// jsonata.min.js of the npm package is.
const EnvDir = "JSONATA_DIR"

// ErrMissing is given by [Locate] when the reference implementation is nowhere
// to be found.
var ErrMissing = errors.New("the JSONata reference implementation is not here")

// Locate finds the reference implementation: in the folders named, in the one
// that the environment variable [EnvDir] names, and in .bin/jsonata of the
// module that the working directory belongs to. The error is [ErrMissing], with
// what to do, or says that the file found is not release [version].
func Locate(dirs ...string) (string, error) {
	if dir := os.Getenv(EnvDir); dir != "" {
		dirs = append(dirs, dir)
	}
	if root, ok := moduleRoot(); ok {
		dirs = append(dirs, filepath.Join(root, ".bin", "jsonata"))
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, fileName)
		data, err := os.ReadFile(path) //nolint:gosec // a folder that the caller chose
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("reading the JSONata reference implementation: %w", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != fileSum {
			return "", fmt.Errorf("%s is not the file of the npm package jsonata@%s; run `make jsonata` to fetch it again", path, version)
		}
		return path, nil
	}
	return "", fmt.Errorf("%w: run `make jsonata`, which fetches the npm package jsonata@%s, or name its folder in %s", ErrMissing, version, EnvDir)
}

// moduleRoot finds the folder with go.mod at or above the working directory.
func moduleRoot() (string, bool) {
	dir, err := os.Getwd()
	if err != nil {
		return "", false
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}
