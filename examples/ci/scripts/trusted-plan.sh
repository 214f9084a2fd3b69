#!/usr/bin/env bash
# Plans what plan.sh left in an artifact, in a job that has credentials: trusted-plan.sh ARTIFACT FILE. Run it in a clone of
# the default branch. It reads the artifact's manifests and runs none of its code; it does not trust the plan in it, but plans again.
#
# READER_KUBECONFIG   a file. The plan is against this cluster, which it only reads; without it, against the base's manifests.
set -euo pipefail
artifact=$1 file=$2

others=$(find "$artifact" ! -type f ! -type d)
if [ -n "$others" ]; then
  echo "the artifact has links or devices: $others" >&2
  exit 1
fi
base=$(head -c 41 "$artifact/base")
if ! [[ $base =~ ^[0-9a-f]{40}$ ]] || ! git merge-base --is-ancestor "$base" HEAD; then
  echo "the artifact was compared with a commit that is not one of this branch" >&2
  exit 1
fi

npm ci
fluxapp=$PWD/node_modules/.bin/fluxapp
work=$(mktemp -d)
cp -R "$artifact/dist" "$work/branch"
if [ -n "${READER_KUBECONFIG:-}" ]; then
  (cd "$work" && "$fluxapp" plan -f branch/ -R --read-only --kubeconfig "$READER_KUBECONFIG" -o markdown) >"$file"
  exit 0
fi

git worktree add --quiet --detach "$work/checkout" "$base"
if ! git cat-file -e "$base:dist" 2>/dev/null; then
  (cd "$work/checkout" && npm ci && npx --no-install cdk8s synth --check-upgrade=false)
fi
mv "$work/checkout/dist" "$work/base"
(cd "$work" && "$fluxapp" plan -f branch/ -R --base base/ -o markdown) >"$file"
git worktree remove --force "$work/checkout"
