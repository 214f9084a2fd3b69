package main

import (
	"context"
	"fmt"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// valuesEntry is an entry of valuesFrom, and the text under its key in the object that it refers to.
type valuesEntry struct {
	meta.ValuesReference
	Data string `json:"data"`
}

// valuesFrom returns the values that helm-controller computes from spec.valuesFrom and spec.values.
func valuesFrom(c valuesCase) (map[string]any, error) {
	referents := referents{data: map[string]map[string]string{}}
	references := make([]meta.ValuesReference, len(c.Entries))
	for i, entry := range c.Entries {
		references[i] = entry.ValuesReference
		referents.add(entry)
	}
	return chartutil.ChartValuesFromReferences(context.Background(), logr.Discard(), referents, "apps", c.Values, references...)
}

// referents is a client with the ConfigMaps and Secrets of a case, by kind and name, which only supports Get.
type referents struct {
	client.Client
	data map[string]map[string]string
}

func (r referents) add(entry valuesEntry) {
	id := entry.Kind + "/" + entry.Name
	if r.data[id] == nil {
		r.data[id] = map[string]string{}
	}
	r.data[id][entry.GetValuesKey()] = entry.Data
}

func (r referents) Get(_ context.Context, key client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	switch object := object.(type) {
	case *corev1.ConfigMap:
		object.Data = r.data["ConfigMap/"+key.Name]
	case *corev1.Secret:
		object.Data = map[string][]byte{}
		for name, text := range r.data["Secret/"+key.Name] {
			object.Data[name] = []byte(text)
		}
	default:
		return fmt.Errorf("valuesFrom refers to a %T", object)
	}
	return nil
}
