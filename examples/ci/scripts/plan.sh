#!/usr/bin/env bash
# Plans the code against a revision, without a cluster: plan.sh REVISION FOLDER. FOLDER is for the artifact: dist/, the
# commit that it was compared with, and the plan as JSON and as Markdown. It runs the code of the branch: no credentials
# belong into its job.
set -euo pipefail
revision=$1 folder=$2

base=$(git rev-parse --verify --end-of-options "$revision^{commit}")
if git cat-file -e "$base:dist" 2>/dev/null; then
  code=(-f dist/ -R)
else
  code=(--app)
fi

mkdir -p "$folder"
cp -R dist "$folder/dist"
echo "$base" >"$folder/base"
npx --no-install fluxapp plan "${code[@]}" --base "$base" -o json >"$folder/plan.json"
npx --no-install fluxapp plan "${code[@]}" --base "$base" -o markdown >"$folder/plan.md"
