#!/usr/bin/env bash
# Makes sure that the image's base, debian:trixie-slim, is on the Docker Engine.
set -euo pipefail

readonly IMAGE=debian:trixie-slim SUITE=trixie
readonly PULL_TIMEOUT=${PULL_TIMEOUT:-60}

usage() {
  cat <<USAGE
Usage: setup/base-image.sh [--help]

Makes sure that $IMAGE exists on the Docker Engine: keeps one that is there, else pulls it, else
(no registry within reach) builds it from Debian's packages with mmdebstrap. Prints which it was.

Environment: PULL_TIMEOUT (seconds, default 60), DEBIAN_MIRROR (default: mmdebstrap's own mirrors, with updates and
security).
USAGE
}

fail() {
  echo "base image: $*" >&2
  exit 1
}

# mmdebstrap needs root, or a user namespace that the kernel may refuse.
ensure_mmdebstrap() {
  command -v mmdebstrap >/dev/null && return
  [ "$(id -u)" = 0 ] || fail "cannot pull $IMAGE, and building it needs mmdebstrap, which only root can install"
  command -v apt-get >/dev/null || fail "cannot pull $IMAGE, and building it needs mmdebstrap (a Debian package)"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq -o Acquire::Retries=3 && apt-get install -qq -y --no-install-recommends mmdebstrap debian-archive-keyring >/dev/null; } ||
    fail "apt-get could not install mmdebstrap"
}

# As the published slim image: minimal packages, no manuals.
build() {
  mmdebstrap --quiet --variant=minbase --include=ca-certificates \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/lintian/*' \
    "$SUITE" - ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} |
    docker import --change 'CMD ["bash"]' --message "mmdebstrap $SUITE" - "$IMAGE" >/dev/null
}

case ${1-} in
  -h | --help) usage && exit 0 ;;
  '') ;;
  *) usage >&2 && exit 64 ;;
esac

docker version >/dev/null 2>&1 || fail "no Docker Engine answers; run setup/docker-engine.sh first"
if docker image inspect "$IMAGE" >/dev/null 2>&1; then
  echo "base image: $IMAGE is there"
elif timeout "$PULL_TIMEOUT" docker pull --quiet "$IMAGE" >/dev/null 2>&1; then
  echo "base image: pulled $IMAGE"
else
  ensure_mmdebstrap
  build || fail "mmdebstrap could not build $IMAGE"
  echo "base image: built $IMAGE with mmdebstrap (no registry within reach)"
fi
