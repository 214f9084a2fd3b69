package main

import (
	"encoding/json"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// kstatus returns the result of kstatus for an object, as `kubectl wait` and Flux's own health checks would see it.
func kstatus(object json.RawMessage) (map[string]any, error) {
	var u unstructured.Unstructured
	if err := u.UnmarshalJSON(object); err != nil {
		return nil, err
	}
	result, err := status.Compute(&u)
	if err != nil {
		return nil, err
	}
	return map[string]any{"status": result.Status}, nil
}
