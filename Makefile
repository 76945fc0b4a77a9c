# What a person types. Every target first installs what is missing and says so (.ci/install).
#   make         build/bootstrap (the function), build/earshot (the command line), build/examples/echo
#   make demo    a broken account, found and repaired, on emulators
#   make test    every test          make lint    clang-tidy, cfn-lint
#   make bench   the figures         make format  clang-format
#   make package       build/package: a zip for each architecture, static libraries inside
#   make test-release  what takes longer: the packages, arm64 under qemu, sam build
MAKEFLAGS += --no-print-directory
PYTHON := build/venv/bin/python
SOURCES = $(shell find function runtime tests -name '*.c' -o -name '*.h')

.PHONY: all demo test test-release package lint format bench fuzz clean build-EarshotFunction

all:
	@.ci/install build
	@cmake -S . -B build -G Ninja >/dev/null
	@cmake --build build

demo: all
	@.ci/install python
	@cd tests && ../$(PYTHON) -m e2e.demo

test:
	@.ci/test

package:
	@.ci/install build package
	@deploy/packaging/package

test-release:
	@.ci/test-release

lint: all
	@.ci/install test lint python
	@cmake -S . -B build -G Ninja >/dev/null
	run-clang-tidy -p build -quiet -j$$(nproc)
	AWS_DEFAULT_REGION=us-east-1 build/venv/bin/cfn-lint template.yaml

format:
	@.ci/install lint
	clang-format -i $(SOURCES)

bench: all
	@.ci/install python
	@cd tests && ../$(PYTHON) -m bench.bench
	@cd tests && ../$(PYTHON) -m bench.evaluation
	@cd tests && ../$(PYTHON) -m bench.runtime
	@cd tests && ../$(PYTHON) -m bench.questions
	@cd tests && ../$(PYTHON) -m bench.worst_case
	@cd tests && ../$(PYTHON) -m bench.judge

fuzz:
	@.ci/install build test
	@.ci/fuzz

clean:
	rm -rf build

# `sam build` runs this in a copy of the folder and passes no architecture: ARCH=x86_64 sam build.
ARCH ?= arm64
MACHINE := $(patsubst aarch64,arm64,$(shell uname -m))
build-EarshotFunction:
	@if [ -f build/package/$(ARCH)/bootstrap ]; then \
	    install -m 0755 build/package/$(ARCH)/bootstrap "$(ARTIFACTS_DIR)/bootstrap"; \
	elif [ $(ARCH) = $(MACHINE) ]; then \
	    echo "build/package/$(ARCH)/bootstrap does not exist (make package): building with this machine's shared libraries, good for a look only" >&2; \
	    .ci/install build && rm -rf build/sam && \
	    cmake -S . -B build/sam -G Ninja -DCMAKE_BUILD_TYPE=MinSizeRel >/dev/null && \
	    cmake --build build/sam --target bootstrap && \
	    install -m 0755 build/sam/bootstrap "$(ARTIFACTS_DIR)/bootstrap"; \
	else \
	    echo "no build/package/$(ARCH)/bootstrap, and this machine builds for $(MACHINE) only: make package, or use ARCH=$(MACHINE)" >&2; \
	    exit 1; \
	fi
