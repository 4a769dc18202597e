# pipelite - build, test, measure. `make help` lists every target. Here: the rooms, the program and
# the library, generated code, packages, house rules. Beside what they are about: tests/tests.mk,
# fuzz/fuzz.mk, bench/bench.mk, dist/install.mk.
#
#   FLAVOUR=release|dev|asan|ubsan|tsan|cov|fuzz|static   how to compile (default release)
#   B=build/<dir>                                  where objects go
#   V=1                                            show commands
#   JOBS=n                                         how much at once (default: all cores)
#   CC=, EXTRA_CFLAGS=                             another compiler, more flags
#   PL_SYSTEM_SQLITE=1                             the system's shared SQLite, for hosts that link it too

VERSION  = $(shell sed -n 's/.*PIPELITE_VERSION "\(.*\)"/\1/p' include/pipelite/program.h)
FLAVOUR ?= release
B       ?= build/$(FLAVOUR)
V       ?= 0
Q       := $(if $(filter 1,$(V)),,@)
PREFIX  ?= /usr/local
JOBS    ?= $(shell nproc)
SHARED  ?= ../shared
MAKEFLAGS += --no-print-directory
PARALLEL  = $(MAKE) $(if $(Q),-s) $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS)) FLAVOUR=$(FLAVOUR) B=$(B)
.SUFFIXES:
.DELETE_ON_ERROR:

# The house, by storey (style guide 2): a room includes only rooms on lower
# storeys. tests/tools/check-house reads the same lines.
STOREY_0 := base
STOREY_1 := lex value schema
STOREY_2 := index hcl db gotmpl net
STOREY_3 := mod eval config
STOREY_4 := load check
STOREY_5 := workspace
STOREY_6 := run
STOREY_7 := render history
STOREY_8 := server
STOREY_9 := cli
STOREYS  := 0 1 2 3 4 5 6 7 8 9
ROOMS    := $(foreach s,$(STOREYS),$(STOREY_$(s)))
LIBROOMS := $(filter-out cli,$(ROOMS))
# The server is an archive of its own: programs that only load and run do not carry it.
COREROOMS := $(filter-out server,$(LIBROOMS))

ifeq ($(origin CC),default)
CC       := $(if $(filter fuzz,$(FLAVOUR)),clang,gcc)
endif
ifeq ($(origin CXX),default)
CXX      := $(if $(findstring clang,$(CC)),clang++,g++)
endif
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wconversion -Wcast-qual -Werror
CSTD     := -std=c11 -D_GNU_SOURCE
INC      := -Iinclude -Isrc -Igen
# Plain malloc wherever a tool wants to see every block; asserts in all but release.
OPT_release := -O2 -g -DNDEBUG
OPT_dev     := -O0 -g -DPL_PLAIN_MALLOC
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined -DPL_PLAIN_MALLOC
OPT_ubsan   := -O2 -g -fsanitize=undefined -fno-sanitize-recover=undefined -DPL_PLAIN_MALLOC
OPT_tsan    := -O1 -g -fsanitize=thread -DPL_PLAIN_MALLOC
OPT_static  := -O2 -g -DNDEBUG -DPL_PLAIN_MALLOC -DPL_STATIC
OPT_cov     := -O0 -g --coverage -DPL_PLAIN_MALLOC
OPT_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -DPL_PLAIN_MALLOC -DPL_FUZZ
CFLAGS   := $(CSTD) $(WARN) $(INC) $(OPT_$(FLAVOUR)) -fno-strict-aliasing -MMD -MP $(EXTRA_CFLAGS)
# Shims to C++ libraries (src/hcl/re2.cc, src/base/shortest.cc): C++ stays inside its object.
CXXFLAGS := -std=c++17 -fno-exceptions -fno-rtti -Wall -Wextra -Wshadow -Werror $(INC) $(OPT_$(FLAVOUR)) -fno-strict-aliasing -MMD -MP $(EXTRA_CFLAGS)
# Generated lexers have gotos and switches of their own taste.
GENFLAGS := -Wno-implicit-fallthrough -Wno-unused-const-variable -Wno-unused-variable -Wno-sign-compare -Wno-unused-but-set-variable -Wno-unused-label
comma := ,
# Only glibc and mimalloc are shared objects (they cost start-up time); small libraries are static.
# The archive refers to it weakly: a host that does not link it keeps its own malloc.
MIMALLOC := $(if $(filter release,$(FLAVOUR)),-Wl$(comma)--no-as-needed -lmimalloc -Wl$(comma)--as-needed)
# From 2023-06 on RE2 needs Abseil, whose many archives its own pkg-config file lists.
RE2      := -l:libre2.a $(patsubst -l%,-l:lib%.a,$(filter -labsl_%,$(shell pkg-config --static --libs re2 2>/dev/null)))
STATIC   := -l:libmpfr.a -l:libgmp.a -l:libutf8proc.a -l:libyaml.a -l:libz.a -l:libcrypt.a -l:libmbedcrypto.a \
            $(RE2) -l:libstdc++.a $(if $(PL_SYSTEM_SQLITE),-lsqlite3,-l:libsqlite3.a) -static-libgcc
HOSTLIBS := $(STATIC) -ldl -lpthread -lm
LDLIBS   := $(STATIC) $(MIMALLOC) -ldl -lpthread -lm
LDFLAGS  := $(filter -fsanitize=% --coverage,$(OPT_$(FLAVOUR))) $(if $(filter static,$(FLAVOUR)),-static) -Wl,--as-needed

# ---- objects: src/<room>/*.c, *.cc and gen/<room>/*.c into one archive per room
room_src  = $(wildcard src/$(1)/*.c) $(wildcard src/$(1)/*.cc) $(wildcard gen/$(1)/*.c)
room_obj  = $(addprefix $(B)/,$(addsuffix .o,$(basename $(call room_src,$(1)))))
# Rooms a room may see, highest first, itself included: link order.
storey_of = $(strip $(foreach s,$(STOREYS),$(if $(filter $(1),$(STOREY_$(s))),$(s))))
below     = $(foreach s,$(filter $(wordlist 1,$(1),$(STOREYS)),9 8 7 6 5 4 3 2 1 0),$(STOREY_$(s)))
sees      = $(1) $(call below,$(call storey_of,$(1)))
archives  = $(patsubst %,$(B)/room/%.a,$(call sees,$(1)))

RL      := $(wildcard src/*/*.rl)
LIB     := $(B)/libpipelite.a
SRVLIB  := $(B)/libpipelite_server.a
BIN     := $(B)/pipelite

# Client libraries that are no packages (make test-deps): links beside the program, where it looks.
DRIVERS := .drivers
.PHONY: all
all: ## build the program and the library (the default)
	+@$(PARALLEL) $(BIN) $(LIB) $(SRVLIB)
	@tests/tools/link-drivers $(DRIVERS) $(B) $(if $(filter build/release,$(B)),build)
ifeq ($(B),build/release)
	@cmp -s $(BIN) build/pipelite || cp -f $(BIN) build/pipelite
endif

# Objects are made again when the flags change: $(B)/flags holds them.
# The first time of all, what is missing is named instead of failing at some header.
ifneq ($(filter-out clean help deps test-deps uninstall arm64,$(or $(MAKECMDGOALS),all)),)
ifeq ($(filter deps test-deps,$(MAKECMDGOALS))$(wildcard $(B)/flags),)
ifneq ($(shell tests/tools/missing-headers $(CC) || echo missing),)
$(error packages are missing)
endif
endif
$(shell mkdir -p $(B); echo '$(CC) $(CFLAGS)' | cmp -s - $(B)/flags || echo '$(CC) $(CFLAGS)' >$(B)/flags)
endif

$(B)/src/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -c $< -o $@
# The page: what `make ui` left in gen/page, compressed and included by the assembler.
UI       := gen/page
UI_GZ    := $(patsubst $(UI)/%,$(B)/ui/%.gz,$(wildcard $(UI)/app/* $(UI)/vendor/*))
$(B)/ui/%.gz: $(UI)/%
	@mkdir -p $(@D)
	$(Q)gzip -9nc $< >$@
$(B)/ui/embed_sizes.h: $(UI)/assets.def $(UI_GZ)
	@sed -n 's|^PL_ASSET(\([a-z_]*\), .*, "\([a-z]*/[^"]*\)", "[0-9a-f]*", [0-9]*)$$|\1 \2|p' $< | while read id file; do \
	    echo "#define PL_ASSET_SIZE_$$id $$(($$(wc -c <$(B)/ui/$$file.gz)))"; done >$@
$(B)/src/server/embed.o: CFLAGS += -I$(B)/ui -Wa,-I$(B)/ui
$(B)/src/server/embed.o: $(B)/ui/embed_sizes.h

$(B)/src/history/dashboards.o: $(wildcard src/history/dashboards/*.pp)

$(B)/src/%.o: src/%.cc $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CXX) $(CXXFLAGS) -c $< -o $@
$(B)/gen/%.o: gen/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(GENFLAGS) -c $< -o $@

define ROOM_RULE
$(B)/room/$(1).a: $(call room_obj,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
.PHONY: room-$(1)
room-$(1): $(call archives,$(1))
endef
$(foreach r,$(ROOMS),$(eval $(call ROOM_RULE,$(r))))

$(LIB): $(foreach r,$(COREROOMS),$(call room_obj,$(r)))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^
$(SRVLIB): $(call room_obj,server)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^
$(BIN): $(call room_obj,cli) $(SRVLIB) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $(call room_obj,cli) $(SRVLIB) $(LIB) $(LDLIBS) -o $@

# ---- the library without databases, runs, rendering and the server: index, check, lists, resources
INDEXROOMS := base lex value schema index hcl mod eval config load check workspace
INDEXLIB   := $(B)/libpipelite_index.a
INDEXLIBS  := $(filter-out -lsqlite3 -l:libsqlite3.a,$(HOSTLIBS))
# Of databases only what reads connection strings.
$(INDEXLIB): $(foreach r,$(INDEXROOMS),$(call room_obj,$(r))) $(filter %url.o %url_decode.o,$(call room_obj,db))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^
.PHONY: size
size: ## what the program and programs that embed the library take, stripped, and such a host's memory
	+@$(PARALLEL) $(BIN) $(LIB) $(INDEXLIB)
	@$(CC) -std=c11 -O2 -Iinclude tests/compat/embed_loop.c $(LIB) $(LDFLAGS) -Wl,--gc-sections $(HOSTLIBS) -o $(B)/size-all
	@$(CC) -std=c11 -O2 -Iinclude tests/compat/embed_watch.c $(INDEXLIB) $(LDFLAGS) -Wl,--gc-sections $(INDEXLIBS) -o $(B)/size-index
	@$(CC) -std=c11 -O2 -Iinclude bench/host.c $(INDEXLIB) $(LDFLAGS) -Wl,--gc-sections $(INDEXLIBS) -o $(B)/size-host
	@[ ! -d $(SHARED)/corpora ] || tests/tools/corpora $(SHARED)
	@tests/tools/print-sizes $(INDEXLIB) $(B)/size-host build/corpora/six-mods "the program" $(BIN) \
	    "a program that runs dashboards (libpipelite.a)" $(B)/size-all \
	    "a program that lists and loads (libpipelite_index.a)" $(B)/size-index

# ---- generated code: Ragel output is committed, so a build needs no Ragel
.PHONY: gen
gen: ## run Ragel over src/*/*.rl into gen/, derive from schema/kinds.def what C cannot (commit both together)
	@tests/tools/gen-kinds
	@for f in $(RL); do o=gen/$${f#src/}; o=$${o%.rl}.c; mkdir -p $$(dirname $$o); echo "ragel $$f"; ragel -C -G2 $$f -o $$o || exit 1; done

.PHONY: new-kind
new-kind: ## build with one line more in kinds.def: list, show and run a resource of that kind
	@tests/tools/new-kind

# The bundle of the page is committed, too: a build needs no node. UI_DEBUG=1 keeps names and source maps.
UI_SRC   := src/page
.PHONY: ui ui-check
ui: ## bundle the page from src/page into gen/page (node 20; commit both together)
	@cd $(UI_SRC) && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent check && node build.mjs $(if $(UI_DEBUG),--debug)
# gen/page equals a fresh bundle, where node and the packages are.
ui-check:
	@tests/tools/check-ui $(UI_SRC) $(UI) $(B)/ui-fresh

# The page: its functions in node, its screens in Debian's Chromium.
test-ui: all ## tests of the page: reducers, panels, screens, what hostile data may do (skipped without node 20; not in CI)
	@tests/tools/test-ui $(UI_SRC)

# ---- packages, by their Debian names: what building and the demo need, and what tests, fuzzing and CI need beside
PACKAGES := gcc g++ libc6-dev make pkgconf libmimalloc-dev libxxhash-dev libutf8proc-dev libmbedtls-dev libmpfr-dev libgmp-dev \
            libyaml-dev zlib1g-dev libcrypt-dev libre2-dev libsqlite3-dev python3 git ca-certificates
TEST_PACKAGES := ragel chromium fonts-dejavu-core libpq5 libcurl4 libmariadb3 postgresql pgbouncer mariadb-server libcmocka-dev clang libclang-rt-14-dev clang-format \
            valgrind locales xz-utils openssl nginx-light caddy curl strace lintian zsh fish python3-yaml jq libboost-dev
.PHONY: deps test-deps
deps: ## install the Debian packages that building needs and that are missing (as root, or with sudo)
	@tests/tools/install-packages $(PACKAGES)
test-deps: ## the same for the tests, fuzzing and CI; fetches DuckDB
	@tests/tools/install-packages $(PACKAGES) $(TEST_PACKAGES)
	@tests/tools/fetch-duckdb $(DRIVERS)

.PHONY: demo
demo: all ## run the demo workspace in tests/mods/demo with the fresh build
	@tests/tools/demo build/pipelite

# ---- what has a file of its own
PARTS := tests/tests.mk fuzz/fuzz.mk bench/bench.mk dist/install.mk
include $(PARTS)

# ---- the house rules
.PHONY: check check-tools
check: ## storeys, headers, formatting, gen/ = Ragel, sizes, symbols, all sources compile; before each commit
	+@$(PARALLEL) $(LIB)
	@for f in $(wildcard fuzz/fuzz_*.c) $(wildcard bench/*.c); do \
	    $(CC) $(CSTD) $(WARN) $(INC) -Itests -Wno-missing-prototypes -fsyntax-only $$f || exit 1; done
	@$(MAKE) ui-check
	@$(MAKE) --no-print-directory -n tsan-repeat >/dev/null # that it can be planned: CI does not run it
	@tests/tools/api-list --check tests/tools/api.txt
	@tests/tools/check-house --cc $(CC) --lib $(LIB) $(foreach s,$(STOREYS),--storey "$(STOREY_$(s))")
	+@[ "$(CI)" != true ] || $(PARALLEL) check-recursion
# Call graphs, for which files are compiled once more, without optimisation: in CI, and by hand.
CALLS    := $(patsubst %.c,$(B)/calls/%.ci,$(filter-out src/server/embed.c,$(foreach r,$(ROOMS),$(filter %.c,$(call room_src,$(r))))))
$(B)/calls/%.ci: %.c
	@mkdir -p $(@D)
	$(Q)CCACHE_DISABLE=1 gcc $(CSTD) $(INC) -w -O0 -MMD -MP -MT $@ -MF $(@:.ci=.d) -fcallgraph-info -c $< -o $(@:.ci=.o)
	@rm -f $(@:.ci=.o)
.PHONY: check-recursion
check-recursion: $(CALLS) ## functions that call themselves stand in tests/tools/recursion.txt with a bound (in CI a part of check)
	@tests/tools/recursion tests/tools/recursion.txt $(CALLS)
	@echo " ok  recursion is bounded (tests/tools/recursion.txt)"
.PHONY: api
api: ## list the public API anew in tests/tools/api.txt, after it was changed on purpose (docs/api.md)
	@tests/tools/api-list --write tests/tools/api.txt
.PHONY: format
format: ## let clang-format rewrite the hand-written files (F='src/lex/*.[ch]' for some)
	@clang-format -i $(if $(F),$(F),$$(find src include tests bench fuzz -name node_modules -prune -o -name '*.[ch]' -print))

.PHONY: clean help
clean: ## remove build/
	rm -rf build
help: ## this list
	@echo "make <target> [FLAVOUR=...] [B=build/<dir>] [V=1] [JOBS=n]"
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  %-15s %s\n", $$1, $$2}' Makefile $(PARTS)

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
