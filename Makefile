# pipelite - build, test, measure. `make help` lists every target.
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
STOREY_2 := index hcl db gotmpl
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
TEST_PACKAGES := ragel chromium fonts-dejavu-core libpq5 libmariadb3 postgresql pgbouncer mariadb-server libcmocka-dev clang libclang-rt-14-dev clang-format \
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

# ---- unit tests: tests/unit/<room>/test_*.c and tests/spec/test_*.c, one cmocka binary each.
# A line "/* link: FLAGS */" in a test adds linker flags (-Wl,--wrap=pl_mem_alloc ...).
TESTS    := $(wildcard tests/unit/*/test_*.c) $(wildcard tests/spec/test_*.c)
THREADED  = $(shell grep -l '^TEST_THREADS\b' $(TESTS))
TESTBINS := $(patsubst tests/%.c,$(B)/tests/%,$(if $(ROOM),$(filter $(patsubst %,tests/unit/%/%,$(ROOM)),$(TESTS)),$(TESTS)))
TESTFLAGS = $(CFLAGS) -Wno-missing-prototypes $(if $(findstring clang,$(CC)),,-Wno-format-truncation) -Itests
extra_link = `sed -n 's,^/\* link: \(.*\) \*/$$,\1,p' $(1)`
# Programs that several tests and fuzzers share.
HELPERS   := $(B)/tests/unit/helpers.a
link_test  = $(Q)$(CC) $(LDFLAGS) $(1) $(B)/tests/unit/main.o $(HELPERS) $(call extra_link,$(2)) $(3) $(LDLIBS) -lcmocka -o $@
.PRECIOUS: $(B)/tests/%.o
$(B)/tests/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(TESTFLAGS) -c $< -o $@
HELPER_SRC := tests/unit/world.c tests/unit/check/parity.c $(wildcard tests/helpers/*.c)
$(HELPERS): $(HELPER_SRC:%.c=$(B)/%.o)
	@rm -f $@
	$(Q)ar rcs $@ $^
define TEST_RULE
$(B)/tests/unit/$(1)/%: $(B)/tests/unit/$(1)/%.o $(B)/tests/unit/main.o $(HELPERS) $(call archives,$(1))
	$$(call link_test,$$<,tests/unit/$(1)/$$*.c,$(call archives,$(1)))
endef
$(foreach r,$(LIBROOMS),$(eval $(call TEST_RULE,$(r))))
# The program's own files, all but its main().
CLIOBJ := $(filter-out %/main.o,$(call room_obj,cli))
$(B)/tests/unit/cli/%: $(B)/tests/unit/cli/%.o $(B)/tests/unit/main.o $(HELPERS) $(CLIOBJ) $(SRVLIB) $(LIB)
	$(call link_test,$<,tests/unit/cli/$*.c,$(CLIOBJ) $(SRVLIB) $(LIB))
# Vector runners see the language rooms.
$(B)/tests/spec/%: $(B)/tests/spec/%.o $(B)/tests/unit/main.o $(HELPERS) $(call archives,hcl)
	$(call link_test,$<,tests/spec/$*.c,$(call archives,hcl))
# Those over outputs of checks see the renderings.
$(B)/tests/spec/test_check_%: $(B)/tests/spec/test_check_%.o $(B)/tests/unit/main.o $(HELPERS) $(call archives,render)
	$(call link_test,$<,tests/spec/test_check_$*.c,$(call archives,render))

RUNTESTS = tests/tools/run-tests --jobs $(JOBS) --logs $(B)/logs $(if $(RUNNER),--with "$(RUNNER)")
.PHONY: unit test test-ui compat golden
# One test that does not build hides no other.
unit: ## build and run the unit and vector tests of one FLAVOUR (ROOM="<room> ..." for some rooms, LOCALE=de_DE under another locale)
	+@built=0; $(PARALLEL) -k $(TESTBINS) || built=1; $(IN_LOCALE) $(RUNTESTS) $(TESTBINS) && exit $$built
# T=lex/test_lex N=heredoc: one program, of it the tests whose names hold N.
.PHONY: t mutants lines
t: ## one test program (T=lex/test_lex), of it the tests whose names hold N
	+@$(PARALLEL) $(B)/tests/unit/$(T)
	@$(if $(filter command line,$(origin N)),PL_TEST_NAME="$(N)") $(B)/tests/unit/$(T)
mutants: ## change one operator, bound or condition of src/ROOM at a time, N times (20; SEED): what do its unit tests not notice
	@tests/tools/mutants --room $(ROOM) --count $(if $(filter command line,$(origin N)),$(N),20) --seed $(if $(filter command line,$(origin SEED)),$(SEED),1) $(if $(WITH),--with "$(WITH)")
lines: ## lines of code and of comments per room, files under 60 lines, share of comments
	@tests/tools/lines $(ROOMS)
# The locales are made here: a system has few, and what is tested is the library in such a host.
LOCALES   := build/locale
IN_LOCALE  = $(if $(LOCALE),$(call made_locale,$(LOCALE)) LOCPATH=$(abspath $(LOCALES)) PL_TEST_LOCALE=$(LOCALE).UTF-8)
made_locale = mkdir -p $(LOCALES) && { [ -d $(LOCALES)/$(1).UTF-8 ] || localedef -i $(1) -f UTF-8 $(LOCALES)/$(1).UTF-8; } &&
.PHONY: locales
locales: ## the unit tests of rooms that read and print numbers, in hosts with a comma, and with a dotless i
	+@for l in de_DE tr_TR; do $(MAKE) unit LOCALE=$$l ROOM="base value hcl gotmpl db config eval run render" || exit 1; done
test: ## all tests: unit, vectors, compat, recordings; the last line says how many
	@$(MAKE) all
	+@$(PARALLEL) $(BIN) $(TESTBINS)
	@$(RUNTESTS) --step ui "$(MAKE) test-ui" --step compat "$(MAKE) compat" --step golden "$(MAKE) golden" $(TESTBINS)
# Plays runs into a history for tests/compat/history_model.py; a part of the library that is not public.
$(B)/tests/history_play: $(B)/tests/history_play.o $(LIB)
	$(Q)$(CC) $(LDFLAGS) $< $(LIB) $(LDLIBS) -o $@
$(B)/tests/history_play.o: tests/compat/history_play.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@
compat: all $(B)/tests/history_play ## programs that use us from outside: an installed library, the name powerpipe
	@rm -rf $(B)/stage
	@$(MAKE) install DESTDIR=$(B)/stage PREFIX=/usr/local Q=@ >/dev/null
	@PL_HISTORY_PLAY=$(CURDIR)/$(B)/tests/history_play tests/compat/run $(B) $(CC)
.PHONY: faults
faults: all ## mod install killed at, and failed in, every system call of every process that it starts (half an hour)
	@PL_FAULTS=all nice python3 tests/compat/mods_main.py $(BIN) 'killed*' 'any_*'
golden: ## recordings that must pass, tests/golden/finished*.txt (PLAY="commands mods server" for some)
	+@$(PARALLEL) $(BIN)
	@tests/tools/link-drivers $(DRIVERS) $(B)
	@tests/tools/golden $(SHARED) $(BIN) $(JOBS) $(PLAY)
# The recordings once more, each command with POWERPIPE_WORKSPACE_PRELOAD=true.
PARITY_TESTS    := check_parity load_parity
.PHONY: parity
parity: all ## loading everything says what the check says: every fixture, every recording (minutes)
	+@$(PARALLEL) $(PARITY_TESTS:%=$(B)/tests/unit/workspace/test_%)
	@for t in $(PARITY_TESTS); do PL_PARITY=all $(B)/tests/unit/workspace/test_$$t || exit 1; done
	@tests/tools/preloaded $(abspath $(BIN)) $(B)/preloaded
	@tests/tools/golden $(SHARED) $(B)/preloaded $(JOBS)
.PHONY: repros
repros: all ## small hostile inputs of ../shared that once crashed, hung or leaked; a race under AddressSanitizer
	@tests/tools/repros $(SHARED) $(BIN)
	+@[ ! -e $(SHARED)/repros/race.c ] || $(PARALLEL) FLAVOUR=asan B=build/asan build/asan/libpipelite.a
	@tests/tools/repros --race $(SHARED) build/asan "$(STATIC) -ldl -lpthread -lm"
# With F=asan or F=tsan: a build with assertions, for which limits of time and memory do not count.
.PHONY: repros-server
repros-server: ## hostile clients, repositories and folders of ../shared against servers (F=asan, F=tsan, CASE=<glob>; needs PostgreSQL, nginx)
	+@$(PARALLEL) FLAVOUR=$(or $(F),$(FLAVOUR)) B=$(if $(F),build/$(F),$(B)) $(if $(F),build/$(F)/pipelite,all)
	@tests/tools/repros-server $(if $(F),build/$(F)/pipelite,$(BIN)) $(SHARED) $(if $(F),--without-limits) $(if $(CASE),"$(CASE)")
.PHONY: neighbours slow
neighbours: all ## one viewer beside thirty clients that behave badly, for T seconds (20): what it waits for, the server's memory
	@tests/tools/with-postgres tests/tools/bad-neighbours --bin $(BIN) --seconds $(or $(T),20)
# What takes longer than a change may wait for. One after the other; stops at the first failure.
SLOW := judge faults soak wire-fuzz neighbours-long parity ubsan server-repeat
slow: $(addprefix slow-,$(SLOW)) ## what is too slow for .ci/run: judge, faults, soak, an hour of the wire's fuzzer, ten minutes of bad neighbours, parity, ubsan, server-repeat
slow-neighbours-long:
	@$(MAKE) neighbours T=600
slow-wire-fuzz:
	@$(MAKE) fuzz T=wire SECS=3600
slow-judge slow-faults slow-soak slow-parity slow-ubsan slow-server-repeat: slow-%:
	@$(MAKE) $*
.PHONY: $(addprefix slow-,$(SLOW))
.PHONY: golden-passing
golden-passing: all ## print every recording that passes now, in the form of finished.txt
	@tests/golden/run --bin $(BIN) --jobs $(JOBS) --print-passing

.PHONY: golden-update shared-check
golden-update: ## take new and changed recordings over from the shared folder
	@tests/tools/golden-update $(SHARED)
shared-check: ## which recordings differ from the shared folder; fails when a case that must pass was changed there
	@tests/tools/golden-update $(SHARED) --check

# ---- sanitizers and other instruments
.PHONY: asan ubsan tsan valgrind coverage
asan: ## unit tests and recordings under AddressSanitizer + UBSan
	@$(MAKE) unit FLAVOUR=asan B=build/asan
	@$(MAKE) golden FLAVOUR=asan B=build/asan PLAY="commands mods"
ubsan: ## unit tests under UBSan alone, optimised
	@$(MAKE) unit FLAVOUR=ubsan B=build/ubsan
# Not the language rooms: no threads there, and minutes of loops over every input.
tsan: ## unit tests of the rooms that use threads, under ThreadSanitizer
	@$(MAKE) unit FLAVOUR=tsan B=build/tsan ROOM="base index db mod eval load check workspace run render server cli"
# Threads meet in other orders each time; CI runs them once.
N        ?= 200
.PHONY: tsan-repeat
tsan-repeat: ## the tests in which threads meet, N times (200) under ThreadSanitizer
	+@$(PARALLEL) FLAVOUR=tsan B=build/tsan $(THREADED:tests/%.c=build/tsan/tests/%)
	@tests/tools/repeat $(N) $(THREADED:tests/%.c=build/tsan/tests/%)
# The server under every sanitizer: what it says of memory, threads and arithmetic.
SERVER_LIST := tests/golden/finished-server.txt
.PHONY: server-repeat server-asan server-tsan soak
server-asan: HTTP := http
server-asan server-tsan: server-%: ## the server's suites protocol and watch, http under ASan, and the tables of the wire, under one sanitizer
	+@$(PARALLEL) FLAVOUR=$* B=build/$* build/$*/pipelite
	@TSAN_OPTIONS=halt_on_error=1 PL_PATIENCE=5 SUITES="protocol watch $(HTTP)" tests/tools/golden $(SHARED) build/$*/pipelite $(JOBS) server
	@TSAN_OPTIONS=halt_on_error=1 PL_PATIENCE=5 tests/compat/wire.sh build/$*/pipelite
# make server-repeat F=asan R=3: one flavour, so many rounds.
ROUNDS := $(if $(F),$(F):$(or $(R),20),release:20 asan:3 tsan:3)
server-repeat: ## every conversation with the server 20 times in release, 3 times under each sanitizer (F=flavour R=rounds: of one; PL_PATIENCE=3 on a busy machine)
	+@for each in $(ROUNDS); do f=$${each%:*}; n=$${each#*:}; \
	    $(PARALLEL) FLAVOUR=$$f B=build/$$f build/$$f/pipelite || exit 1; \
	    if [ $$f = release ]; then patience=$${PL_PATIENCE:-1}; else patience=5; fi; \
	    for i in $$(seq $$n); do \
	        TSAN_OPTIONS=halt_on_error=1 PL_PATIENCE=$$patience \
	            tests/golden/run-server --bin build/$$f/pipelite --jobs $(JOBS) --finished $(SERVER_LIST) || \
	            { echo "server-repeat: $$f: round $$i failed, after $$((i - 1)) without a failure"; exit 1; }; done; \
	    echo "server-repeat: $$f: $$n rounds without a failure"; done
.PHONY: serving
serving: all ## the configurations in dist/: behind nginx and Caddy, systemd, Kubernetes, TLS that is changed
	@tests/tools/serving $(BIN)
soak: all ## C clients (1,000) at once, edits and disconnects for T seconds (600): memory and descriptors of the server stay flat
	@tests/tools/soak --bin $(BIN) --seconds $(or $(T),600) --clients $(or $(C),1000)
valgrind: ## the program under valgrind, over the demo workspace: no error, no leak
	@$(MAKE) all FLAVOUR=dev B=build/dev
	@tests/tools/valgrind-cli build/dev/pipelite
coverage: ## line coverage per room, from the unit and vector tests (goal: 95 % in the core rooms)
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	@passed=0; $(MAKE) unit FLAVOUR=cov B=build/cov || passed=1; tests/tools/coverage build/cov $(LIBROOMS) && exit $$passed

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

# ---- benches: bench/<construct>.c, plain programs over the release library (bench/README.md)
BENCHES  := $(filter-out ask bench child gen host count sites memtrack floor_%,$(patsubst bench/%.c,%,$(wildcard bench/*.c)))
FLOORS   := $(patsubst bench/%.c,%,$(wildcard bench/floor_*.c))
,        := ,
COUNTED  := pl_mem_alloc pl_mem_zalloc pl_mem_trim pl_mem_free pl_mem_resize pl_mem_zeroed pl_mem_filled pl_mem_drop pl_mem_place
WRAPS    := $(patsubst %,-Wl$(,)--wrap=%,$(COUNTED))
BENCHDATA = build/bench/data
.PRECIOUS: $(B)/bench/%.o
$(B)/bench/%.o: bench/%.c $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -c $< -o $@
$(B)/bench/floor_%: $(B)/bench/floor_%.o
	$(Q)$(CC) $(LDFLAGS) $< -o $@
$(B)/bench/floor_sqlite: $(B)/bench/floor_sqlite.o
	$(Q)$(CC) $(LDFLAGS) $< -l:libsqlite3.a -lm -lpthread -ldl -o $@
$(B)/bench/floor_postgres: $(B)/bench/floor_postgres.o
	$(Q)$(CC) $(LDFLAGS) $< -ldl -o $@
$(B)/bench/ask $(B)/bench/gen: $(B)/bench/%: $(B)/bench/%.o
	$(Q)$(CC) $(LDFLAGS) $< -o $@
# No library: it must stay small, see its head.
$(B)/bench/process $(B)/bench/mods $(B)/bench/run $(B)/bench/run_pg $(B)/bench/first: $(B)/bench/%: $(B)/bench/%.o $(B)/bench/child.o $(B)/bench/bench.o
	$(Q)$(CC) $(LDFLAGS) $^ -lm -o $@
COUNT := $(B)/bench/count.o $(B)/bench/sites.o
$(B)/bench/memory: $(B)/bench/memtrack.o $(B)/bench/child.o
$(B)/bench/%: $(B)/bench/%.o $(B)/bench/bench.o $(COUNT) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $(WRAPS) $(filter %.o,$^) $(LIB) $(LDLIBS) -o $@
# The program itself with counted memory; PL_BENCH_COUNT names the file for the totals.
$(B)/bench/pipelite-counted: $(call room_obj,cli) $(COUNT) $(SRVLIB) $(LIB)
	$(Q)$(CC) $(LDFLAGS) $(WRAPS) $(call room_obj,cli) $(COUNT) $(SRVLIB) $(LIB) $(LDLIBS) -o $@
.PHONY: bench bench-compare bench-baseline bench-data corpora
bench-data: $(B)/bench/gen corpora
	@$(B)/bench/gen $(BENCHDATA)
corpora: ## unpack the real mods of ../shared into build/corpora
	@tests/tools/corpora $(SHARED)
# W=page: the page in headless Chromium, median of five, against its budgets.
ifeq ($(W),page)
bench: all
	@node tests/ui/measure.mjs
else
bench: all ## measure everything, with ratios to a floor program (W=<name> for one)
	+@$(PARALLEL) $(patsubst %,$(B)/bench/%,$(BENCHES) $(FLOORS) gen pipelite-counted)
	@$(MAKE) bench-data
	@tests/tools/bench $(B)/bench $(or $(W),$(BENCHES))
endif
.PHONY: bench-serve
bench-serve: all corpora $(B)/bench/floor_http $(B)/bench/ask ## figures of the server: start, memory, 100 and 1,000 clients, edits, a live benchmark
	@bench/serve.py $(BIN) build/corpora/six-mods $(B)/bench/floor_http $(B)/bench/ask
bench-compare: ## compare the last `make bench` with bench/baseline.tsv, as ratios
	@tests/tools/bench-compare bench/baseline.tsv build/bench/results.tsv
bench-baseline: ## make the last `make bench` the committed baseline
	@cp build/bench/results.tsv bench/baseline.tsv
	@if [ -e build/bench/memory/latest.json ]; then cp build/bench/memory/latest.json bench/memory.json; fi

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

# ---- installing: the program, the libraries, their headers and files of pkg-config
define PC
prefix=$(PREFIX)
libdir=$${prefix}/lib
includedir=$${prefix}/include

Name: pipelite
Description: engine for Powerpipe mods, a memory-mapped index and its reader
Version: $(VERSION)
Libs: -L$${libdir} -lpipelite
Libs.private: $(HOSTLIBS)
Cflags: -I$${includedir}
endef
# The server is an archive of its own, which needs the other one.
define PC_SERVER
prefix=$(PREFIX)
libdir=$${prefix}/lib
includedir=$${prefix}/include

Name: pipelite-server
Description: dashboards of Powerpipe mods over HTTP and WebSocket, inside another program
Version: $(VERSION)
Requires: pipelite = $(VERSION)
Libs: -L$${libdir} -lpipelite_server
Cflags: -I$${includedir}
endef
.PHONY: install uninstall static deb arm64
install: all ## install below PREFIX (default /usr/local), DESTDIR in front for packaging
	$(file >$(B)/pipelite.pc,$(PC))
	$(file >$(B)/pipelite-server.pc,$(PC_SERVER))
	@tests/tools/install-tree $(B) $(DRIVERS) "$(DESTDIR)" $(PREFIX)
uninstall: ## remove what `make install` put below PREFIX
	@tests/tools/install-tree --remove "$(DESTDIR)" $(PREFIX)
# Needs gcc-aarch64-linux-gnu, g++-aarch64-linux-gnu, qemu-user-static, and for arm64 the -dev packages
# of PACKAGES with libcmocka-dev: `dpkg --add-architecture arm64`, best in a chroot (tests/tools/chroots
# arm64), since some -dev packages of two architectures exclude each other.
arm64: ## cross-compile for arm64 into build/arm64, run the unit tests under qemu (ROOM="<room> ..." for some)
	+@$(PARALLEL) FLAVOUR=release B=build/arm64 CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ build/arm64/pipelite
	@$(MAKE) unit B=build/arm64 CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ RUNNER=qemu-aarch64-static
static: ## build/pipelite-static: one file for any Linux, with SQLite alone and without the server
	+@$(MAKE) -s FLAVOUR=static B=build/static build/static/pipelite 2>&1 | grep -v "statically linked applications requires\|in function" || true
	@strip -o build/pipelite-static build/static/pipelite
	@echo "build/pipelite-static: one file; databases: SQLite alone; without the server"
deb: all ## build/pipelite_<version>_<architecture>.deb
	$(file >$(B)/pipelite.pc,$(PC))
	$(file >$(B)/pipelite-server.pc,$(PC_SERVER))
	@tests/tools/build-deb $(B) $(DRIVERS) $(VERSION)

.PHONY: clean help
clean: ## remove build/
	rm -rf build
help: ## this list
	@echo "make <target> [FLAVOUR=...] [B=build/<dir>] [V=1] [JOBS=n]"
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  %-15s %s\n", $$1, $$2}' Makefile

-include $(shell find $(B) -type f -name '*.d' 2>/dev/null)
