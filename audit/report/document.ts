import type { Resource } from "../../terraform/block";
import type { Finding, Tone } from "../facts/finding";

/** A piece of a line of text. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly finding: Finding }
  | { readonly resource: Resource }
  | { readonly section: string; readonly text: string };

/** One line, or several. */
export type Cell = readonly Inline[] | { readonly lines: readonly (readonly Inline[])[] };

export interface Table {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[];
}

export type Block =
  | Table
  | { readonly kind: "paragraph"; readonly text: readonly Inline[] }
  | { readonly kind: "note"; readonly tone: Tone; readonly text: readonly Inline[] }
  | { readonly kind: "figures"; readonly figures: readonly Figure[] }
  | { readonly kind: "diagram"; readonly svg: string; readonly description: string }
  | { readonly kind: "folded"; readonly summary: string; readonly blocks: readonly Block[] };

export interface Figure {
  readonly value: string;
  readonly label: string;
  readonly tone: Tone;
  /** Id of the section that explains it. */
  readonly section: string;
}

export interface Section {
  /** Unique, for links. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what is shown, and from where. */
  readonly lead: string;
  readonly blocks: readonly Block[];
}

/** The whole report, without any markup. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
}

export const finding = (value: Finding): Inline => ({ finding: value });
export const code = (text: string): Inline => ({ code: text });
export const cell = (...inlines: Inline[]): Cell => inlines;
export const lines = (items: readonly (string | Inline)[]): Cell => ({ lines: items.map((item) => [item]) });
export const resourceCell = (resource: Resource): Cell => [{ resource }];

export function table(caption: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  return { kind: "table", caption, columns, rows };
}
