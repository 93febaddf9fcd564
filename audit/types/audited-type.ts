import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";
import type { Question } from "../facts/finding";

/** Where a box stands. */
export type Zone = "outside" | "edge" | "public" | "private" | "isolated" | "services";

/** How a resource is drawn. */
export interface Kind {
  readonly title: string;
  /** Chooses the colour. */
  readonly group: "edge" | "compute" | "data" | "network" | "security" | "observability";
  /** A fixed zone; else the tier of its subnets decides. */
  readonly zone?: Zone;
  readonly subnets?: (resource: Resource, tree: Tree) => readonly Resource[];
  /** A few words about this one. */
  readonly detail?: (resource: Resource, tree: Tree) => string;
  /** Several in one zone are drawn as one box. */
  readonly together?: boolean;
}

/** A name or an address that the outside can learn. */
export interface Endpoint {
  readonly name: string;
  readonly kind: string;
}

/** All that the audit knows of one resource type; what is left out does not apply to it. */
export interface AuditedType {
  /** @default - in the inventory alone */
  readonly box?: Kind;
  /** Whether what it stores is encrypted, and with whose key. */
  readonly atRest?: Question;
  /** Whether what goes to and from it is encrypted on the way. */
  readonly inTransit?: Question;
  /** How what it stores can be brought back. */
  readonly backup?: Question;
  /** What it writes down about its use. */
  readonly accessLog?: Question;
  readonly endpoints?: (resource: Resource, tree: Tree) => readonly Endpoint[];
  /** What answers on the internet by itself, without a security group. */
  readonly served?: string;
}

export type AuditedTypes = Readonly<Record<string, AuditedType>>;
