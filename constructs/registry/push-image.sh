#!/bin/sh
# Puts an image into its registry, unless its tag is there: then nothing is built, and an immutable tag is not pushed twice.
# Usage: push-image.sh login|push. Terraform gives the values by environment:
#   REGISTRY           address of the registry, which a repository may follow
#   LOGIN_USER, LOGIN_PASSWORD   for login
#   IMAGE, CONTEXT, DOCKERFILE, PLATFORM   for push: repository with tag, build context, a file in it, for example linux/arm64
#   BUILD_ARGUMENTS    names of the build arguments, whose values are in the environment too
#   SECRETS            secrets of the build, each as name=variable; the variables are those of whoever deploys
#   BUILD_HERE         not empty: the image is to run on this machine alone, which builds it for itself [default: empty]
# Exit code 0: the registry has the image.
set -eu

# Only registries of this machine speak plain HTTP.
case $REGISTRY in
http://* | 127.0.0.1:* | localhost:*) plain=--insecure ;;
*) plain='' ;;
esac
host=${REGISTRY#*://}
host=${host%%/*}

login() {
  [ -z "$plain" ] || return 0
  printf %s "$LOGIN_PASSWORD" | docker login --username "$LOGIN_USER" --password-stdin "$host"
}

# 0 when the registry has the tag, 1 when it has not; ends the script when the registry does not say.
in_registry() {
  # shellcheck disable=SC2086 # empty, or one word
  answer=$(docker manifest inspect $plain "$IMAGE" 2>&1) && return 0
  case $answer in
  *'no such manifest'* | *'manifest unknown'* | *'not found'*) return 1 ;;
  esac
  echo "push-image: the registry does not say whether it has $IMAGE: $answer" >&2
  exit 1
}

# BuildKit alone knows secrets; without the value the build would fail later, in other words.
check_secrets() {
  if ! docker buildx version >/dev/null 2>&1; then
    echo "push-image: a build with secrets needs docker-buildx, a plugin of the Docker client (docs/site.md)" >&2
    exit 1
  fi
  for secret in $SECRETS; do
    variable=${secret#*=}
    printenv "$variable" >/dev/null && continue
    echo "push-image: the build needs $variable, which is not set (docs/site.md)" >&2
    exit 1
  done
}

build() {
  set --
  for name in ${BUILD_ARGUMENTS:-}; do set -- "$@" --build-arg "$name"; done
  for secret in ${SECRETS:-}; do set -- "$@" --secret "id=${secret%%=*},env=${secret#*=}"; done
  if [ -n "${SECRETS:-}" ]; then
    export DOCKER_BUILDKIT=1
    check_secrets
  elif [ -n "${BUILD_HERE:-}" ]; then
    export DOCKER_BUILDKIT=0
  fi
  if [ -n "${BUILD_HERE:-}" ]; then
    # The hash of the tag names a release; where it cannot be had, Debian's package will do here.
    [ "${WORDPRESS_SOURCE:-}" != release ] || export WORDPRESS_SOURCE=auto
  else
    # One manifest, not an index with attestations: the digest is the image's.
    export BUILDX_NO_DEFAULT_ATTESTATIONS=1
    set -- "$@" --platform "$PLATFORM"
  fi
  if ! docker build --tag "$IMAGE" --file "$CONTEXT/$DOCKERFILE" "$@" "$CONTEXT"; then
    echo "docker build $CONTEXT failed (docs/troubleshooting.md)" >&2
    exit 1
  fi
}

push() {
  trap '[ -n "$plain" ] || docker logout "$host" >/dev/null 2>&1 || :' EXIT
  if in_registry; then
    echo "the registry has $IMAGE: nothing to build"
    return 0
  fi
  build
  docker push "$IMAGE"
}

case ${1:-} in
login) login ;;
push) push ;;
*) echo "usage: push-image.sh login|push" >&2 && exit 2 ;;
esac
