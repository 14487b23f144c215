#!/usr/bin/env bash
# Runs the digest program of Exact, Engine and Statistics in every way a machine may differ, and compares
# what it prints with what the optimised build prints here: debug, emulated x86-64 processors of two
# families, and arm64 and RISC-V programs built with Embedded Swift. One line each, then `N passed, M failed`.
set -uo pipefail
cd "$(dirname "$0")/../.."
out=.build/portable
mkdir -p "$out"

./scripts/setup.sh libhdf5-dev libopenblas-dev pkg-config qemu-user \
  gcc-aarch64-linux-gnu libc6-dev-arm64-cross gcc-riscv64-linux-gnu libc6-dev-riscv64-cross || exit $?

passed=0
failed=0

# check NAME COMMAND…: the command prints the digests; they must be the reference's.
check() {
  local name=$1 file=$out/${1// /-}.txt
  shift
  if ! "$@" >"$file" 2>"$file.err"; then
    printf '%-22s failed: %s\n' "$name" "$(tail -n 1 "$file.err")"
    failed=$((failed + 1))
  elif ! cmp -s "$reference" "$file"; then
    printf '%-22s differs in: %s\n' "$name" \
      "$(diff "$reference" "$file" | awk '/^>/ { printf "%s ", $2 }')"
    failed=$((failed + 1))
  else
    printf '%-22s %s\n' "$name" "$(sha256sum <"$file" | cut -c1-64)"
    passed=$((passed + 1))
  fi
}

# no_libm NAME FILES…: object files of these modules may not import a function of the C library's mathematics.
no_libm() {
  local name=$1
  shift
  local pattern='^(a?(sin|cos|tan)h?|atan2|sincos|exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot'
  pattern+='|erfc?|[lt]gamma|sqrt|fma|fmod|remainder|ceil|floor|trunc|round|rint|nearbyint|ldexp|scalbn)[fl]?$'
  local found
  found=$(nm --undefined-only "$@" 2>/dev/null | awk 'NF == 2 { print $2 }' | sort -u | grep -E "$pattern" |
    tr '\n' ' ')
  if [ -n "$found" ]; then
    printf '%-22s imports %s\n' "$name" "$found"
    failed=$((failed + 1))
  else
    printf '%-22s no function of libm imported\n' "$name"
    passed=$((passed + 1))
  fi
}

build() { swift build -c "$1" --product portable >"$out/build-$1.log" 2>&1 || { cat "$out/build-$1.log"; exit 1; }; }

# embedded NAME TARGET LINKER… -- FLAGS…: the modules and the program, built without a runtime, linked
# with the C library of another instruction set.
embedded() {
  local name=$1 target=$2 folder=$out/$1
  shift 2
  local linker=()
  while [ "$1" != -- ]; do linker+=("$1") && shift; done
  shift
  mkdir -p "$folder"
  local flags=(-O -wmo -swift-version 6 -enable-experimental-feature Embedded
    -Xfrontend -function-sections -package-name assay -target "$target" "$@")
  local module sources objects=("$folder/main.o")
  {
    for module in Exact Engine Statistics; do
      mapfile -t sources < <(find "Sources/$module" -name '*.swift' | LC_ALL=C sort)
      swiftc "${flags[@]}" -I "$folder" -parse-as-library -module-name "$module" -emit-module \
        -emit-module-path "$folder/$module.swiftmodule" -c "${sources[@]}" -o "$folder/$module.o" || break
      objects+=("$folder/$module.o")
    done
    swiftc "${flags[@]}" -I "$folder" -module-name portable -c Tests/Portable/*.swift \
      -o "$folder/main.o" &&
      "${linker[@]}" -static -Wl,--gc-sections "${objects[@]}" -o "$folder/run" -lm
  } >"$folder/build.log" 2>&1 || { grep -m 5 error: "$folder/build.log"; rm -f "$folder/run"; }
}

build release
reference=$out/reference.txt
.build/release/portable >"$reference" || exit 1
check 'x86-64 release' .build/release/portable
no_libm 'x86-64 release' .build/release/{Exact,Engine,Statistics}.build/*.o
build debug
check 'x86-64 debug' .build/debug/portable

if [ "$(uname -m)" = x86_64 ]; then
  check 'x86-64 Haswell' qemu-x86_64 -cpu Haswell .build/release/portable
  check 'x86-64 EPYC' qemu-x86_64 -cpu EPYC .build/release/portable
fi

# An x86-64 processor without AVX2 gets one line and exit code 69, not an illegal instruction.
if [ "$(uname -m)" = x86_64 ]; then
  message=$(qemu-x86_64 -cpu Nehalem .build/release/portable 2>&1 >/dev/null)
  if [ $? -eq 69 ] && [[ $message == *"lacks AVX2"* ]] && [ "$(wc -l <<<"$message")" -eq 1 ]; then
    printf '%-22s %s\n' 'x86-64 Nehalem' 'turned away in one line'
    passed=$((passed + 1))
  else
    printf '%-22s not turned away: %s\n' 'x86-64 Nehalem' "$message"
    failed=$((failed + 1))
  fi
fi

lld=$(dirname "$(readlink -f "$(command -v swiftc)")")
embedded arm64 aarch64-none-none-elf aarch64-linux-gnu-gcc -fuse-ld=lld "-B$lld" --
check 'arm64' qemu-aarch64 "$out/arm64/run"
embedded riscv64 riscv64-none-none-eabi riscv64-linux-gnu-gcc -- \
  -Xcc -march=rv64gc -Xcc -mabi=lp64d
check 'riscv64' qemu-riscv64 "$out/riscv64/run"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
