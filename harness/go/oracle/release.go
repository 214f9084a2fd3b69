package main

import (
	"encoding/json"

	helmv2 "github.com/fluxcd/helm-controller/api/v2"
)

// release returns the Helm release that helm-controller creates for a HelmRelease: its name before it is shortened, the namespace
// of its storage, and the namespace that it is installed in.
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
