#!/usr/bin/env bash
# Makes sure that the browser tests find Chromium, and the load tests wrk: keeps what is there, else installs Debian's.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v wrk >/dev/null || missing+=(wrk)
if [ ${#missing[@]} -eq 0 ]; then
  echo "browser: Chromium and wrk are there"
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "browser: ${missing[*]} missing, and only root on Debian can install them here; the tests that need them will fail" >&2
  exit 1
fi
echo "browser: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq -o Acquire::Retries=3
apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
echo "browser: done"
