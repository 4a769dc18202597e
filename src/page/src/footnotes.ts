/* footnotes.ts - footnotes of Markdown for marked: "text[^1]" and "[^1]: what it says". References without a note stay as they
 * were written; notes stand at the end in the order in which they are referred to. */

export interface Notes {
  walk: (token: any) => void; /* of each token, before any is rendered */
  extensions: any[];
  list: () => string; /* HTML for the end of the text, when all is rendered */
}

const escaped = (s: string): string => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/* For one text. */
export function footnotes(): Notes {
  const said = new Map<string, any>(); /* tokens by name */
  const order: string[] = []; /* names that were referred to */
  const html = new Map<string, string>();
  const numberOf = (id: string): number => {
    if (!order.includes(id)) order.push(id);
    return order.indexOf(id) + 1;
  };
  return {
    walk: (t) => t.type === "note" && !said.has(t.id) && said.set(t.id, t),
    extensions: [
      {
        name: "note",
        level: "block",
        start: (src: string) => /^ {0,3}\[\^/m.exec(src)?.index,
        tokenizer(this: any, src: string) {
          const m = /^ {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*([^\n]*(?:\n(?: {2,}|\t)[^\n]+)*)(?:\n+|$)/.exec(src);
          const text = m?.[2].replace(/\n\s+/g, " ");
          return m && { type: "note", raw: m[0], id: m[1], text, tokens: this.lexer.inlineTokens(text) };
        },
        renderer(this: any, t: any) {
          if (said.get(t.id) === t) html.set(t.id, this.parser.parseInline(t.tokens));
          return "";
        },
        childTokens: ["tokens"],
      },
      {
        name: "noteRef",
        level: "inline",
        start: (src: string) => src.indexOf("[^"),
        tokenizer(src: string) {
          const m = /^\[\^([^\]\s]{1,40})\]/.exec(src);
          return m && { type: "noteRef", raw: m[0], id: m[1] };
        },
        renderer: (t: any) =>
          said.has(t.id)
            ? `<sup title="${escaped(said.get(t.id).text)}">${numberOf(t.id)}</sup>`
            : escaped(t.raw),
      },
    ],
    list: () =>
      order.length ? `<hr><ol>${order.map((id) => `<li>${html.get(id) ?? ""}</li>`).join("")}</ol>` : "",
  };
}
