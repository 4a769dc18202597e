# fuzz.mk - fuzzing; a part of ../Makefile.

# ---- fuzzing: fuzz/fuzz_<name>.c, one libFuzzer program each
FUZZERS  := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
FUZZBINS := $(patsubst %,build/fuzz/fuzz/fuzz_%,$(FUZZERS))
T        ?=
SECS     ?= 3600
SMOKE    ?= 30
EACH     ?= 600
SMOKED   := image link lex lock parse scan
ifeq ($(FLAVOUR),fuzz)
$(B)/fuzz/fuzz_%: fuzz/fuzz_%.c $(HELPERS) $(SRVLIB) $(LIB) $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -Wno-missing-prototypes -Itests -MF $@.d -fsanitize=fuzzer $< $(HELPERS) $(call extra_link,$<) $(LDFLAGS) $(SRVLIB) $(LIB) $(LDLIBS) -o $@
endif
.PHONY: fuzz fuzz-all fuzz-smoke fuzz-bins
fuzz-bins:
	@$(MAKE) $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS)) FLAVOUR=fuzz B=build/fuzz $(FUZZBINS)
fuzz: fuzz-bins ## fuzz T=<name> for SECS seconds (default an hour); finds go to build/fuzz/found
	@tests/tools/fuzz --jobs $(JOBS) --seconds $(SECS) $(or $(T),$(error say which: make fuzz T=<$(subst $() ,|,$(FUZZERS))>))
fuzz-all: fuzz-bins ## every target for EACH processor seconds (600), one after the other; fuzz/hours.tsv keeps the sums
	@tests/tools/fuzz-all --seconds $(EACH) $(or $(T),$(FUZZERS))
fuzz-smoke: fuzz-bins ## targets of files and images for SMOKE seconds (30), the others for a third of it
	@tests/tools/fuzz --jobs $(JOBS) --seconds $(SMOKE) $(SMOKED)
	@tests/tools/fuzz --jobs $(JOBS) --seconds $$((($(SMOKE) + 2) / 3)) $(filter-out $(SMOKED),$(FUZZERS))
# Its compiler takes more memory than all of ours, so no other target needs it.
.PHONY: judge
judge: all ## our reader of request heads against Boost.Beast's, a million heads (N, SEED); skipped without libboost-dev
	@[ -e /usr/include/boost/beast.hpp ] || { echo "skipped: no libboost-dev"; exit 0; }; set -e; \
	    [ build/judge.o -nt fuzz/judge_beast.cc ] || $(CXX) -std=c++17 -O1 -DNDEBUG -w -c fuzz/judge_beast.cc -o build/judge.o; \
	    $(CC) $(CSTD) $(INC) -O1 -g fuzz/judge_head.c build/judge.o $(SRVLIB) $(LIB) $(LDFLAGS) $(LDLIBS) -lstdc++ -o build/judge-head; \
	    build/judge-head $(if $(filter command line,$(origin N)),$(N),1000000) $(SEED)
SEED     ?= $(shell date +%s)
.PHONY: hunt
hunt: all ## generated mods through list and show in three ways, SECS seconds (SEED=<n>); finds go to build/hunt
	@tests/tools/hunt $(patsubst %,--bin %,$(BIN) $(wildcard build/asan/pipelite)) --seconds $(SECS) --seed $(SEED) --out build/hunt
