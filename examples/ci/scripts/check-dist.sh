#!/usr/bin/env bash
# Fails where the dist/ that is committed is not what the code makes now. Run it after `cdk8s synth`; where dist/ is not
# committed, it does nothing.
set -euo pipefail

if [ -z "$(git ls-files -- dist)" ]; then
  exit 0
fi
stale=$(git status --porcelain --untracked-files=all -- dist)
if [ -n "$stale" ]; then
  echo "dist/ is not what the code makes: run 'npx cdk8s synth' and commit dist/" >&2
  echo "$stale" >&2
  exit 1
fi
