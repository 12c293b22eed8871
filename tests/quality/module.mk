# tests/quality/module.mk - `make bench-relevance`: how good the ranking is, on judged articles; `make bench-passages`: how good the
# passages are, on judged questions.

QUALITY_B := $(B)/tests/quality

$(QUALITY_B)/relevance: $(QUALITY_B)/relevance.c.o $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

$(QUALITY_B)/rank: $(QUALITY_B)/rank.c.o $(B)/libsearcher.a $(B)/libcommon.a
	$(call say,link,$@)$(LINK) $^ $(LIBS_COMMON)

$(QUALITY_B)/RankLucene.class: tests/quality/RankLucene.java
	@mkdir -p $(@D)
	$(call say,javac,$<)javac -Xlint:all -cp $(CLASSPATH) -d $(@D) $<

# DATA: directories of judged articles, as collection.sh has them.
.PHONY: bench-relevance bench-relevance-run bench-held-out bench-held-out-run
bench-relevance: setup ## MAP and nDCG@10 on DATA="DIR..." with archive/, queries*.tsv and qrels, beside Lucene
	$(call install_missing,$(PACKAGES_BENCH))
	+@$(MAKE) --no-print-directory bench-relevance-run

bench-relevance-run: all $(QUALITY_B)/relevance $(QUALITY_B)/rank $(QUALITY_B)/RankLucene.class
	@CLASSPATH=$(CLASSPATH) tests/quality/run $(B) $(DATA)

bench-held-out: setup ## the same on topics that the ranking's numbers were not chosen by
	$(call install_missing,$(PACKAGES_BENCH))
	+@$(MAKE) --no-print-directory bench-held-out-run

bench-held-out-run: all $(QUALITY_B)/relevance $(QUALITY_B)/rank $(QUALITY_B)/RankLucene.class
	@CLASSPATH=$(CLASSPATH) tests/quality/held-out $(B) $(DATA)

# How many of 354 questions the first passage answers; see tests/quality/README.md.
.PHONY: bench-passages
bench-passages: setup ## how often the first passage answers a question: DATA=DIR of Reuters-21578, SHOW=cutter for the misses
	$(call install_missing,$(PACKAGES_TEST))
	+@$(MAKE) --no-print-directory programs
	@tests/quality/score $(B) $(DATA) $(SHOW)
