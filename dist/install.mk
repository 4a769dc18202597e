# install.mk - installing, and what other people install; a part of ../Makefile.

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
