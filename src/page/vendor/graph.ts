/* Layered layout of graphs. */
import * as dagre from "@dagrejs/dagre";
import { layout, type ToLay } from "../src/layout";
((globalThis as any).plVendor ||= {}).graph = { layout: (g: ToLay) => layout(dagre, g) };
