# Morgue: full-text search for news archives. `make help` lists what can be made.
#
#   V=1          show the commands
#   DEVELOPER=1  warnings are errors
#   MODE=asan    a build under AddressSanitizer and UBSan, in a tree of its own (build/asan)
#   T=name       only the tests whose name holds `name`

# Everything that Morgue needs, as Debian packages; installed by `make setup` and `make setup-tests`.
PACKAGES_BUILD := gcc g++ pkg-config libxapian-dev libstemmer-dev zlib1g-dev libicu-dev libxml2-dev \
                  libmd4c-dev libyaml-dev libjansson-dev libcld2-dev
PACKAGES_TEST  := libcmocka-dev xapian-tools jq

MODE   ?= release
B      := build/$(MODE)
PREFIX ?= /usr/local

MODULES := xapian-core icu-i18n icu-uc libxml-2.0 yaml-0.1 jansson zlib
CFLAGS_MODE_release := -O2
CFLAGS_MODE_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
WARNINGS := -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla
ifdef DEVELOPER
WARNINGS += -Werror
endif
CFLAGS   ?= -g
COMMON_FLAGS = -I. -D_GNU_SOURCE $(WARNINGS) $(CFLAGS_MODE_$(MODE)) -fPIC -fvisibility=hidden
# Libraries' headers are system headers: their warnings are not ours.
LIB_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(MODULES)))
CC_FLAGS  = -std=gnu11 -Wstrict-prototypes -Wmissing-prototypes $(COMMON_FLAGS) $(LIB_CFLAGS) $(CFLAGS)
CXX_FLAGS = -std=c++17 $(COMMON_FLAGS) $(LIB_CFLAGS) $(CFLAGS)
LIBS      = $(shell pkg-config --libs $(MODULES)) -lstemmer -lmd4c -lcld2

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2);)

include tests/module.mk

SRC_COMMON   := $(wildcard common/*.c) common/xapian_shim.cc
SRC_INDEXER  := $(filter-out indexer/main.c,$(wildcard indexer/*.c))
SRC_SEARCHER := $(filter-out searcher/main.c,$(wildcard searcher/*.c))
obj = $(patsubst %,$(B)/%.o,$(1))

.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

all: $(B)/morgue-index $(B)/morgue-search ## build both programs

$(B)/%.c.o: %.c
	@mkdir -p $(@D)
	$(call say,cc,$<)$(CC) $(CC_FLAGS) -MMD -MP -c -o $@ $<

$(B)/%.cc.o: %.cc
	@mkdir -p $(@D)
	$(call say,c++,$<)$(CXX) $(CXX_FLAGS) -MMD -MP -c -o $@ $<

$(B)/libcommon.a: $(call obj,$(SRC_COMMON))
$(B)/libindexer.a: $(call obj,$(SRC_INDEXER))
$(B)/libsearcher.a: $(call obj,$(SRC_SEARCHER))
$(B)/%.a:
	$(call say,ar,$@)rm -f $@ && $(AR) rcs $@ $^
