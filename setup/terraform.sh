#!/usr/bin/env bash
# Checks for Terraform 1.11 or newer (or OpenTofu, by TERRAFORM_BINARY_NAME=tofu), the first with write-only arguments; says how to get it where it is missing or older.
set -euo pipefail

least=1.11.0
terraform=${TERRAFORM_BINARY_NAME:-terraform}
case ${terraform##*/} in
  tofu*) name=OpenTofu page=https://opentofu.org/docs/intro/install/ ;;
  *) name=Terraform page=https://developer.hashicorp.com/terraform/install ;;
esac

if ! command -v "$terraform" >/dev/null; then
  echo "terraform: $terraform is not installed; $name $least or newer is needed: $page" >&2
  exit 1
fi
version=$(CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$terraform" version -json |
  sed -n 's/.*"terraform_version": *"\([0-9.]*\)[^"]*".*/\1/p')
if [ "$(printf '%s\n%s\n' "$least" "$version" | sort -V | head -n1)" != "$least" ]; then
  echo "terraform: $(command -v "$terraform") is $version; $name $least or newer is needed: $page" >&2
  exit 1
fi
echo "terraform: $name $version ($(command -v "$terraform"))"
