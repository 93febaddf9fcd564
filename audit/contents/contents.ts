import { readFileSync } from "node:fs";
import { Failure } from "../../cli/outcome";
import { blocksOf, compareTexts, objectOf, textOf } from "../../terraform/json";
import { imageTag, imageWithTag, sbomOf } from "./image-sbom";

/** Where the audit takes the SBOM from: the image of the stacks as Docker has it, or a file. */
export type SbomSource = "image" | { readonly file: string };

/** One thing that the image holds. */
export interface Component {
  readonly kind: Kind;
  readonly name: string;
  /** Empty where it says none. */
  readonly version: string;
}

/** What the image holds, from its SBOM. */
export interface Contents {
  /** Tag of the image that the SBOM was read from. @default - it came as a file, which nothing ties to these stacks */
  readonly tag?: string;
  /** The CycloneDX document as it was given. */
  readonly text: string;
  /** By kind, and by name within. */
  readonly components: readonly Component[];
}

/** Kinds of components in the order in which they are shown, by the beginning of their package URLs. */
const KINDS = {
  WordPress: "pkg:generic/wordpress@",
  Themes: "pkg:generic/wordpress-theme/",
  Plugins: "pkg:generic/wordpress-plugin/",
  "Must-use plugins": "pkg:generic/wordpress-muplugin/",
  "Packages of Composer": "pkg:composer/",
  "Debian packages": "pkg:deb/",
  Others: "pkg:",
} as const;
export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** @throws {Failure} when it is no CycloneDX document */
export function readContents(text: string, from: string): Contents {
  let document: ReturnType<typeof objectOf> = {};
  try {
    document = objectOf(JSON.parse(text));
  } catch {
    // Said below.
  }
  if (document.bomFormat !== "CycloneDX") throw new Failure(`--sbom must be a CycloneDX document in JSON, got ${from}`);
  const components = blocksOf(document.components).map(({ purl, name, version }) => ({
    kind: KIND_NAMES.find((kind) => (textOf(purl) ?? "").startsWith(KINDS[kind])) ?? "Others",
    name: textOf(name) ?? "",
    version: textOf(version) ?? "",
  }));
  const order = ({ kind, name }: Component) => `${KIND_NAMES.indexOf(kind)} ${name}`;
  return { text, components: components.sort((one, other) => compareTexts(order(one), order(other))) };
}

/** @throws {Failure} when the file cannot be read or is none */
export function contentsOfFile(file: string): Contents {
  try {
    return readContents(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`--sbom ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** @throws {Failure} when Docker does not have the image of these stacks, or does not answer */
export function contentsOfImage(stacks: Iterable<unknown>): Contents {
  const tag = imageTag(stacks);
  return { tag, ...readContents(sbomOf(imageWithTag(tag)), `the image with the tag ${tag}`) };
}
