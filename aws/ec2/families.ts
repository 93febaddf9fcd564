import { kept } from "../kept";

/** Sizes by family, as `{ m7g: "large xlarge" }`. */
export type Families = Readonly<Record<string, string>>;

interface InstanceTypes {
  readonly families: Families;
}

export interface Named {
  readonly family: string;
  readonly size: string;
}

/** `m7g.large` → m7g and large; a name without a dot is a family with one size. */
export function split(name: string): Named {
  const dot = name.indexOf(".");
  return dot < 0 ? { family: name, size: "" } : { family: name.slice(0, dot), size: name.slice(dot + 1) };
}

export const has = (families: Families, { family, size }: Named): boolean =>
  families[family]?.split(" ").includes(size) === true;

/** Whether EC2 has an instance type. Source: the enum InstanceType of EC2's API. */
export const isInstanceType = (name: string): boolean => has(instanceTypes(), split(name));

/** All instance types of EC2, by family. */
export const instanceTypes = (): Families => kept<InstanceTypes>("ec2/instance-types.json").families;

/**
 * Whether a type is of a generation that a service's list does not have yet, of a series (m, r, t …) that it has: what AWS brings out
 * after the list was written. Only types that EC2 has are.
 */
export function isNewer(name: Named, families: Families): boolean {
  const own = generation(name.family);
  if (own === undefined || !has(instanceTypes(), name)) return false;
  const known = Object.keys(families).flatMap((family) => generation(family) ?? []);
  const same = known.filter(({ series }) => series === own.series);
  return same.length > 0 && same.every(({ number }) => number < own.number);
}

/** `m7g` → series m, generation 7 */
function generation(family: string): { series: string; number: number } | undefined {
  const [, series, number] = /^([a-z]+)(\d+)/.exec(family) ?? [];
  return series === undefined || number === undefined ? undefined : { series, number: Number(number) };
}
