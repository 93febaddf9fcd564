#!/usr/bin/env bash
# Checks for Terraform 1.11 or newer (or OpenTofu, by TERRAFORM_BINARY_NAME=tofu), the first with write-only arguments; says how to get it where it is missing or older.
set -euo pipefail

least=1.11.0
terraform=${TERRAFORM_BINARY_NAME:-terraform}

if ! command -v "$terraform" >/dev/null; then
  echo "terraform: $terraform is not installed; Terraform $least or newer is needed: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi
version=$(CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$terraform" version -json |
  sed -n 's/.*"terraform_version": *"\([0-9.]*\)[^"]*".*/\1/p')
if [ "$(printf '%s\n%s\n' "$least" "$version" | sort -V | head -n1)" != "$least" ]; then
  echo "terraform: $(command -v "$terraform") is $version; $least or newer is needed: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi
echo "terraform: $version ($(command -v "$terraform"))"
