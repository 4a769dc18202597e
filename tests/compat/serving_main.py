"""All checks of a running server: serving_main.py <binary> [GLOB ...]"""
import sys

import serving_world                                       # first: it says which program
import serving, serving_faults, serving_catalogue, serving_secrets, serving_targets, serving_neighbours  # noqa: E401,F401

sys.exit(serving_world.run())
