#!/usr/bin/env bash
# Installs kubectl in an image that does not have it: install-kubectl.sh VERSION [FOLDER]. Checks the digest that
# Kubernetes publishes.
set -euo pipefail
version=$1 target=${2:-/usr/local/bin}

case $(uname -m) in
  aarch64 | arm64) arch=arm64 ;;
  *) arch=amd64 ;;
esac
url="https://dl.k8s.io/release/$version/bin/linux/$arch/kubectl"
folder=$(mktemp -d)
curl --silent --show-error --fail --location --output "$folder/kubectl" "$url"
digest=$(curl --silent --show-error --fail --location "$url.sha256")
echo "$digest  $folder/kubectl" | sha256sum --check --quiet
install "$folder/kubectl" "$target/kubectl"
