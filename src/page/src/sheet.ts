/* sheet.ts - styles of a part that is loaded later. A sheet that a script makes is no inline style for the policy. */
export function adopt(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
