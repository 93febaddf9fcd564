import { type BlockShape, RECURSIVE, type Shape } from "./shape";

const RENDERER =
  /^function (\w+)ToHclTerraform\(\w+\) \{$([\s\S]*?)^\}$|^ {4}(synthesizeHclAttributes)\(\) \{$([\s\S]*?)^ {4}\}$/gm;
const BLOCK = /^ +"?(\w+)"?: \{\n +value: (.*),\n +isBlock: true,$/gm;
/** A block that may hold itself, as WAF's statements do; cdktf gives up on its type. */
const UNTYPED_BLOCK = /^ +"?(\w+)"?: \{\n +value: cdktf\.anyToHclTerraform\(/gm;
const INNER = /(\w+)ToHclTerraform\b/;
const COMPUTED = /^ +\/\/ (\w+) - computed: true,/gm;
/** A WAF statement holds statements; what is nested deeper than this is no configuration that anybody writes. */
const DEEPEST = 12;

/**
 * Reads, from the JavaScript that cdktf generates for one type, which members are blocks: its HCL renderers say so.
 */
export function readShape(source: string): Shape {
  const renderers = new Map<string, string>();
  for (const [, name, body, main, mainBody] of source.matchAll(RENDERER)) {
    renderers.set(main ?? name ?? "", mainBody ?? body ?? "");
  }
  const computed = new Set([...source.matchAll(COMPUTED)].map(([, name]) => name));
  const shapeOf = (renderer: string, depth: number): Shape => {
    const blocks = new Map<string, BlockShape>();
    for (const [, name = "", value = ""] of (renderers.get(renderer) ?? "").matchAll(BLOCK)) {
      const inner = INNER.exec(value)?.[1];
      const shape = inner !== undefined && depth < DEEPEST ? shapeOf(inner, depth + 1) : { blocks: new Map() };
      blocks.set(name, { shape, emptyMatters: depth === 0 && computed.has(name) });
    }
    for (const [, name = ""] of (renderers.get(renderer) ?? "").matchAll(UNTYPED_BLOCK)) {
      blocks.set(name, { shape: RECURSIVE, emptyMatters: false });
    }
    return { blocks };
  };
  return shapeOf("synthesizeHclAttributes", 0);
}
