#!/usr/bin/env bash
# Writes a plan as the one comment of a pull request: comment-github.sh FILE. A comment of an earlier run is updated; it is
# found by its first line and its author.
#
# GH_TOKEN            may write comments of pull requests
# GITHUB_REPOSITORY   owner/name
# BASE_BRANCH         only pull requests for this branch
# HEAD_OWNER, HEAD_BRANCH, HEAD_SHA   the branch that was planned, as the event says, not the artifact
# RUN_URL             where the artifact is
# COMMENT_AUTHOR      who GH_TOKEN is; default: github-actions[bot]
set -euo pipefail
file=$1
author=${COMMENT_AUTHOR:-github-actions[bot]}

number=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" \
  --raw-field state=open --raw-field base="$BASE_BRANCH" --raw-field head="$HEAD_OWNER:$HEAD_BRANCH" |
  jq --arg sha "$HEAD_SHA" 'map(select(.head.sha == $sha)) | .[0].number // empty')
if [ -z "$number" ]; then
  echo "no open pull request for $BASE_BRANCH has commit $HEAD_SHA any more: nothing to comment"
  exit 0
fi

first=$(head -n 1 "$file")
comment=$(mktemp)
if [ "$(wc -c <"$file")" -le 65000 ]; then
  cat "$file" >"$comment"
else
  head -n 2 "$file" >"$comment"
  printf '\nThe plan is too long for a comment: see the artifact\n' >>"$comment"
fi
printf '\n[artifact](%s)\n' "$RUN_URL" >>"$comment"

id=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments?per_page=100" |
  jq -s --arg author "$author" --arg first "$first" \
    'add | map(select(.user.login == $author and (.body | split("\n")[0] | rtrimstr("\r")) == $first)) | .[0].id // empty')
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@"$comment"
else
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" --field body=@"$comment"
fi
