// Command flux-rules prints whether texts are valid for the packages with which Flux's controllers validate their objects.
//
// It reads one case a line on standard input, {"rule": "…", "text": "…"}, and writes one answer a line, in the same
// order, on standard output: true, or false.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/git"
	"github.com/fluxcd/pkg/kustomize"
	"github.com/google/go-containerregistry/pkg/name"
	gcrv1 "github.com/google/go-containerregistry/pkg/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/api/provider"
)

type ruleCase struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "flux-rules:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	decoder := json.NewDecoder(in)
	buffered := bufio.NewWriter(out)
	for {
		var c ruleCase
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			return buffered.Flush()
		} else if err != nil {
			return err
		}
		fmt.Fprintln(buffered, check(c) == nil)
	}
}

func check(c ruleCase) error {
	switch c.Rule {
	case "version":
		_, err := semver.NewConstraint(c.Text)
		return err
	case "url":
		_, err := url.Parse(c.Text)
		return err
	case "ociUrl":
		return ociURL(c.Text)
	case "digest":
		_, err := gcrv1.NewHash(c.Text)
		return err
	case "gitWithoutSecret":
		u, err := url.Parse(c.Text)
		if err != nil {
			return err
		}
		_, err = git.NewAuthOptions(*u, nil)
		return err
	case "chartName":
		return chartName(c.Text)
	case "variable":
		return variable(c.Text, "enabled")
	case "variableOptedOut":
		return variable(c.Text, "disabled")
	case "component":
		if !kustomize.IsLocalRelativePath(c.Text) {
			return errors.New("not local")
		}
		return nil
	case "apiVersion":
		_, err := schema.ParseGroupVersion(c.Text)
		return err
	default:
		panic("unknown rule " + c.Rule)
	}
}

// ociURL is parseRepository() of source-controller's ocirepository_controller.go, which is internal there.
func ociURL(text string) error {
	rest := strings.TrimPrefix(text, "oci://")
	repo, err := name.NewRepository(rest)
	if err != nil {
		return err
	}
	if s := strings.Split(strings.TrimPrefix(rest, repo.RegistryStr()), ":"); len(s) > 1 {
		return errors.New("has a tag")
	}
	return nil
}

// chartName is RemoteReference.Validate() of source-controller's internal/helm/chart.
func chartName(text string) error {
	if !regexp.MustCompile(`^([-a-z0-9]+/?\.?)+$`).MatchString(text) {
		return errors.New("invalid chart name")
	}
	return nil
}

// variable substitutes in an object as kustomize-controller does, with one variable of that name. The object says whether it
// wants that.
func variable(text, substitute string) error {
	resource, err := provider.NewDefaultDepProvider().GetResourceFactory().FromBytes(
		[]byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n" +
			"    kustomize.toolkit.fluxcd.io/substitute: " + substitute + "\n"))
	if err != nil {
		return err
	}
	kustomization := unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"postBuild": map[string]any{"substitute": map[string]any{text: "x"}}},
	}}
	_, err = kustomize.SubstituteVariables(context.Background(), nil, kustomization, resource,
		kustomize.SubstituteWithDryRun(true))
	return err
}
