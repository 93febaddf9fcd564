#!/usr/bin/env bash
# Makes .venv with the Python packages of setup/requirements.txt: moto (S3 and DynamoDB for the rehearsal's state), checkov (policy
# checks of the audit) and zizmor (checks of the workflows). Does nothing when they are already there.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=setup/requirements.txt
stamp=.venv/requirements.sha256
wanted=$(sha256sum "$requirements" | cut -d' ' -f1)

if [ -x .venv/bin/moto_server ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  echo "python: .venv is as $requirements says"
  exit 0
fi

python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
  echo "python: $python is not installed; moto and checkov need Python 3.10 or newer (Debian: apt-get install python3 python3-venv)" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
  echo "python: moto and checkov need Python 3.10 or newer, this is $("$python" --version); name another with PYTHON=…" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "python: $python has no venv module (Debian: apt-get install python3-venv)" >&2
  exit 1
fi

echo "python: installing $(grep -c '==' "$requirements") packages and what they need into .venv (about a minute)"
"$python" -m venv --clear .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
echo "$wanted" >"$stamp"
echo "python: done"
