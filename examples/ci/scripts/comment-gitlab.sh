#!/usr/bin/env bash
# Writes a plan as the one comment of a merge request: comment-gitlab.sh NUMBER FILE. A comment of an earlier run is updated;
# it is found by its first line and its author.
#
# GITLAB_TOKEN    of a project access token with the scope api
# CI_API_V4_URL   of GitLab
# PROJECT         group/name of the project of the merge request
set -euo pipefail
number=$1 file=$2

notes="$CI_API_V4_URL/projects/${PROJECT//\//%2F}/merge_requests/$number/notes"
call() {
  curl --silent --show-error --fail --header "PRIVATE-TOKEN: $GITLAB_TOKEN" "$@"
}

author=$(call "$CI_API_V4_URL/user" | jq '.id')
first=$(head -n 1 "$file")
id=
page=1
while [ -z "$id" ]; do
  found=$(call "$notes?per_page=100&page=$page")
  if [ "$(jq 'length' <<<"$found")" -eq 0 ]; then
    break
  fi
  id=$(jq -r --argjson author "$author" --arg first "$first" \
    'map(select(.author.id == $author and (.body | split("\n")[0] | rtrimstr("\r")) == $first)) | .[0].id // empty' <<<"$found")
  page=$((page + 1))
done

if [ -n "$id" ]; then
  call --output /dev/null --request PUT --data-urlencode "body@$file" "$notes/$id"
else
  call --output /dev/null --request POST --data-urlencode "body@$file" "$notes"
fi
