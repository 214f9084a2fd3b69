// Command helm-values prints the results of Helm's own packages for the values of charts.
//
// It reads one case a line on standard input and writes one answer a line, in the same order, on standard output:
//
//	{"chart": {…}, "values": [{…}, …]}   for each values {"values": {…}, "refused": true}: the chart's values, and whether its
//	                                     schemas refuse it; or {"failed": true} if Helm cannot combine the values
//	{"range": "…", "versions": ["…"]}    whether each version is in the range
//
// A chart has the format of src/verdict/contents.ts.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
)

type contents struct {
	Name         string          `json:"name"`
	Version      string          `json:"version"`
	Values       map[string]any  `json:"values"`
	Schema       json.RawMessage `json:"schema"`
	Dependencies []dependency    `json:"dependencies"`
	Charts       []contents      `json:"charts"`
}

type dependency struct {
	Name         string   `json:"name"`
	Version      string   `json:"version"`
	Alias        string   `json:"alias"`
	Condition    string   `json:"condition"`
	Tags         []string `json:"tags"`
	ImportValues []any    `json:"importValues"`
}

type asked struct {
	Chart    *contents        `json:"chart"`
	Values   []map[string]any `json:"values"`
	Range    string           `json:"range"`
	Versions []string         `json:"versions"`
}

type answer struct {
	Values  common.Values `json:"values,omitempty"`
	Refused bool          `json:"refused,omitempty"`
	Failed  bool          `json:"failed,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "helm-values:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
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
		if err := encoder.Encode(answersTo(c)); err != nil {
			return err
		}
	}
}

func answersTo(c asked) any {
	if c.Chart == nil {
		inRange := make([]bool, len(c.Versions))
		for i, version := range c.Versions {
			inRange[i] = chartutil.IsCompatibleRange(c.Range, version)
		}
		return inRange
	}
	answers := make([]answer, len(c.Values))
	for i, values := range c.Values {
		answers[i] = judge(c.Chart.chart(), values)
	}
	return answers
}

// judge processes values like the install and upgrade actions.
func judge(c *chart.Chart, values map[string]any) answer {
	if err := chartutil.ProcessDependencies(c, values); err != nil {
		return answer{Failed: true}
	}
	coalesced, err := util.CoalesceValues(c, values)
	if err != nil {
		return answer{Failed: true}
	}
	return answer{Values: coalesced, Refused: util.ValidateAgainstSchema(c, coalesced) != nil}
}

func (c *contents) chart() *chart.Chart {
	metadata := &chart.Metadata{APIVersion: chart.APIVersionV2, Name: c.Name, Version: c.Version}
	if c.Dependencies != nil {
		metadata.Dependencies = []*chart.Dependency{}
	}
	for _, d := range c.Dependencies {
		metadata.Dependencies = append(metadata.Dependencies, &chart.Dependency{
			Name: d.Name, Version: d.Version, Alias: d.Alias, Condition: d.Condition, Tags: d.Tags,
			ImportValues: append([]any(nil), d.ImportValues...),
		})
	}
	made := &chart.Chart{Metadata: metadata, Values: c.Values, Schema: c.Schema}
	for i := range c.Charts {
		made.AddDependency(c.Charts[i].chart())
	}
	return made
}
