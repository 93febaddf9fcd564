#!/usr/bin/env bash
# Makes sure that a Docker Engine answers.
set -euo pipefail

readonly LOG=${DOCKERD_LOG:-/var/log/dockerd.log}
readonly START_SECONDS=60

usage() {
  cat <<USAGE
Usage: setup/docker-engine.sh [--help]

Makes sure that a Docker Engine answers: keeps one that does (also a remote one, by DOCKER_HOST or context), else
installs Debian's docker.io and starts dockerd in the background. Says what it did; does nothing the second time.

Environment: DOCKERD_LOG (log of a dockerd that it starts, default /var/log/dockerd.log).
USAGE
}

fail() {
  echo "docker engine: $*" >&2
  exit 1
}

answers() { docker version --format '{{.Server.Version}}' 2>/dev/null; }

ensure_installed() {
  ! command -v dockerd >/dev/null || return 0
  command -v apt-get >/dev/null || fail "none answers, and only Debian's docker.io can be installed here; install Docker, then run this again"
  [ "$(id -u)" = 0 ] || fail "none answers, and installing docker.io needs root; run this as root, or install Docker"
  echo "docker engine: installing docker.io"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq -o Acquire::Retries=3 && apt-get install -qq -y --no-install-recommends docker.io iptables >/dev/null; } ||
    fail "apt-get could not install docker.io"
}

# Where systemd runs, the engine is its service; elsewhere (in a container, a small machine) it is started directly.
start() {
  if [ -d /run/systemd/system ]; then
    systemctl start docker || fail "systemctl could not start docker"
  else
    setsid nohup dockerd >>"$LOG" 2>&1 </dev/null &
  fi
}

case ${1-} in
  -h | --help) usage && exit 0 ;;
  '') ;;
  *) usage >&2 && exit 64 ;;
esac

if command -v docker >/dev/null && version=$(answers); then
  echo "docker engine: $version answers"
  exit 0
fi
[ -z "${DOCKER_HOST-}" ] || fail "the engine at DOCKER_HOST=$DOCKER_HOST does not answer"
ensure_installed
[ "$(id -u)" = 0 ] || fail "installed, but does not answer $(id -un); start it, or join its group: sudo usermod -aG docker $(id -un)"
start
for ((second = 0; second < START_SECONDS; second++)); do
  if version=$(answers); then
    echo "docker engine: started $version"
    exit 0
  fi
  sleep 1
done
fail "dockerd did not answer within $START_SECONDS s; its log is $LOG"
