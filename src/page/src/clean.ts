/* clean.ts - the one place that makes elements from HTML: what DOMPurify let through of Markdown, nothing else. */
import { loaded } from "./env";
import { footnotes } from "./footnotes";
import { address, inside, onLink } from "./nav";
import { imageSource } from "./images";
import { link } from "./values";

const TAGS = (
  "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s samp small span strong sub " +
  "summary sup table tbody td th thead tr u ul var"
).split(" ");
const ATTRIBUTES =
  "href src alt title align start checked disabled type colspan rowspan width height open".split(" ");

/* HTML inside Markdown without styles and handlers: the browser would report them to the policy while DOMPurify reads
 * them. DOMPurify decides what stays; this only keeps the console quiet. */
const quiet = (html: string): string =>
  html
    .replace(/<style[\s\S]*?(<\/style>|$)/gi, "")
    .replace(/[\s/](on[a-z]+|style)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, " ");

export function clean(source: string): DocumentFragment {
  const { Marked, DOMPurify } = loaded("markdown");
  const notes = footnotes();
  const marked = new Marked({
    gfm: true,
    async: false,
    extensions: notes.extensions,
    walkTokens: (t: any) => {
      notes.walk(t);
      if (t.type === "html" || t.type === "tag") t.text = t.raw = quiet(t.raw);
    },
  });
  const html = marked.parse(source.slice(0, 1 << 20)) + notes.list();
  const part: DocumentFragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    SANITIZE_DOM: true,
  });
  for (const a of part.querySelectorAll("a")) {
    const l = link(a.getAttribute("href"));
    if (!l) a.removeAttribute("href");
    else if (l.outside) {
      a.target = "_blank";
      a.rel = "noopener noreferrer";
    } else {
      const to = inside(l.href);
      a.setAttribute("href", address(to.path, to.params));
      a.addEventListener("click", (e) => onLink(e, to.path, to.params));
    }
  }
  for (const i of part.querySelectorAll("img")) {
    const src = imageSource(i.getAttribute("src"));
    if (!src) i.replaceWith(document.createTextNode(i.alt));
    else {
      i.src = src;
      i.referrerPolicy = "no-referrer";
      i.loading = "lazy";
    }
  }
  for (const i of part.querySelectorAll("input"))
    if (i.type !== "checkbox") i.remove();
    else {
      i.disabled = true;
      i.setAttribute("aria-label", i.checked ? "done" : "open");
    }
  for (const t of part.querySelectorAll("table")) {
    const box = document.createElement("div");
    box.className = "md-table";
    box.tabIndex = 0;
    t.replaceWith(box);
    box.append(t);
  }
  /* The page has one h1; headings of a mod begin below those of the page. */
  for (const h of part.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = document.createElement("h" + Math.min(6, Number(h.tagName[1]) + 1));
    n.className = "md-" + h.tagName.toLowerCase();
    n.append(...h.childNodes);
    h.replaceWith(n);
  }
  return part;
}
