package main

import (
	"encoding/json"

	helmv2 "github.com/fluxcd/helm-controller/api/v2"
)

// release says which Helm release helm-controller makes of a HelmRelease: its name before it is shortened, the namespace
// that Helm keeps it in, and the namespace that it is installed in.
func release(object json.RawMessage) (map[string]any, error) {
	var hr helmv2.HelmRelease
	if err := json.Unmarshal(object, &hr); err != nil {
		return nil, err
	}
	return map[string]any{
		"name":             hr.GetReleaseName(),
		"storageNamespace": hr.GetStorageNamespace(),
		"namespace":        hr.GetReleaseNamespace(),
	}, nil
}
