import { type Families, has, isNewer, split } from "../ec2/families";
import { kept } from "../kept";
import { mayExist } from "../versions";

interface Databases {
  readonly engines: Readonly<Record<string, { readonly versions: readonly string[]; readonly classes: Families }>>;
  /** Families that run a version such as 8.4, of all engines together. */
  readonly familiesByVersion: Readonly<Record<string, string>>;
}

const databases = (): Databases => kept<{ databases: Databases }>("rds/engines.json").databases;

/** What an engine's class or version is not: a rule, without the value. */
export type Refusal = string | undefined;

/** Whether RDS has a version of an engine. Engines that are not kept are not judged. Source: RDS's API DescribeDBEngineVersions, by cfn-lint. */
export function versionRefusal(engine: string, version: string): Refusal {
  const known = databases().engines[engine]?.versions;
  return known === undefined || mayExist(version, known) ? undefined : `is no version that RDS has of ${engine}`;
}

/**
 * Whether RDS has an instance class for an engine and its version.
 *
 * A class that RDS does not list, of a generation that EC2 has and RDS's list has not reached, may exist by now and passes.
 * Source: RDS's price list and its API DescribeOrderableDBInstanceOptions, by cfn-lint.
 *
 * @param version - 8.4 or 8.4.3. @default - any
 */
export function classRefusal(engine: string, instanceClass: string, version?: string): Refusal {
  if (!instanceClass.startsWith("db.")) return "is no instance class: it begins with db.";
  const { engines, familiesByVersion } = databases();
  const classes = engines[engine]?.classes;
  if (classes === undefined) return undefined;
  const name = split(instanceClass.slice("db.".length));
  if (!has(classes, name)) return isNewer(name, classes) ? undefined : `is no class that RDS has for ${engine}`;
  const families = familiesOf(familiesByVersion, version);
  if (families === undefined || families.includes(name.family) || isNewer(name, asFamilies(families))) return undefined;
  return `is no class for ${engine} ${version}`;
}

/** Of 8.4.3 those of 8.4, of `8.0.mysql_aurora.3.10.0` those of 8.0. */
function familiesOf(byVersion: Databases["familiesByVersion"], version = ""): string[] | undefined {
  return byVersion[version.split(".").slice(0, 2).join(".")]?.split(" ");
}

const asFamilies = (families: readonly string[]): Families =>
  Object.fromEntries(families.map((family) => [family, ""]));
