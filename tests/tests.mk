# tests.mk - unit tests, recordings, sanitizers and other instruments; a part of ../Makefile.

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
