/* texts.ts - what the page says, in one place. */
export const T = {
  search: "Search dashboards and benchmarks",
  noItems: "There is nothing to open yet",
  noItemsHow:
    "Dashboards and benchmarks come from mods. Begin one in this folder, or install one; it appears here at once.",
  nothingFound: "Nothing fits",
  removed: "This dashboard was removed from the workspace",
  unknown: "This is not in the workspace",
  removedHow: "It may have been renamed. The list has what there is now.",
  lost: "Connection lost, trying again",
  noRows: "No rows",
  cancelled: "Cancelled: these are the last data",
};
export const WORD: Record<string, string> = {
  __proto__: null as any,
  ok: "OK",
  alarm: "Alarm",
  error: "Error",
  info: "Info",
  skip: "Skipped",
  initialized: "Waiting",
  blocked: "Waiting for an input",
  running: "Running",
  complete: "Complete",
  canceled: "Cancelled",
  cancelled: "Cancelled",
};
export const KIND: Record<string, string> = {
  __proto__: null as any,
  dashboard: "Dashboard",
  benchmark: "Benchmark",
  detection: "Detection",
};
