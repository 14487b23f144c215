# Assay: `make help` lists what there is.
SHELL := /bin/bash
PROFILE := standard
VERIFIED := quick
.DEFAULT_GOAL := help
.PHONY: help setup build experiments forecasting datasets verify test bench peers sweep portable lint format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the system libraries that are missing
	@./scripts/setup.sh libhdf5-dev libopenblas-dev pkg-config

build: setup ## build everything, optimised
	swift build -c release

experiments: forecasting ## run every study: make experiments [PROFILE=quick|standard|paper]

forecasting: setup ## run one study: make forecasting [PROFILE=quick|standard|paper]
	swift build -c release --product forecasting
	.build/release/forecasting --profile $(PROFILE)

datasets: setup ## fetch the public datasets of datasets/catalogue.json (ASSAY_MIRROR=DIR takes them from a folder)
	swift build -c release --product assay
	.build/release/assay data fetch

verify: setup ## run studies again elsewhere, and compare with the committed results, byte by byte
	swift build -c release --product forecasting
	swift build -c release --product assay
	.build/release/assay verify --profile $(VERIFIED)

test: setup ## run all tests, optimised
	swift test -c release

bench: setup ## measure against the peers: make bench [SUITE=exact] [NAME=gemm]
	swift build -c release --product bench
	.build/release/bench $(SUITE) $(NAME)

peers: setup ## have LightGBM read models that were written here: PEER_PYTHON=python make peers
	@test -n "$(PEER_PYTHON)" || echo "peers: skipped; PEER_PYTHON names a Python that can import lightgbm"
	@test -z "$(PEER_PYTHON)" || swift test -c release --filter 'Models read by LightGBM'

sweep: setup ## check the Float32 functions on all 2^32 inputs: make sweep [FUNCTION=exp]
	swift build -c release --product bench
	.build/release/bench sweep $(FUNCTION)

portable: ## the digest of Exact on other processors and instruction sets, emulated
	@./Tests/Portable/run.sh

lint: ## check the layout of the sources
	swift format lint --strict --recursive Package.swift Sources Experiments Tests

format: ## lay the sources out
	swift format --in-place --recursive Package.swift Sources Experiments Tests

clean: ## remove what was built
	rm -rf .build .build-* .assay
