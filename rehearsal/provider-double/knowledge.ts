import type { ImageStore } from "./image-store";
import type { Inventory } from "./inventory";
import type { Place } from "./place";
import type { Refusal } from "./refusal";
import type { Block } from "./schema";
import type { SecretStore } from "./secrets";
import type { ObjectValue, Value } from "./value";

/** What a maker of one attribute may look at. */
export interface Inventing extends Place {
  readonly type: string;
  /** The values that are already known, among them the id and the ARN. */
  readonly known: ObjectValue;
  readonly name: string;
  /** `count` characters that stay the same for the same resource and `salt`. */
  readonly hex: (count: number, salt?: string) => string;
}

export type Maker = (resource: Inventing) => Value | undefined;

/** All that the double knows of one resource type. What it does not know, the provider's typings and the names of attributes give. */
export interface KnownType {
  /**
   * The form of the id. In templates: {name}, {id}, {hex}, {account}, {region}, {dns}, {suffix} and any attribute.
   * @default "{name}"
   */
  readonly id?: string;
  /** The part of the ARN after the partition. @default made from the type and the name */
  readonly arn?: string;
  /** Attributes with the form that AWS documents for them. @default a value that fits the attribute's name */
  readonly computed?: Readonly<Record<string, Maker>>;
  /** The attributes whose change makes a new resource; the typings do not say. @default none */
  readonly replacedBy?: "any change" | readonly string[];
  /** Computed attributes that any change renews. @default none */
  readonly renewed?: readonly string[];
  /** An attribute that counts up, for each value of another. @default none */
  readonly counted?: { readonly attribute: string; readonly per: string; readonly by: "create" | "update" };
  /** What AWS refuses, or the reason why nothing. @default nothing is known */
  readonly refuses?: readonly Refusal[] | string;
  /** The state as AWS gives it back, where Terraform sees a difference. @default as it was applied */
  readonly returned?: (state: ObjectValue, inventory: Inventory) => ObjectValue;
  /** Whether AWS keeps the names of a deleted resource for some time. @default false */
  readonly heldWhenDeleted?: (state: ObjectValue) => boolean;
  /** What else AWS keeps of a resource that was applied. @default nothing */
  readonly keeps?: (
    change: { readonly config: ObjectValue; readonly state: ObjectValue; readonly prior?: ObjectValue },
    secrets: SecretStore,
  ) => void;
}

export type KnownTypes = Readonly<Record<string, KnownType>>;

/** Answers a data source, as far as the answer is known without asking AWS. */
export type Answer = (config: ObjectValue, place: Place, images: ImageStore) => ObjectValue;

/** An ephemeral resource. The packages hold no class for these, so the schema is written down. */
export interface KnownEphemeral {
  readonly schema: Block;
  readonly open: (config: ObjectValue, place: Place, secrets: SecretStore) => ObjectValue;
}

type Identity = Pick<KnownType, "id" | "arn">;
export const byArn = (arn: string): Identity => ({ id: "{arn}", arn });
export const byName = (arn: string): Identity => ({ id: "{name}", arn });

/** EC2's ids: a prefix and 17 hexadecimal digits. */
export const byEc2Id = (prefix: string, word: string): Identity => ({
  id: `${prefix}-{hex17}`,
  arn: `ec2:{region}:{account}:${word}/{id}`,
});

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

export const afterSlash = (arn: Value | undefined): string =>
  text(arn).split(":").pop()?.split("/").slice(1).join("/") ?? "";

export function uuid(hex: Inventing["hex"], salt = "uuid"): string {
  return hex(32, salt).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
}

export function privateAddress({ hex }: Inventing): string {
  return `10.0.${Number.parseInt(hex(2, "net"), 16)}.${Number.parseInt(hex(2, "host"), 16)}`;
}
