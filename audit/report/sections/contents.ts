import { KIND_NAMES, type Kind } from "../../contents/contents";
import { type Block, type Cell, cell, code, type Section, table } from "../document";
import type { Subject } from "../subject";

/** Where the audit's folder keeps the SBOM. */
export const SBOM_PATH = "sbom.cdx.json";

export function contents({ contents: held }: Subject): Section {
  return {
    id: "contents",
    title: "What the image holds",
    lead: "Debian's packages, WordPress, themes, plugins and packages of Composer, from the image's SBOM (CycloneDX).",
    blocks: held === undefined ? [none] : shown(held),
  };
}

const none: Block = {
  kind: "note",
  tone: "plain",
  text: [
    "No SBOM was given, so this audit says nothing of what the image holds. ",
    code("npm run audit -- --sbom"),
    " reads it from the image that Docker has, ",
    code("--sbom FILE"),
    " takes one that ",
    code("npm run sbom"),
    " or the CI wrote.",
  ],
};

function shown({ tag, components }: NonNullable<Subject["contents"]>): Block[] {
  const of = (kind: Kind) => components.filter((one) => one.kind === kind);
  const counts = KIND_NAMES.filter((kind) => of(kind).length > 0).map((kind): Cell[] => [
    cell(kind),
    cell(String(of(kind).length)),
  ]);
  const named = components
    .filter(({ kind }) => kind !== "Debian packages")
    .map(({ kind, name, version }): Cell[] => [cell(code(name)), cell(version || "–"), cell(kind)]);
  const debian = of("Debian packages").map(({ name, version }): Cell[] => [cell(code(name)), cell(version)]);
  return [
    {
      kind: "note",
      tone: tag === undefined ? "warn" : "good",
      text:
        tag === undefined
          ? [
              "Taken from a file that was given; nothing here proves that it is of the image that these stacks build. The document: ",
              code(SBOM_PATH),
            ]
          : [
              "Read from the image with the tag ",
              code(tag),
              ", which these stacks build. The document: ",
              code(SBOM_PATH),
            ],
    },
    table("Components by kind", ["Kind", "Components"], counts),
    table("WordPress and what comes with it", ["Name", "Version", "Kind"], named),
    {
      kind: "folded",
      summary: `${debian.length} Debian packages`,
      blocks: [table("Debian packages", ["Package", "Version"], debian)],
    },
  ];
}
