# tests/module.mk - how the tests are built and run; tests/README.md says what each folder holds.

# The tests run on a build under AddressSanitizer and UBSan.
T_B := build/asan

UNIT_TESTS := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/unit/test_*.c tests/diff/test_*.c)))
FUZZERS    := $(patsubst %.c,$(B)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
SUPPORT    := $(call objects,$(filter-out tests/support/stock_client.cc tests/support/search_on.c,$(wildcard tests/support/*.c tests/support/*.cc)))

$(B)/tests/libsupport.a: $(SUPPORT)

$(UNIT_TESTS): $(B)/%: $(B)/%.c.o $(B)/tests/libsupport.a $(B)/libindexer.a $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_INDEXER) $(LIBS_COMMON) -lcmocka

$(FUZZERS): $(B)/%: $(B)/%.c.o $(B)/tests/fuzz/driver.c.o $(B)/tests/libsupport.a $(B)/libindexer.a $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_INDEXER) $(LIBS_COMMON)

# What breaks the programs of a release build; see tests/fault/fault.c and nomem.c.
FAULT := $(B)/tests/fault/fault.so $(B)/tests/fault/nomem.so
$(FAULT): $(B)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,cc,$@)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -O2 -fPIC -shared -o $@ $< -ldl

# A program on libxapian alone, for tests/cli/stock.sh.
STOCK_CLIENT := $(B)/tests/support/stock_client
$(STOCK_CLIENT): $(B)/tests/support/stock_client.cc.o
	$(call say,link,$@)$(LINK) $^ -lxapian -ljansson

# A program on the library alone, for tests/cli/threads.sh.
SEARCH_ON := $(B)/tests/support/search_on
$(SEARCH_ON): $(B)/tests/support/search_on.c.o $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

.PHONY: test test-programs test-release
test-programs: all $(UNIT_TESTS) $(FUZZERS) $(SEARCH_ON)
test-release: all $(FAULT) $(STOCK_CLIENT) $(B)/tests/bench/generate $(B)/tests/quality/relevance

test: setup-tests ## install what the tests need, build, run all of them
	+@$(MAKE) --no-print-directory MODE=release test-release
	+@$(MAKE) --no-print-directory MODE=asan test-programs
	@tests/run $(T_B) build/release "$(T)"

THREADED := $(addprefix build/tsan/tests/unit/test_,threads workers ordered terms morgue)
.PHONY: test-threads
test-threads: setup-tests ## under ThreadSanitizer: threads index, and search while morgue-index changes their index (WAVES=40)
	+@$(MAKE) --no-print-directory MODE=release programs build/release/tests/bench/generate
	+@$(MAKE) --no-print-directory MODE=tsan $(THREADED) build/tsan/morgue-index build/tsan/tests/support/search_on
	set -e; for t in $(THREADED); do $$t; done
	rm -rf build/tsan/news && build/release/tests/bench/generate 8000 1 build/tsan/news
	build/tsan/morgue-index -j4 --memory 32M -i build/tsan/news/.morgue build/tsan/news
	rm -rf build/tsan/one && mkdir build/tsan/one && cat build/tsan/news/*.sgml >build/tsan/one/all.sgml
	build/tsan/morgue-index -j4 --memory 32M -i build/tsan/one/.morgue build/tsan/one
	BUILD=$(CURDIR)/build/tsan RELEASE=$(CURDIR)/build/release WAVES=$(or $(WAVES),40) bash tests/cli/threads.sh

# ---- benchmarks and lint ----

$(B)/tests/bench/peer: $(B)/tests/bench/peer.cc.o
	$(call say,link,$@)$(LINK) $^ -lxapian

.PHONY: bench bench-programs
bench-programs: all $(B)/tests/bench/peer

ARCHIVE ?= corpus
bench: setup ## time searches against plain libxapian on ARCHIVE=DIR (default corpus)
	+@$(MAKE) --no-print-directory bench-programs
	@tests/bench/run $(B) $(ARCHIVE)

include tests/bench/module.mk
include tests/quality/module.mk

.PHONY: lint
lint: setup ## check layers, headers, banned functions, and run cppcheck
	$(call install_missing,$(PACKAGES_LINT))
	@tests/lint
