/* icons.ts - the icons of the rows of Home, on a grid of 24; the others are in ui.tsx. */
export const ROW_ICONS: Record<string, string> = {
  dashboard: "M4 4.5h7v8H4zM13 4.5h7v5h-7zM13 11.5h7v8h-7zM4 14.5h7v5H4z",
  benchmark: "M4 6.5l1.5 1.5L8 5.5M11 7h9M4 12.5L5.5 14 8 11.5M11 13h9M4 18.5L5.5 20 8 17.5M11 19h9",
  detection: "M12 3.5l7 2.5v5.5c0 4.3-2.8 7.6-7 9-4.2-1.4-7-4.7-7-9V6z",
  star: "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z",
};
