#!/usr/bin/env bash
# Waits until the Kustomization by which Flux applies dist/ from Git has applied a commit:
# flux-applied.sh NAMESPACE/NAME BRANCH COMMIT
set -euo pipefail
namespace=${1%/*} name=${1#*/} branch=$2 commit=$3

kubectl wait "kustomizations.kustomize.toolkit.fluxcd.io/$name" --namespace "$namespace" --timeout=10m \
  --for=jsonpath='{.status.lastAppliedRevision}'="$branch@sha1:$commit"
