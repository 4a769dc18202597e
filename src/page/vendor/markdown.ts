/* Markdown to clean HTML. */
import { marked } from "marked";
import DOMPurify from "dompurify";
((globalThis as any).plVendor ||= {}).markdown = { marked, DOMPurify };
