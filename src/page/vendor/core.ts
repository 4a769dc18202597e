/* Components and state: needed by every screen. */
import { Fragment, render } from "preact";
import { useState, useEffect, useLayoutEffect, useRef, useMemo, useErrorBoundary } from "preact/hooks";
import { jsx, jsxs } from "preact/jsx-runtime";
import { signal, computed, effect, batch, untracked } from "@preact/signals";
const all = ((globalThis as any).plVendor ||= {});
all.core = {
  Fragment,
  render,
  useState,
  useEffect,
  useLayoutEffect,
  useRef,
  useMemo,
  useErrorBoundary,
  jsx,
  jsxs,
  signal,
  computed,
  effect,
  batch,
  untracked,
};
