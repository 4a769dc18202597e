/* Components and state: needed by every screen. */
import { h, Fragment, render, createContext, options, cloneElement } from "preact";
import {
  useState,
  useEffect,
  useLayoutEffect,
  useRef,
  useMemo,
  useCallback,
  useContext,
  useErrorBoundary,
} from "preact/hooks";
import { jsx, jsxs } from "preact/jsx-runtime";
import {
  signal,
  computed,
  effect,
  batch,
  untracked,
  useSignal,
  useComputed,
  useSignalEffect,
} from "@preact/signals";
const all = ((globalThis as any).plVendor ||= {});
all.core = {
  h,
  Fragment,
  render,
  createContext,
  options,
  cloneElement,
  useState,
  useEffect,
  useLayoutEffect,
  useRef,
  useMemo,
  useCallback,
  useContext,
  useErrorBoundary,
  jsx,
  jsxs,
  signal,
  computed,
  effect,
  batch,
  untracked,
  useSignal,
  useComputed,
  useSignalEffect,
};
