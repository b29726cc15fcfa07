#!/usr/bin/env bash
# Builds compare from the same version of this repository as the action.
set -euo pipefail

bin=$RUNNER_TEMP/poolbench/bin
mkdir -p "$bin"
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
go build -o "$bin/" ./cmd/compare
printf '%s\n' "$bin" >>"$GITHUB_PATH"
