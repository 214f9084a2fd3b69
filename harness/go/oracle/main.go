// Command oracle prints the results of Helm's and Flux's own packages for values and objects.
//
// It reads one case a line on standard input and writes one answer a line, in the same order, on standard output:
//
//	{"kind": "set" | "setString", "base": {…}, "input": ["a.b=1", …]}   Helm's strvals, each expression into base
//	{"kind": "merge", "base": {…}, "input": [{…}, …]}                   Flux's chartutil.MergeMaps, each layer over base
//	{"kind": "valuesFrom", "entries": [{…}, …], "values": {…}}          Flux's chartutil.ChartValuesFromReferences, each
//	                                                                    entry with the text it refers to as its data
//	{"kind": "kstatus", "object": {…}}                                  Flux's kstatus, of a Kubernetes object
//	{"kind": "release", "object": {…}}                                  helm-controller's names, of a HelmRelease
//
// An answer is {"result": {…}} or {"error": "…"}, with the keys of every map sorted and every number unchanged.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/pkg/chartutil"
	"helm.sh/helm/v4/pkg/strvals"
)

type valuesCase struct {
	Kind  string         `json:"kind"`
	Base  map[string]any `json:"base"`
	Input []any          `json:"input"`

	Entries []valuesEntry  `json:"entries"`
	Values  map[string]any `json:"values"`

	Object json.RawMessage `json:"object"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	// Numbers stay text: a float64 would hide the treatment of integers beyond 2^53.
	decoder.UseNumber()
	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for {
		var c valuesCase
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		answer := map[string]any{}
		if result, err := evaluate(c); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["result"] = result
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
}

func evaluate(c valuesCase) (map[string]any, error) {
	switch c.Kind {
	case "set":
		return parseAll(c, strvals.ParseInto)
	case "setString":
		return parseAll(c, strvals.ParseIntoString)
	case "merge":
		values := c.Base
		for _, layer := range c.Input {
			values = chartutil.MergeMaps(values, layer.(map[string]any))
		}
		return values, nil
	case "valuesFrom":
		return valuesFrom(c)
	case "kstatus":
		return kstatus(c.Object)
	case "release":
		return release(c.Object)
	default:
		panic("unknown kind " + c.Kind)
	}
}

func parseAll(c valuesCase, parseInto func(string, map[string]any) error) (map[string]any, error) {
	for _, expression := range c.Input {
		if err := parseInto(expression.(string), c.Base); err != nil {
			return nil, err
		}
	}
	return c.Base, nil
}
