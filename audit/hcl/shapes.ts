import { type Kind, moduleSource, type ProviderPackage } from "../../terraform/provider-packages";
import { readShape } from "./generated-shape";
import { GUESSED, type Shape } from "./shape";

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
