#!/usr/bin/env bash
# Waits until every application of dist/ is ready on all its clusters.
set -euo pipefail

nothing=$(mktemp --suffix=.json)
echo '{"apiVersion":"v1","kind":"List","items":[]}' >"$nothing"
applications=$(npx --no-install fluxapp plan -f dist/ -R --base "$nothing" -o json |
  jq -r '[.resource_changes[].application | values] | unique[]')

if [ -z "$applications" ]; then
  exit 0
fi
while IFS= read -r namespace; do
  mapfile -t names < <(grep "^$namespace/" <<<"$applications" | cut -d / -f 2)
  npx --no-install fluxapp wait "${names[@]}" -n "$namespace" --timeout 15m
done < <(cut -d / -f 1 <<<"$applications" | sort -u)
