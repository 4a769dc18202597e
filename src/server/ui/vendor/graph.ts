/* Layered layout of graphs. */
import * as dagre from "@dagrejs/dagre";
((globalThis as any).plVendor ||= {}).graph = dagre;
