/* Markdown to clean HTML. */
import { Marked } from "marked";
import DOMPurify from "dompurify";
((globalThis as any).plVendor ||= {}).markdown = { Marked, DOMPurify };
