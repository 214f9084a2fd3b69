// Command yaml-reader prints how Kubernetes reads YAML.
//
// It reads JSON strings on standard input, each the text of one document, and writes one answer a line, in the same
// order, on standard output: {"result": …} or {"error": "…"}, with every number as the package reads it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "yaml-reader:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	for {
		var text string
		if err := decoder.Decode(&text); errors.Is(err, io.EOF) {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		answer := map[string]any{}
		if result, err := yaml.YAMLToJSONStrict([]byte(text)); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["result"] = json.RawMessage(result)
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
}
