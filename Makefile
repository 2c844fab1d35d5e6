# make run      open the sample network in the explorer
# make test     everything that is tested
# make build    the program alone, .build/release/ddp-tui
# make bench    speed and memory against other tools
# make fuzz     every reader against inputs made to break it: hours
# make lint     the sources' format, the arrows between rooms, and no circles within them
# make docs     the library's documentation, .build/docs
# make install  the program with its themes, manual page and completions, below PREFIX
# make deb      a Debian package of all that and the samples, .build/ddp-tui_VERSION_ARCHITECTURE.deb

PREFIX ?= /usr/local
PYTHON ?= /usr/bin/python3

PACKAGES = libncurses-dev libopenblas-dev liblapacke-dev libpng-dev libturbojpeg0-dev \
  libwebp-dev libfreetype-dev libfontconfig-dev zlib1g-dev libssl-dev pkg-config python3
TEST_PACKAGES = ncurses-bin python3-numpy python3-pexpect python3-pyte libonnx-testdata groff-base
DEB_PACKAGES = dpkg-dev
BENCH_PACKAGES = python3-venv python3-torch python3-torchvision python3-onnx

# The Swift runtime goes into the program, so that it runs where no toolchain is.
RELEASE = -c release --static-swift-stdlib
PROGRAM = .build/release/ddp-tui
# Its manual page and completions, as they lie below PREFIX/share.
SHARE = .build/share
# A build folder belongs to one package: in ours, `swift build` would mistake one for the other.
EXAMPLE = --package-path Examples/Summary --scratch-path .build/examples
# The modules whose public types the library's functions take and give.
DOCUMENTED = System LinearAlgebra Formats NeuralNetwork DeepDataProfiler
# The rooms whose files may not depend on each other in a circle.
ROOMS_WITHOUT_CIRCLES = Sources/Reports Sources/Explorer Sources/ddp-tui
BENCH_PYTHON = .build/bench/bin/python
BENCH_TORCH = .build/bench-torch/bin/python

.PHONY: run test build bench fuzz lint docs install deb \
  toolchain packages test-packages bench-packages deb-packages

run: build
	@$(PROGRAM) SampleModels/mnist.bin

build: packages
	swift build $(RELEASE)
	$(PYTHON) Packaging/share $(PROGRAM) $(SHARE)

test: build deb test-packages
	DDPTUI_PROGRAM=$(abspath $(PROGRAM)) .ci/test
	$(PYTHON) Tests/EndToEnd/explorer.py $(PROGRAM)
	$(PYTHON) Tests/EndToEnd/package.py .build/ddp-tui_*.deb
	$(PYTHON) Tests/CI/cycles.py
	swift build $(EXAMPLE)
	$(PYTHON) Tests/EndToEnd/summary.py .build/examples/debug/Summary

bench: build $(BENCH_PYTHON) $(BENCH_TORCH)
	DDPTUI_BENCH=1 swift build $(RELEASE) --product GradientStep
	$(BENCH_PYTHON) Benchmarks/run $(PROGRAM)

$(BENCH_PYTHON): Benchmarks/requirements.txt | bench-packages
	$(PYTHON) -m venv .build/bench
	$@ -m pip install --quiet -r $<

# Debian's torch is built for its own, older NumPy. Where its peers can't be installed, their rows are
# left out.
$(BENCH_TORCH): Benchmarks/torch-requirements.txt | bench-packages
	$(PYTHON) -m venv --system-site-packages .build/bench-torch
	$@ -m pip install --quiet -r $< || rm -r .build/bench-torch

fuzz: packages
	Fuzzing/run

lint: packages
	swift format lint --strict --recursive Package.swift Sources Tests Fuzzing Benchmarks Examples
	.ci/arrows
	swift build
	$(PYTHON) .ci/cycles .build/debug/index/store $(ROOMS_WITHOUT_CIRCLES)

docs: packages
	DDPTUI_DOCS=1 swift package --allow-writing-to-directory .build/docs generate-documentation \
	  $(DOCUMENTED:%=--target %) --enable-experimental-combined-documentation \
	  --warnings-as-errors --output-path .build/docs

install: build
	install -D $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/ddp-tui
	install -d $(DESTDIR)$(PREFIX)/share/ddp-tui/themes
	install -m 644 Themes/*.toml $(DESTDIR)$(PREFIX)/share/ddp-tui/themes
	find $(SHARE) -type f -printf '%P\n' | while read -r file; do \
	  install -D -m 644 "$(SHARE)/$$file" "$(DESTDIR)$(PREFIX)/share/$$file"; done

deb: build deb-packages
	rm -rf .build/deb .build/ddp-tui_*.deb
	$(MAKE) install DESTDIR=.build/deb PREFIX=/usr
	Packaging/deb .build/deb .build

toolchain:
	@.ci/toolchain

packages: toolchain
	@.ci/packages $(PACKAGES)

test-packages: toolchain
	@.ci/packages $(TEST_PACKAGES)

bench-packages: toolchain
	@.ci/packages $(BENCH_PACKAGES)

deb-packages: toolchain
	@.ci/packages $(DEB_PACKAGES)
