#!/usr/bin/env bash
# Checks or installs what this project's commands need, and says what it does. Run it as often as you like.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<USAGE
Usage: ./setup.sh [--without-docker] [--help]

  Node packages    npm ci, from package-lock.json
  Python packages  .venv with moto (S3 and DynamoDB of the rehearsal), checkov (policy checks) and zizmor (workflows)
  Terraform        1.11 or newer must be there
  Docker           an engine that answers, and the base image debian:trixie-slim
  Browser          Chromium and wrk, for the tests

Without Docker or a browser the rehearsal and the unit tests still run; the rest is needed always.

  --without-docker   leave Docker and the browser alone
USAGE
}

with_docker=yes
case ${1-} in
  -h | --help) usage && exit 0 ;;
  --without-docker) with_docker=no ;;
  '') ;;
  *) usage >&2 && exit 64 ;;
esac

# The Python packages come beside the rest, in a process group of their own, which ends with this script.
set -m
setup/python.sh &
python=$!
set +m
trap 'kill -- "-$python" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

setup/node.sh
setup/terraform.sh
if [ "$with_docker" = yes ]; then
  { setup/docker-engine.sh && setup/base-image.sh; } ||
    echo "setup: going on without Docker: the rehearsal runs, WordPress in the browser does not" >&2
  setup/browser.sh || true
fi
wait "$python" || { echo "setup: the Python packages are not there, see python: above" >&2 && exit 1; }
echo "setup: ready"
