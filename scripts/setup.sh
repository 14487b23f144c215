#!/usr/bin/env bash
# Installs the Debian packages named as arguments where they are missing, and says so; on a system
# without apt it names what to install.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "setup: no Swift toolchain found; install Swift 6.3 or later from https://www.swift.org/install" >&2
  exit 69
fi

if ! command -v dpkg-query >/dev/null; then
  if command -v pkg-config >/dev/null && pkg-config --exists hdf5 openblas; then exit 0; fi
  echo "setup: install HDF5 and OpenBLAS with their headers, and pkg-config (Debian: $*)" >&2
  exit 69
fi

missing=()
for package in "$@"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: as root, run: apt-get install ${missing[*]}" >&2
    exit 69
  fi
  root=(sudo)
fi
echo "setup: installing ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
# A fresh machine has no list of packages yet, or an old one.
install || { "${root[@]}" apt-get update >"$log" 2>&1 && install; } || {
  tail -n 3 "$log" >&2
  echo "setup: could not install ${missing[*]}; install them by hand and try again" >&2
  exit 69
}
