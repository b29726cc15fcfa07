#!/usr/bin/env bash
# Keeps one bot comment on the pull request up to date; its first line identifies it. Without
# a pull request or a token there is nothing to do. A token that may not comment, such as a
# fork's, does not fail the gate.
set -euo pipefail

[[ $NAME =~ ^[A-Za-z0-9._-]+$ ]]
if [[ -z ${GH_TOKEN:-} ]]; then
	echo "no token, so no comment"
	exit 0
fi
if [[ ! ${GITHUB_REF:-} =~ ^refs/pull/([0-9]+)/ ]]; then
	echo "no pull request, so no comment"
	exit 0
fi
number=${BASH_REMATCH[1]}
marker="<!-- poolbench: $NAME -->"
body=$(mktemp -p "$RUNNER_TEMP")
trap 'rm -f "$body"' EXIT
{
	printf '%s\n' "$marker"
	if [[ -f $RESULTS/comment.md ]]; then
		tail -n +2 "$RESULTS/comment.md"
	else
		printf '**The gate has no answer: exit code %s.**\n' "$CODE"
	fi
	printf '\n[the run](%s/%s/actions/runs/%s)\n' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"
} >"$body"

comments="repos/$GITHUB_REPOSITORY/issues/$number/comments"
# People can write the marker, too, and their comments must not be replaced.
if ! ids=$(gh api --paginate "$comments?per_page=100" \
	--jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id"); then
	echo "::warning::the comments cannot be read; the summary of the run has the answer"
	exit 0
fi
id=${ids%%$'\n'*}
if [[ -n $id ]]; then
	request=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id")
else
	request=(--method POST "$comments")
fi
if ! gh api --silent "${request[@]}" -F "body=@$body"; then
	echo "::warning::the token may not comment (permission pull-requests: write, and no fork); the summary of the run has the answer"
fi
