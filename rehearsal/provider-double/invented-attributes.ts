import { type Inventing, type Maker, privateAddress } from "./knowledge";
import { knownType } from "./known-types";
import { dnsSuffix, partitionName } from "./place";
import type { Value } from "./value";

/** Attributes that mean the same wherever they stand; the first pattern that fits makes the value. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [/^(?:name|bucket|identifier|cluster_identifier|family)$/, ({ name }) => name],
  [/^name_prefix$|_prefix$/, () => ""],
  [/^(?:owner_id|owner|registry_id|account_id|owner_account_id)$/, ({ account }) => account],
  [/^(?:region|bucket_region)$/, ({ region }) => region],
  [/^availability_zone(?:_id)?$/, ({ region }) => `${region}a`],
  [
    /^uniqueid$|^(?:creation|created|last_modified|last_updated|update|modified)_?(?:date|time|at)?$|_(?:date|time|at)$/,
    () => "2026-01-01T00:00:00Z",
  ],
  [/^(?:status|state)$/, () => "ACTIVE"],
  [
    /arn$/,
    ({ type, region, account, hex }) =>
      `arn:${partitionName({ region })}:${serviceOf(type)}:${region}:${account}:${hex(8, "arn")}`,
  ],
  [
    /(?:^|_)private_dns(?:_name)?$/,
    (resource) => `ip-${privateAddress(resource).replaceAll(".", "-")}.${resource.region}.compute.internal`,
  ],
  [
    /(?:^|_)(?:dns_name|endpoint|hostname|address|domain|domain_name)$/,
    ({ name, region, type, hex }) => `${name || hex(12)}.${serviceOf(type)}.${region}.${dnsSuffix({ region })}`,
  ],
  [/(?:^|_)public_ip$/, ({ hex }) => `203.0.113.${Number.parseInt(hex(2), 16)}`],
  [/(?:^|_)(?:private_ip|ip_address|ip)$/, (resource) => privateAddress(resource)],
  [/(?:^|_)cidr_block$/, () => "10.0.0.0/16"],
  [
    /(?:^|_)ur[li]$/,
    ({ name, region, type }) => `https://${serviceOf(type)}.${region}.${dnsSuffix({ region })}/${name}`,
  ],
  [/version$/, () => "1"],
  [/_id$/, ({ type, hex }) => `${serviceOf(type)}-${hex(17, "id")}`],
];

/** A value for one computed text, number or list, or undefined when nothing is known about the attribute. */
export function inventAttribute(attribute: string, resource: Inventing): Value | undefined {
  const own = knownType(resource.type).computed?.[attribute];
  if (own) return own(resource);
  return BY_NAME.find(([pattern]) => pattern.test(attribute))?.[1](resource);
}

/** `aws_ecs_service` belongs to `ecs`. */
export function serviceOf(type: string): string {
  return type.split("_")[1] ?? type;
}
