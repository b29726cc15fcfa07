#!/usr/bin/env bash
# Runs the gate. Its exit code is an output, so that the comment is written whatever it is.
# All user input comes from the environment and is never executed.
set -euo pipefail

fail() {
	printf '::error::%s\n' "$1"
	exit 2
}

[[ $NAME =~ ^[A-Za-z0-9._-]+$ ]] || fail "name: want letters, digits, dots, hyphens and underscores"
base=$BASE
if [[ -z $base ]]; then
	[[ -n ${GITHUB_BASE_REF:-} ]] || fail "base: this is no pull request, so say which commit to compare with"
	base=origin/$GITHUB_BASE_REF
fi

results=$RUNNER_TEMP/poolbench/$NAME
rm -rf "$results"
mkdir -p "$results"
printf 'results=%s\n' "$results" >>"$GITHUB_OUTPUT"

args=(--base="$base" --package="$PACKAGE" --bench="$BENCH" --rounds="$ROUNDS" --budget="$BUDGET")
[[ -z $BENCHTIME ]] || args+=(--benchtime="$BENCHTIME")
[[ -z $MARGIN ]] || args+=(--margin="$MARGIN")
[[ -z $POLICY ]] || args+=(--policy="$POLICY")
[[ -z $INCONCLUSIVE ]] || args+=(--inconclusive="$INCONCLUSIVE")
code=0
compare gate "${args[@]}" --format github \
	--also markdown="$results/summary.md" --also comment="$results/comment.md" \
	--also junit="$results/gate.xml" --also json="$results/gate.json" --also bench="$results/gate.txt" \
	--html "$results/gate.html" || code=$?
printf 'code=%s\n' "$code" >>"$GITHUB_OUTPUT"
if [[ -f $results/summary.md ]]; then
	cat "$results/summary.md" >>"$GITHUB_STEP_SUMMARY"
fi
