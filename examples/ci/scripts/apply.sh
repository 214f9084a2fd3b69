#!/usr/bin/env bash
# Applies dist/ to the host cluster. What left the code stays there: the plan names it.
set -euo pipefail

kubectl apply --server-side --field-manager=fluxapp --recursive -f dist/
