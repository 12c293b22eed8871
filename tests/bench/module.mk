# tests/bench/module.mk - `make bench-index`: how long it takes to build an index, and how large it is, beside others;
# `make bench-search`: how long searches take; `make bench-growth`: and how that grows; `make bench-extract`: what reading a format costs beside the bare parse; `make bench-incremental`: what runs cost that find little to do.

PACKAGES_BENCH := libsqlite3-dev liblucene8-java default-jdk-headless jq

BENCH_B  := $(B)/tests/bench
LUCENE    = $(wildcard /usr/share/java/lucene-core-8.*.jar /usr/share/java/lucene-analyzers-common-8.*.jar \
                     $(addprefix /usr/share/java/lucene-,highlighter-8.*.jar memory-8.*.jar queries-8.*.jar))
CLASSPATH = $(subst $() ,:,$(LUCENE))

$(BENCH_B)/generate: $(BENCH_B)/generate.c.o $(BENCH_B)/newsroom.c.o $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

$(BENCH_B)/extract: $(BENCH_B)/extract.c.o $(BENCH_B)/samples.c.o $(BENCH_B)/newsroom.c.o $(B)/libindexer.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_INDEXER) -lgmime-3.0 -lgobject-2.0 -lglib-2.0 $(LIBS_COMMON)

$(BENCH_B)/pack: $(BENCH_B)/pack.c.o
	$(call say,link,$@)$(LINK) $^ -ljansson

$(BENCH_B)/index_xapian: $(BENCH_B)/index_xapian.cc.o
	$(call say,link,$@)$(LINK) $^ -lxapian

$(BENCH_B)/postings: $(BENCH_B)/postings.cc.o
	$(call say,link,$@)$(LINK) $^ -lxapian

$(BENCH_B)/index_fts5: $(BENCH_B)/index_fts5.c.o
	$(call say,link,$@)$(LINK) $^ -lsqlite3

$(BENCH_B)/ask $(BENCH_B)/measure: $(BENCH_B)/%: $(BENCH_B)/%.c.o
	$(call say,link,$@)$(LINK) $^

$(BENCH_B)/search: $(BENCH_B)/search.c.o $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

$(BENCH_B)/%Lucene.class: tests/bench/%Lucene.java
	@mkdir -p $(@D)
	$(call say,javac,$<)javac -Xlint:all -cp $(CLASSPATH) -d $(@D) $<

# Kept until `make clean`: the same for every mode and run.
ARTICLES ?= 20000
SYNTHETIC := build/bench/articles-$(ARTICLES)
$(SYNTHETIC): tests/bench/generate.c tests/bench/newsroom.c | $(BENCH_B)/generate
	@mkdir -p $(@D) && rm -rf $@.part
	$(call say,make,$@)$(BENCH_B)/generate $(ARTICLES) 1 $@.part && rm -rf $@ && mv $@.part $@

# ARCHIVE when it was given, else articles made for the purpose.
BENCH_ARCHIVE := $(if $(filter command environment,$(firstword $(origin ARCHIVE))),$(ARCHIVE),$(SYNTHETIC))

.PHONY: bench-index bench-index-programs bench-index-run
bench-index-programs: all $(addprefix $(BENCH_B)/,pack measure postings index_xapian index_fts5 IndexLucene.class) \
                      $(filter $(SYNTHETIC),$(BENCH_ARCHIVE))

bench-index: setup ## time indexing against Xapian, FTS5, Lucene on ARCHIVE=DIR or ARTICLES=N made-up ones
	$(call install_missing,$(PACKAGES_BENCH))
	+@$(MAKE) --no-print-directory bench-index-run

# A make of its own, which sees what was installed.
bench-index-run: bench-index-programs
	@CLASSPATH=$(CLASSPATH) tests/bench/run-index $(B) $(BENCH_ARCHIVE) $(RUNS)

$(BENCH_B)/embed: $(BENCH_B)/embed.c.o $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

.PHONY: bench-embed bench-embed-run
bench-embed: setup ## time the library, Python and conversations on ARCHIVE=DIR (default corpus)
	$(call install_missing,jq python3)
	+@$(MAKE) --no-print-directory bench-embed-run

bench-embed-run: all $(BENCH_B)/embed
	@tests/bench/run-embed $(B) $(ARCHIVE)

.PHONY: bench-search bench-search-run
bench-search: setup ## time searches of five kinds against Lucene on ARCHIVE=DIR or ARTICLES=N made-up ones (N=250 of a kind)
	$(call install_missing,$(PACKAGES_BENCH))
	+@$(MAKE) --no-print-directory bench-search-run

bench-search-run: all $(addprefix $(BENCH_B)/,ask pack search SearchLucene.class) $(filter $(SYNTHETIC),$(BENCH_ARCHIVE))
	@CLASSPATH=$(CLASSPATH) tests/bench/run-search $(B) $(BENCH_ARCHIVE) $(RUNS)

# How searches slow down as the archive grows. The last row takes 40 GB of disk.
GROWTH ?= 30000 100000 300000 1000000 3000000
.PHONY: bench-growth
bench-growth: setup ## time searches in larger and larger made-up archives (GROWTH="30000 100000", N=100 of a kind)
	$(call install_missing,$(PACKAGES_TEST))
	+@$(MAKE) --no-print-directory all $(addprefix $(BENCH_B)/,ask pack search generate)
	@tests/bench/run-growth $(B) $(GROWTH)

# What an article costs as the archive grows. The last row is an archive of 5 GB, and needs 25 GB of disk.
SCALE  ?= 10000 100000 500000 2000000 2400000
MEMORY ?= 256M
.PHONY: bench-scale
bench-scale: setup ## index larger and larger made-up archives (SCALE="10000 100000") within MEMORY=256M
	$(call install_missing,jq)
	+@$(MAKE) --no-print-directory all $(addprefix $(BENCH_B)/,generate measure)
	@tests/bench/run-scale $(B) $(MEMORY) $(SCALE)

# What reading a format costs beside the bare parse of the library under it; see tests/bench/extract.c.
.PHONY: bench-extract
bench-extract: setup ## time extraction against bare parses, on ARCHIVE=DIR by format or made-up files
	+@$(MAKE) --no-print-directory $(BENCH_B)/extract
	@$(BENCH_B)/extract $(or $(RUNS),5) $(if $(filter $(SYNTHETIC),$(BENCH_ARCHIVE)),1,$(ARCHIVE))

# What a run costs that finds little to do. FILES, BASE, DAYS: see tests/bench/run-incremental.
FILES ?= 100000
BASE  ?= 50000
DAYS  ?= 1000
.PHONY: bench-incremental
bench-incremental: setup ## runs that find little to do, as ratios: ARTICLES=300000 FILES=100000 BASE=50000 DAYS=1000
	$(call install_missing,$(PACKAGES_TEST))
	+@$(MAKE) --no-print-directory all $(BENCH_B)/generate
	@tests/bench/run-incremental $(B) $(if $(filter command environment,$(firstword $(origin ARTICLES))),$(ARTICLES),300000) $(FILES) $(BASE) $(DAYS)
