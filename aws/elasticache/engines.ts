import { type Families, has, isNewer, split } from "../ec2/families";
import { kept } from "../kept";
import { mayExist } from "../versions";

interface Caches {
  readonly engines: Readonly<Record<string, { readonly versions: readonly string[] }>>;
  readonly nodes: Families;
}

const caches = (): Caches => kept<{ caches: Caches }>("elasticache/engines.json").caches;

/** Whether ElastiCache has a node type; one of a generation that EC2 has and the list has not reached passes. Source: its price list, by cfn-lint. */
export function nodeRefusal(nodeType: string): string | undefined {
  if (!nodeType.startsWith("cache.")) return "is no node type: it begins with cache.";
  const name = split(nodeType.slice("cache.".length));
  const { nodes } = caches();
  return has(nodes, name) || isNewer(name, nodes) ? undefined : "is no node type that ElastiCache has";
}

/** Whether ElastiCache has a version of an engine. Source: its API DescribeCacheEngineVersions, by cfn-lint. */
export function cacheVersionRefusal(engine: string, version: string): string | undefined {
  const known = caches().engines[engine]?.versions;
  // Redis from 6 on is named without its patch, or with x for it.
  const wanted = version.replace(/\.x$/, "");
  return known === undefined || mayExist(wanted, known) ? undefined : `is no version that ElastiCache has of ${engine}`;
}
