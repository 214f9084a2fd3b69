#!/usr/bin/env bash
# Fetches the artifact of the job `plan` of a pipeline: artifact-gitlab.sh PIPELINE FOLDER. It prints the number of the
# merge request that the pipeline is of, as GitLab says, not the artifact; nothing, where the merge request has a newer pipeline.
#
# GITLAB_TOKEN    of a project access token with the scope api
# CI_API_V4_URL   of GitLab
# PROJECT         group/name of the project of the merge request
set -euo pipefail
pipeline=$1 folder=$2

if ! [[ $pipeline =~ ^[0-9]+$ ]]; then
  echo "not the number of a pipeline" >&2
  exit 1
fi
project="$CI_API_V4_URL/projects/${PROJECT//\//%2F}"
get() {
  curl --silent --show-error --fail --header "PRIVATE-TOKEN: $GITLAB_TOKEN" "$@"
}

ref=$(get "$project/pipelines/$pipeline" | jq -r '.ref')
if ! [[ $ref =~ ^refs/merge-requests/([0-9]+)/(head|merge)$ ]]; then
  echo "pipeline $pipeline is not one of a merge request" >&2
  exit 1
fi
number=${BASH_REMATCH[1]}
newest=$(get "$project/merge_requests/$number" | jq -r '.head_pipeline.id')
if [ "$newest" != "$pipeline" ]; then
  exit 0
fi

job=$(get "$project/pipelines/$pipeline/jobs?scope[]=success&per_page=100" --globoff |
  jq -r 'map(select(.name == "plan")) | .[0].id // empty')
mkdir -p "$folder"
get --location --output "$folder/artifact.zip" "$project/jobs/$job/artifacts"
unzip -q "$folder/artifact.zip" -d "$folder"
rm "$folder/artifact.zip"
echo "$number"
