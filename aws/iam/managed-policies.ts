import { kept } from "../kept";
import { nearest } from "../nearest";

interface ManagedPolicies {
  /** Names by path. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

/** `arn:aws:iam::aws:policy/service-role/Name`: path and name. */
const ARN = /^arn:[\w-]+:iam::aws:policy(\/(?:[^/]+\/)*)([^/]+)$/;

/**
 * What is wrong with the ARN of a policy that AWS manages: another path, or a name close to one that exists. A name that is close to
 * none may be newer than the kept list.
 *
 * @returns undefined when nothing is
 */
export function wrongManagedPolicy(arn: string): string | undefined {
  const [, path, name] = ARN.exec(arn) ?? [];
  if (path === undefined || name === undefined) return undefined;
  const { paths } = kept<ManagedPolicies>("iam/managed-policies.json");
  const homes = Object.keys(paths).filter((one) => paths[one]?.includes(name));
  if (homes.includes(path)) return undefined;
  if (homes[0] !== undefined) return `its path is ${homes[0]}`;
  const near = nearest(name, Object.values(paths).flat());
  return near && `AWS has ${near}`;
}
