#!/usr/bin/env bash
# Checks for Node 20 or newer and installs the npm packages of package-lock.json. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

least=20.19.0
stamp=node_modules/.wordpress-on-ecs-lock.sha256

if ! command -v node >/dev/null; then
  echo "node: not installed; Node $least or newer is needed: https://nodejs.org/en/download" >&2
  exit 1
fi
version=$(node --version)
if [ "$(printf '%s\n%s\n' "$least" "${version#v}" | sort -V | head -n1)" != "$least" ]; then
  echo "node: $(command -v node) is $version; $least or newer is needed: https://nodejs.org/en/download" >&2
  exit 1
fi

wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  echo "node: $version, packages are as package-lock.json says"
  exit 0
fi
echo "node: $version, installing the packages of package-lock.json (one to two minutes)"
npm ci --no-audit --no-fund --loglevel=error
echo "$wanted" >"$stamp"
echo "node: done"
