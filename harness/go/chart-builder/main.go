// Command chart-builder prints the default values of charts that Flux's source-controller has built with valuesFiles.
//
// It reads one case a line on standard input and writes one answer a line, in the same order, on standard output:
//
//	{"files": {"values.yaml": "…"}, "valuesFiles": ["…"]}    {"values": {…}}, or {"failed": true} if the chart cannot be built
//
// The files are those of a chart in a HelmRepository, by their paths in the chart. With "chart", they are those of a source such
// as a GitRepository, and it is the path of the chart in it. "ignoreMissing" is ignoreMissingValuesFiles.
//
// The builders are internal packages of source-controller, so this is a module with a path below it. The versions are those of
// the module around it: see go.work.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	helmchart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	repo "helm.sh/helm/v4/pkg/repo/v1"

	"github.com/fluxcd/source-controller/internal/helm/chart"
	"github.com/fluxcd/source-controller/internal/oci"
)

const (
	name    = "web"
	version = "1.0.0"
)

type asked struct {
	Files         map[string]string `json:"files"`
	Chart         string            `json:"chart"`
	ValuesFiles   []string          `json:"valuesFiles"`
	IgnoreMissing bool              `json:"ignoreMissing"`
}

type answer struct {
	Values map[string]any `json:"values,omitempty"`
	Failed bool           `json:"failed,omitempty"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chart-builder:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for {
		var c asked
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		a, err := answerTo(c)
		if err != nil {
			return err
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
}

// answerTo builds the chart as the reconciler of HelmCharts does, and loads it as helm-controller does.
func answerTo(c asked) (answer, error) {
	folder, err := os.MkdirTemp("", "chart-builder-")
	if err != nil {
		return answer{}, err
	}
	defer os.RemoveAll(folder)
	built := filepath.Join(folder, "built.tgz")
	options := chart.BuildOptions{ValuesFiles: c.ValuesFiles, IgnoreMissingValuesFiles: c.IgnoreMissing}
	if len(options.GetValuesFiles()) > 0 {
		options.VersionMetadata = "1"
	}
	builder, reference := chart.NewRemoteBuilder(repository{c.Files}), chart.Reference(chart.RemoteReference{Name: name})
	if c.Chart != "" {
		source := filepath.Join(folder, "source")
		if err := writeFiles(source, c.Files); err != nil {
			return answer{}, err
		}
		builder = chart.NewLocalBuilder(chart.NewDependencyManager())
		reference = chart.LocalReference{WorkDir: source, Path: c.Chart}
	}
	if _, err := builder.Build(context.Background(), reference, built, options); err != nil {
		return answer{Failed: true}, nil
	}
	loaded, err := loader.Load(built)
	if err != nil {
		return answer{}, err
	}
	return answer{Values: valuesOf(loaded)}, nil
}

func valuesOf(c *helmchart.Chart) map[string]any {
	if c.Values == nil {
		return map[string]any{}
	}
	return c.Values
}

func writeFiles(root string, files map[string]string) error {
	for path, content := range files {
		file := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// repository has one chart.
type repository struct {
	files map[string]string
}

func (r repository) GetChartVersion(string, string) (*repo.ChartVersion, error) {
	return &repo.ChartVersion{Metadata: &helmchart.Metadata{Name: name, Version: version}}, nil
}

func (r repository) DownloadChart(*repo.ChartVersion) (*bytes.Buffer, error) {
	archive := new(bytes.Buffer)
	zipped := gzip.NewWriter(archive)
	packed := tar.NewWriter(zipped)
	for _, path := range slices.Sorted(maps.Keys(r.files)) {
		content := r.files[path]
		header := &tar.Header{Name: name + "/" + path, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg}
		if err := packed.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := io.WriteString(packed, content); err != nil {
			return nil, err
		}
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	return archive, zipped.Close()
}

func (r repository) VerifyChart(context.Context, *repo.ChartVersion) (oci.VerificationResult, error) {
	return oci.VerificationResultIgnored, nil
}

func (r repository) Clear() error {
	return nil
}
