#!/usr/bin/env bash
# Builds compare from the version of this repository that the action is of.
set -euo pipefail

bin=$RUNNER_TEMP/poolbench/bin
mkdir -p "$bin"
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
go build -o "$bin/" ./cmd/compare
printf '%s\n' "$bin" >>"$GITHUB_PATH"
