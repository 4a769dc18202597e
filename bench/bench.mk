# bench.mk - measuring; a part of ../Makefile.

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
