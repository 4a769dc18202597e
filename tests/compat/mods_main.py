"""All checks of mod commands: mods_main.py <binary> [GLOB ...]"""
import mod_world                            # first: it says where the host is
import mod_changes, mod_faults, mod_flags, mod_git, mod_hostile, mod_readers   # noqa: E401,F401

mod_world.run()
