import { type GeneratedClass, readGeneratedSource } from "../../terraform/generated-source";
import { type Kind, moduleSource, type ProviderPackage } from "../../terraform/provider-packages";
import { type BlockShape, FLAT, GUESSED, RECURSIVE, type Shape } from "./shape";

/** A WAF statement holds statements; what is nested deeper than this is no configuration that anybody writes. */
const DEEPEST = 12;

/** Answers which of a type's members are blocks, from the installed packages; a type that none has is guessed. */
export class Shapes {
  private readonly known = new Map<string, Shape>();

  constructor(private readonly packages: readonly ProviderPackage[]) {}

  of(kind: Kind, type: string): Shape {
    const key = `${kind} ${type}`;
    const shape = this.known.get(key) ?? this.find(kind, type) ?? GUESSED;
    this.known.set(key, shape);
    return shape;
  }

  private find(kind: Kind, type: string): Shape | undefined {
    for (const one of this.packages) {
      const source = moduleSource(one, kind, type);
      if (source !== undefined) return readShape(source);
    }
    return undefined;
  }
}

/** Which members of a type are blocks, from the JavaScript that cdktf generates for it. */
function readShape(source: string): Shape {
  const classes = readGeneratedSource(source);
  const shapeOf = (own: GeneratedClass | undefined, depth: number): Shape => {
    const blocks = (own?.members ?? []).flatMap(({ name, block, storage, nested, computed = false }) => {
      // A block that may hold itself, as WAF's statements do; cdktf gives up on its type.
      if (storage === "any") return [[name, { shape: RECURSIVE, emptyMatters: false }] as const];
      if (!block) return [];
      const shape = nested && depth < DEEPEST ? shapeOf(classes.get(nested.className), depth + 1) : FLAT;
      return [[name, { shape, emptyMatters: depth === 0 && computed } satisfies BlockShape] as const];
    });
    return { blocks: new Map(blocks) };
  };
  return shapeOf(
    [...classes.values()].find(({ main }) => main),
    0,
  );
}
