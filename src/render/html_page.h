/* html_page.h - what the page of a check looks like: style sheet and pictures, as data. */
#ifndef PL_RENDER_HTML_PAGE_H
#define PL_RENDER_HTML_PAGE_H

#define PL_HTML_STYLE                                                                              \
    "    :root { color-scheme: light; --ink: #1f2937; --dim: #6b7280; --line: #e5e7eb; --soft: "   \
    "#f9fafb; }\n"                                                                                 \
    "    * { box-sizing: border-box; }\n"                                                          \
    "    body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.5 system-ui, "        \
    "-apple-system,\n"                                                                             \
    "      \"Segoe UI\", Roboto, \"Noto Sans\", \"Noto Color Emoji\", sans-serif; }\n"             \
    "    .container { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }\n"             \
    "    .header { display: flex; align-items: center; justify-content: space-between; gap: "      \
    "24px; }\n"                                                                                    \
    "    .logo { height: 36px; display: block; }\n"                                                \
    "    h1, h2, h3 { line-height: 1.25; }\n"                                                      \
    "    h1.title { font-size: 30px; margin: 0 0 8px; }\n"                                         \
    "    h2 { font-size: 22px; margin: 48px 0 12px; padding-top: 16px; border-top: 2px solid "     \
    "var(--line); }\n"                                                                             \
    "    h3 { font-size: 17px; margin: 32px 0 6px; }\n"                                            \
    "    p { margin: 0 0 10px; color: var(--dim); }\n"                                             \
    "    table { border-collapse: collapse; margin: 10px 0 18px; font-variant-numeric: "           \
    "tabular-nums; }\n"                                                                            \
    "    th, td { padding: 6px 14px; border: 1px solid var(--line); text-align: left; "            \
    "vertical-align: top; }\n"                                                                     \
    "    th { background: var(--soft); font-weight: 600; white-space: nowrap; }\n"                 \
    "    td:nth-child(2) { overflow-wrap: anywhere; }\n"                                           \
    "    .align-center { text-align: center; }\n"                                                  \
    "    [class^=\"summary-total-\"] { color: var(--dim); }\n"                                     \
    "    .summary-total-ok.highlight { color: #15803d; font-weight: 700; }\n"                      \
    "    .summary-total-skip.highlight { color: #4b5563; font-weight: 700; }\n"                    \
    "    .summary-total-info.highlight { color: #0369a1; font-weight: 700; }\n"                    \
    "    .summary-total-alarm.highlight { color: #b91c1c; font-weight: 700; }\n"                   \
    "    .summary-total-error.highlight { color: #b45309; font-weight: 700; }\n"                   \
    "    code { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; "      \
    "padding: 0 5px;\n"                                                                            \
    "      font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: "   \
    "anywhere; }\n"                                                                                \
    "    blockquote { margin: 10px 0 18px; padding: 10px 14px; border-left: 4px solid #b45309;\n"  \
    "      background: #fffbeb; overflow-wrap: anywhere; }\n"                                      \
    "    footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--line); color: " \
    "var(--dim);\n"                                                                                \
    "      font-size: 13px; }\n"                                                                   \
    "    @media print { .container { max-width: none; padding: 0; } section.control { "            \
    "break-inside: avoid; } }\n"

/* Two pipes that meet: SVG, as data URIs. */
#define PL_HTML_LOGO                                                                               \
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPS"     \
    "IxODAiIGhlaWdodD0iNDAiIHZpZXdCb3g9IjAgMCAxODAgNDAiPjxnIGZpbGw9Im5vbmUiIHN0cm9rZT0iIzFkNG"     \
    "VkOCIgc3Ryb2tlLXdpZHRoPSI1IiBzdHJva2UtbGluZWNhcD0icm91bmQiPjxwYXRoIGQ9Ik02IDEyaDE0YTggOC"     \
    "AwIDAgMSA4IDhhOCA4IDAgMCAwIDggOGg0Ii8+PHBhdGggZD0iTTYgMjhoOCIvPjxwYXRoIGQ9Ik0zNCAxMmg2Ii"     \
    "8+PC9nPjx0ZXh0IHg9IjUyIiB5PSIyOCIgZm9udC1mYW1pbHk9InN5c3RlbS11aSxzYW5zLXNlcmlmIiBmb250LX"     \
    "NpemU9IjIyIiBmb250LXdlaWdodD0iNjAwIiBmaWxsPSIjMWYyOTM3Ij5waXBlbGl0ZTwvdGV4dD48L3N2Zz4="
#define PL_HTML_ICON                                                                               \
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3"     \
    "g9IjAgMCA0MCA0MCI+PGcgZmlsbD0ibm9uZSIgc3Ryb2tlPSIjMWQ0ZWQ4IiBzdHJva2Utd2lkdGg9IjYiIHN0cm"     \
    "9rZS1saW5lY2FwPSJyb3VuZCI+PHBhdGggZD0iTTUgMTJoMTJhOCA4IDAgMCAxIDggOGE4IDggMCAwIDAgOCA4aD"     \
    "IiLz48cGF0aCBkPSJNNSAyOGg2Ii8+PHBhdGggZD0iTTI5IDEyaDYiLz48L2c+PC9zdmc+"

#endif
