import type { ImageStore } from "./image-store";
import type { Inventory } from "./inventory";
import type { Place } from "./place";
import type { ObjectValue, Value } from "./value";

/** One change that AWS is asked for. */
export interface Asked extends Place {
  readonly type: string;
  /** As it would be; on delete as it is. */
  readonly state: ObjectValue;
  /** As it is; undefined on create. */
  readonly prior?: ObjectValue;
  /** What else there is in the account. */
  readonly inventory: Inventory;
  readonly images: Pick<ImageStore, "holds">;
}

/** A change that AWS refuses although Terraform plans it. */
export interface Refusal {
  readonly on: "create" | "update" | "delete";
  /** Service and operation, in the words of AWS's SDKs: `ECR: CreateRepository`. */
  readonly operation: string;
  /** AWS's error code. */
  readonly code: string;
  /** When AWS refuses, for people. */
  readonly when: string;
  /** Where the code or the text was seen, beside the reference of the operation. */
  readonly source?: string;
  /** Part of what a person does before `destroy`, which a rehearsal does then too. @default false */
  readonly lifted?: boolean;
  /** AWS's text; undefined when AWS agrees. */
  readonly text: (asked: Asked) => string | undefined;
}

type Text = (asked: Asked, other: ObjectValue) => string;
interface Extra {
  readonly source?: string;
  readonly when?: string;
}

/** Refuses to make a second resource with the same values. They are compared as AWS does: within a region, without regard to case. */
export function taken(
  operation: string,
  code: string,
  attributes: readonly string[],
  text: Text,
  extra: Extra = {},
): Refusal {
  return {
    on: "create",
    operation,
    code,
    when: `another has the same ${attributes.join(" and ")}`,
    ...extra,
    text: (asked) => {
      const { type, state, inventory } = asked;
      const same = ["region", ...attributes];
      if ((state[attributes[0] ?? ""] ?? null) === null) return undefined;
      const other = inventory.all(type).find((one) => same.every((name) => alike(one[name], state[name])));
      return other && text(asked, other);
    },
  };
}

function alike(one: Value | undefined, other: Value | undefined): boolean {
  if (typeof one === "string" && typeof other === "string") return one.toLowerCase() === other.toLowerCase();
  return (one ?? null) === (other ?? null);
}

/** A user of a resource: its type, and the attributes that name the resource. */
export type User = readonly [type: string, ...attributes: string[]];

/** Refuses to delete what others name by the attribute `by`. */
export function inUse(
  operation: string,
  code: string,
  by: string,
  users: readonly User[],
  text: Text,
  extra: Extra & { readonly except?: (user: ObjectValue, own: ObjectValue) => boolean } = {},
): Refusal {
  const { except = () => false, ...rest } = extra;
  return {
    on: "delete",
    operation,
    code,
    when: `in use by ${users.map(([type]) => type).join(", ")}`,
    ...rest,
    text: (asked) => {
      const { state, inventory } = asked;
      for (const [type, ...attributes] of users) {
        const user = inventory
          .all(type)
          .find((one) => attributes.some((name) => mentions(one[name], state[by])) && !except(one, state));
        if (user) return text(asked, user);
      }
      return undefined;
    },
  };
}

/** Whether the value is `wanted`, or holds it somewhere. */
export function mentions(value: Value | undefined, wanted: Value | undefined): boolean {
  if (typeof wanted !== "string" || wanted === "") return false;
  if (value === wanted) return true;
  if (Array.isArray(value)) return value.some((one) => mentions(one, wanted));
  return (
    typeof value === "object" && value !== null && Object.values(value).some((one) => mentions(one as Value, wanted))
  );
}

/** Refuses to make more than an account may have by default. @param per counted for each value of this attribute. */
export function quota(
  operation: string,
  code: string,
  limit: number,
  text: string,
  { per, ...extra }: Extra & { readonly per?: string } = {},
): Refusal {
  return {
    on: "create",
    operation,
    code,
    when: `there are ${limit} already${per === undefined ? "" : ` for the ${per}`}`,
    ...extra,
    text: ({ type, state, inventory }) => {
      const same = per === undefined ? ["region"] : ["region", per];
      const others = inventory.all(type).filter((one) => same.every((name) => alike(one[name], state[name])));
      return others.length >= limit ? text : undefined;
    },
  };
}

/** Refuses to delete while a protection is on. */
export function guarded(
  operation: string,
  code: string,
  when: string,
  text: (asked: Asked) => string | undefined,
  extra: Extra = {},
): Refusal {
  return { on: "delete", operation, code, when, lifted: true, ...extra, text };
}

/** Terraform's message for the first refusal that holds, as hashicorp/aws writes it; undefined when AWS agrees. */
export function refusalOf(
  refusals: readonly Refusal[],
  on: Refusal["on"],
  asked: Asked,
  lifted: boolean,
): string | undefined {
  for (const refusal of refusals) {
    if (refusal.on !== on || (lifted && refusal.lifted)) continue;
    const text = refusal.text(asked);
    if (text !== undefined) return `operation error ${refusal.operation}, ${refusal.code}: ${text}`;
  }
  return undefined;
}
