# Morgue: full-text search for news archives. `make help` lists what can be made.
#
#   V=1          show the commands
#   DEVELOPER=1  warnings are errors, as they are in continuous integration
#   MODE=asan    a build under AddressSanitizer and UBSan, in a tree of its own (build/asan)
#   T=name       run only the tests whose name holds `name`

# Everything that Morgue needs, as Debian packages. `make demo`, `make test` and `make bench` install what is
# missing, as root or through sudo; nothing else does.
PACKAGES_BUILD := gcc g++ pkg-config libxapian-dev libstemmer-dev zlib1g-dev libdeflate-dev liblz4-dev libisal-dev libicu-dev libxml2-dev \
                  libmd4c-dev libyaml-dev libjansson-dev libcld2-dev libgmime-3.0-dev libarchive-dev libbrotli-dev libzstd-dev \
                  poppler-utils
PACKAGES_TEST  := libcmocka-dev xapian-tools jq zip bzip2 xz-utils zstd lz4 man-db mandoc zsh fish python3 perl
PACKAGES_LINT  := cppcheck

MODE   ?= release
B      := build/$(MODE)
PREFIX ?= /usr/local

CFLAGS   ?= -g
WARNINGS := -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef
ifneq ($(DEVELOPER)$(CI),)
WARNINGS += -Werror
endif
MODE_release := -O3 -flto=auto
MODE_train   := -O3 -fprofile-generate -fprofile-update=atomic -w # warnings are for the release to give
MODE_tsan    := -O1 -fsanitize=thread
MODE_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# Headers of libraries are system headers: their warnings are not ours. Asked only when something is compiled.
MODULES     := xapian-core icu-i18n icu-uc libxml-2.0 yaml-0.1 jansson gmime-3.0 libarchive libbrotlidec libzstd zlib
LIB_CFLAGS   = $(eval LIB_CFLAGS := $$(patsubst -I%,-isystem %,$$(shell pkg-config --cflags $(MODULES))))$(LIB_CFLAGS)
COMMON_FLAGS = -I. -D_GNU_SOURCE $(PIC) $(WARNINGS) $(MODE_$(MODE)) $(COUNTS) $(CFLAGS) $(LIB_CFLAGS)
# For a library, and of a program for as much: what is not said to be seen from outside is not.
PIC         := -fPIC -fvisibility=hidden
CC_FLAGS     = -std=gnu11 -Wstrict-prototypes -Wmissing-prototypes -Wvla $(COMMON_FLAGS)
CXX_FLAGS    = -std=c++17 $(COMMON_FLAGS)
LIBS_COMMON   := -lxapian -lstemmer -licui18n -licuuc -ljansson -lz -ldeflate -llz4 -lisal -lm -pthread
LIBS_INDEXER  := -lxml2 -larchive -lmd4c -lyaml -lcld2 -lbrotlidec -lzstd
LINK         = $(CXX) $(MODE_$(MODE)) $(CFLAGS) $(LDFLAGS) -o $@

AR  := gcc-ar # knows what -flto writes

Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)';)

SRC_COMMON   := $(filter-out common/describe.c,$(wildcard common/*.c)) $(wildcard common/*.cc)
SRC_INDEXER  := $(filter-out indexer/main.c indexer/index_options.c,$(wildcard indexer/*.c))
SRC_SEARCHER := $(filter-out searcher/main.c,$(wildcard searcher/*.c))
objects = $(patsubst %,$(B)/%.o,$(1))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := all

all: programs manual library ## build both programs, their manual, completions and the library into build/release
programs: $(B)/morgue-index $(B)/morgue-search

# What a release is compiled for: programs that count how often each branch is taken (MODE=train) index and search small
# archives first. They do so once; what changes afterwards is compiled without counts until `make clean`.
ifeq ($(MODE),train)
COUNTS   = -dumpbase build/counts/$<
endif
ifeq ($(MODE),release)
COUNTED := build/counts/done
COUNTS   = -dumpbase build/counts/$< $(shell [ "$$(find $(filter-out Makefile,$^) -newer $(COUNTED) 2>&1)" ] || \
           echo -fprofile-use -fprofile-partial-training -Wno-missing-profile)
endif

build/counts/done:
	+@$(MAKE) --no-print-directory MODE=train programs $(addprefix build/train/tests/bench/,ask generate pack search)
	$(call say,train,$(@D))tests/bench/train build/train && touch $@

$(B)/%.c.o: %.c Makefile | $(COUNTED)
	@mkdir -p $(@D)
	$(call say,cc,$<)$(CC) $(CC_FLAGS) -MMD -MP -c -o $@ $<

$(B)/%.cc.o: %.cc Makefile | $(COUNTED)
	@mkdir -p $(@D)
	$(call say,c++,$<)$(CXX) $(CXX_FLAGS) -MMD -MP -c -o $@ $<

$(B)/libcommon.a: $(call objects,$(SRC_COMMON))
$(B)/libindexer.a: $(call objects,$(SRC_INDEXER))
$(B)/libsearcher.a: $(call objects,$(SRC_SEARCHER))
$(B)/%.a:
	$(call say,ar,$@)rm -f $@ && $(AR) rcs $@ $^

$(B)/morgue-index: $(call objects,indexer/main.c indexer/index_options.c) $(B)/libindexer.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_INDEXER) $(LIBS_COMMON)

$(B)/morgue-search: $(call objects,searcher/main.c) $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

# The library: what the searcher is made of, of which only morgue_* can be seen. The static one is a single object, so that
# it, too, hides the rest; it is compiled to the end, for any linker.
LIBRARY := $(B)/libmorgue.so.0 $(B)/libmorgue.a
library: $(LIBRARY)

$(B)/libmorgue.so.0: $(call objects,searcher/morgue.c) $(B)/libsearcher.a $(B)/libcommon.a searcher/morgue.map
	$(call say,link,$@)$(LINK) -shared -Wl,-soname,libmorgue.so.0,--version-script=searcher/morgue.map,-z,defs \
	  $(filter %.o %.a,$^) $(LIBS_COMMON)
	ln -sf $(@F) $(B)/libmorgue.so

$(B)/libmorgue.o: $(call objects,searcher/morgue.c) $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) -r -nostdlib -flinker-output=nolto-rel $^ && \
	objcopy --wildcard --keep-global-symbol='morgue_*' $@

$(B)/libmorgue.a: $(B)/libmorgue.o

# The manual's lists of options, and what shells complete, are made of the table that the program itself reads.
MANUAL  := $(B)/man/morgue-index.1 $(B)/man/morgue-search.1 searcher/morgue-query.7
SHELLS  := bash zsh fish
SCRIPTS := $(foreach s,$(SHELLS),$(B)/completion/morgue-index.$(s) $(B)/completion/morgue-search.$(s))
manual: $(MANUAL) $(SCRIPTS)

$(B)/describe-index: $(call objects,common/describe.c indexer/index_options.c) $(B)/libcommon.a
$(B)/describe-search: $(call objects,common/describe.c searcher/search_options.c) $(B)/libcommon.a
$(B)/describe-%:
	$(call say,link,$@)$(LINK) $^

$(B)/man/morgue-index.1: indexer/morgue-index.1 $(B)/describe-index
$(B)/man/morgue-search.1: searcher/morgue-search.1 $(B)/describe-search
$(B)/man/morgue-%.1:
	@mkdir -p $(@D)
	$(call say,man,$@)$(B)/describe-$* man $< >$@

$(foreach s,$(SHELLS),$(B)/completion/morgue-%.$(s)): $(B)/describe-%
	@mkdir -p $(@D)
	$(call say,shell,$(@D)/morgue-$*)for s in $(SHELLS); do $< $$s >$(@D)/morgue-$*.$$s || exit; done

include tests/module.mk

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# ---- packages ----

# Silent and offline when nothing is missing.
install_missing = @missing=$$(dpkg-query -W -f '$${db:Status-Status} $${Package}\n' $(1) 2>&1 | \
	  sed -n 's/^installed //p' | sort | comm -13 - <(printf '%s\n' $(1) | sort)); \
	if [ -n "$$missing" ]; then \
	  echo "installing Debian packages:" $$missing; \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  $$as_root apt-get update -q && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $$missing; \
	fi
SHELL := /bin/bash

.PHONY: all programs manual help setup setup-tests demo install uninstall clean
setup: ## install the Debian packages that the build needs
	$(call install_missing,$(PACKAGES_BUILD))

setup-tests: setup ## install those of the tests too
	$(call install_missing,$(PACKAGES_TEST))

# ---- the main job ----

ELLERY := build/demo
demo: setup ## install what is missing, build, index the sample archive and search it
	+@$(MAKE) --no-print-directory all
	@rm -rf $(ELLERY)
	@set -e; PATH=$(B):$$PATH; run() { printf '\n$$ %s\n' "$$1"; eval "$$1"; }; \
	run "morgue-index -i $(ELLERY) --exclude README.md corpus"; \
	run "morgue-search -i $(ELLERY) -n 3 ferry disaster fog"; \
	run "morgue-search -i $(ELLERY) -n 2 'cocoa prices NEAR/5 drought'"; \
	run "morgue-search -i $(ELLERY) -n 2 --since 2011 --until 2011 'น้ำท่วม OR flood*'"; \
	printf '\nTry your own:  %s/morgue-search -i %s "harbour bridge" toll\n' $(B) $(ELLERY)

SHARE         := $(PREFIX)/share
COMPLETE_BASH := $(SHARE)/bash-completion/completions
COMPLETE_ZSH  := $(SHARE)/zsh/site-functions
COMPLETE_FISH := $(SHARE)/fish/vendor_completions.d
LIB           := $(PREFIX)/lib
PYTHON        := $(LIB)/python3/dist-packages
EXAMPLES      := $(SHARE)/doc/morgue/examples
VERSION       := $(shell sed -n 's/^.define MORGUE_VERSION "\(.*\)"/\1/p' searcher/morgue.h)
install: all ## install below PREFIX (default /usr/local; DESTDIR is honoured)
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(B)/morgue-index $(B)/morgue-search $(DESTDIR)$(PREFIX)/bin
	install -d $(DESTDIR)$(SHARE)/man/man1 $(DESTDIR)$(SHARE)/man/man7 $(DESTDIR)$(COMPLETE_BASH) $(DESTDIR)$(COMPLETE_ZSH) $(DESTDIR)$(COMPLETE_FISH)
	install -m 644 $(filter %.1,$(MANUAL)) $(DESTDIR)$(SHARE)/man/man1
	install -m 644 $(filter %.7,$(MANUAL)) $(DESTDIR)$(SHARE)/man/man7
	for p in morgue-index morgue-search; do \
	  install -m 644 $(B)/completion/$$p.bash $(DESTDIR)$(COMPLETE_BASH)/$$p && \
	  install -m 644 $(B)/completion/$$p.zsh $(DESTDIR)$(COMPLETE_ZSH)/_$$p && \
	  install -m 644 $(B)/completion/$$p.fish $(DESTDIR)$(COMPLETE_FISH)/$$p.fish || exit; \
	done
	install -d $(DESTDIR)$(LIB)/pkgconfig $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PYTHON) $(DESTDIR)$(EXAMPLES)
	install -m 644 $(LIBRARY) $(DESTDIR)$(LIB)
	ln -sf libmorgue.so.0 $(DESTDIR)$(LIB)/libmorgue.so
	install -m 644 searcher/morgue.h $(DESTDIR)$(PREFIX)/include
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LIBS@|$(LIBS_COMMON) -lstdc++|' searcher/morgue.pc.in \
	  >$(DESTDIR)$(LIB)/pkgconfig/morgue.pc
	install -m 644 searcher/morgue.py $(DESTDIR)$(PYTHON)
	install searcher/examples/* $(DESTDIR)$(EXAMPLES)
	@[ -n "$(DESTDIR)" ] || ldconfig || echo 'run ldconfig as root, so that programs find libmorgue.so.0'

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(SHARE)/man/man7/morgue-query.7
	rm -f $(DESTDIR)$(LIB)/libmorgue.so $(DESTDIR)$(LIB)/libmorgue.so.0 $(DESTDIR)$(LIB)/libmorgue.a \
	      $(DESTDIR)$(LIB)/pkgconfig/morgue.pc $(DESTDIR)$(PREFIX)/include/morgue.h $(DESTDIR)$(PYTHON)/morgue.py
	rm -rf $(DESTDIR)$(EXAMPLES)
	for p in morgue-index morgue-search; do \
	  rm -f $(DESTDIR)$(PREFIX)/bin/$$p $(DESTDIR)$(SHARE)/man/man1/$$p.1 \
	        $(DESTDIR)$(COMPLETE_BASH)/$$p $(DESTDIR)$(COMPLETE_ZSH)/_$$p $(DESTDIR)$(COMPLETE_FISH)/$$p.fish; \
	done

clean: ## remove build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile tests/module.mk tests/bench/module.mk tests/quality/module.mk | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'
	@sed -n 's/^#   \([A-Z]*=[^ ]* .*\)/  \1/p' Makefile
