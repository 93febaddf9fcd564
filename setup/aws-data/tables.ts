import { isObject, listed, objectOf } from "../../terraform/json";
import type { ApiModels } from "./api-model";
import type { Sources } from "./sources";

/** Sizes by family: `m7g.large` and `m7g.xlarge` are `{ m7g: "large xlarge" }`, in an order that does not change by itself. */
export function byFamily(types: Iterable<string>): Record<string, string> {
  const sizes = new Map<string, string[]>();
  for (const type of [...new Set(types)].sort()) {
    const dot = type.indexOf(".");
    const [family, size] = dot < 0 ? [type, ""] : [type.slice(0, dot), type.slice(dot + 1)];
    sizes.set(family, [...(sizes.get(family) ?? []), size]);
  }
  return Object.fromEntries([...sizes].map(([family, own]) => [family, own.join(" ")]));
}

/** Partitions with their regions, and the zones of each. */
export function regionTable(sources: Sources): unknown {
  const zones = sources.zones;
  const endpoints = listed(objectOf(sources.botocoreData("endpoints.json")).partitions).map(objectOf);
  const partitions = listed(objectOf(sources.botocoreData("partitions.json")).partitions).map(objectOf);
  return partitions.map(({ id, outputs, regions: all }) => {
    const announced = Object.keys(objectOf(all)).filter((region) => !region.endsWith("-global"));
    const open = Object.keys(objectOf(endpoints.find(({ partition }) => partition === id)?.regions));
    return {
      name: id,
      dnsSuffix: objectOf(outputs).dnsSuffix,
      regions: Object.fromEntries(
        [...new Set([...open, ...announced])]
          .sort()
          .map((region) => [region, (zones[region] ?? []).map((zone) => zone.slice(region.length)).join("")]),
      ),
    };
  });
}

/** Of the `allOf` of a schema, each condition with what follows. */
function branches(
  schema: unknown,
  then: string,
): { conditions: Readonly<Record<string, unknown>>; values: string[] }[] {
  return listed(objectOf(schema).allOf).map((branch) => {
    const { if: condition, then: consequence } = objectOf(branch);
    return {
      conditions: objectOf(objectOf(condition).properties),
      values: texts(objectOf(objectOf(objectOf(consequence).properties)[then]).enum),
    };
  });
}

const texts = (value: unknown): string[] => listed(value).filter((one) => typeof one === "string");

/** The engines that this project is about, with versions and classes; and by version, which families it runs on. */
export function databaseTable(sources: Sources): unknown {
  const ENGINES = ["aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres"];
  const versions = branches(sources.cloudFormation("aws_rds_dbinstance/engine_version.json"), "EngineVersion");
  const regions = Object.values(objectOf(sources.cloudFormation("aws_rds_dbinstance/dbinstanceclass_enum.json")));
  const byRegion = regions.flatMap((region) => branches(region, "DBInstanceClass"));
  const byVersion = branches(sources.cloudFormation("aws_rds_dbinstance/db_instance_class.json"), "DBInstanceClass");
  const engines = ENGINES.map((engine) => {
    const table = {
      versions: versions.flatMap(({ conditions, values }) => (engineOf(conditions) === engine ? values : [])),
      classes: byFamily(
        byRegion.flatMap(({ conditions, values }) => (engineOf(conditions) === engine ? values.map(bare) : [])),
      ),
    };
    return [engine, table] as const;
  });
  // One list a version for all engines together; which engine has which class is said above.
  const ours = engines.flatMap(([engine, { versions: all }]) => (/mysql|mariadb/.test(engine) ? all : []));
  const families = byVersion
    .filter(({ conditions }) => engineOf(conditions) === "mysql")
    .map(
      ({ conditions, values }) => [versionOf(conditions), Object.keys(byFamily(values.map(bare))).join(" ")] as const,
    )
    .filter(([version]) => ours.some((one) => one.startsWith(`${version}.`)));
  return { engines: Object.fromEntries(engines), familiesByVersion: Object.fromEntries(families.sort()) };
}

const bare = (name: string): string => name.replace(/^(db|cache)\./, "");
const engineOf = (conditions: Readonly<Record<string, unknown>>): unknown => objectOf(conditions.Engine).const;

/** `^(8\.4\..+|8\.4)$` → 8.4 */
const versionOf = (conditions: Readonly<Record<string, unknown>>): string =>
  (/\|(.*)\)\$$/.exec(String(objectOf(conditions.EngineVersion).pattern))?.[1] ?? "").replaceAll("\\", "");

export function cacheTable(sources: Sources): unknown {
  const regions = Object.values(
    objectOf(sources.cloudFormation("aws_elasticache_cachecluster/cachenodetype_enum.json")),
  );
  const versions = branches(
    sources.cloudFormation("aws_elasticache_cachecluster/engine_version.json"),
    "EngineVersion",
  );
  const engines = versions.filter(({ conditions }) => typeof engineOf(conditions) === "string");
  return {
    engines: Object.fromEntries(engines.map(({ conditions, values }) => [engineOf(conditions), { versions: values }])),
    nodes: byFamily(regions.filter(isObject).flatMap(({ enum: nodes }) => texts(nodes).map(bare))),
  };
}

export const instanceTypeTable = (models: ApiModels): unknown => byFamily(models.enumOf("ec2", "InstanceType"));

/** What may stand before `.amazonaws.com` in a principal, as far as the sources tell. */
export function principalTable(sources: Sources, models: ApiModels): unknown {
  const named = sources.managedPolicies.matchAll(/\b([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*)\.amazonaws\.com\b/g);
  const services = [...models.prefixes, ...[...named].map(([, name = ""]) => name)].map((name) => name.toLowerCase());
  return [...new Set(services)].filter((name) => !/-\d/.test(name)).sort();
}

/** Names of the policies that AWS manages, by path. */
export function managedPolicyTable({ managedPolicies }: Sources): unknown {
  const [, json = "{}"] = /"""([\s\S]*)"""/.exec(managedPolicies) ?? [];
  const paths: Record<string, string[]> = {};
  for (const [name, policy] of Object.entries(objectOf(JSON.parse(json)))) {
    const { Path: path = "/" } = objectOf(policy) as { Path?: string };
    paths[path] = [...(paths[path] ?? []), name];
  }
  return Object.fromEntries(
    Object.entries(paths)
      .sort()
      .map(([path, names]) => [path, names.sort()]),
  );
}
