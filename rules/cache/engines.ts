import { nodeRefusal } from "../../aws/elasticache/engines";
import { cacheParameterRefusal } from "../../aws/elasticache/parameters";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest";
const CACHES = ["aws_elasticache_replication_group", "aws_elasticache_cluster"];

export const cacheEngineRules: readonly Rule[] = [
  {
    id: "cache-node-type",
    trap: 32,
    title: "A node type is one that ElastiCache has",
    source: `${GUIDE}/dg/CacheNodes.SupportedTypes.html`,
    severity: "error",
    fix: "Take a type that exists; npm run aws-data brings in those that are newer than the kept list.",
    on: CACHES,
    *check(resource) {
      const type = resource.text("node_type");
      const refusal = type === undefined ? undefined : nodeRefusal(type);
      if (refusal !== undefined) yield resource.problem("node_type", refusal);
    },
  },
  {
    id: "cache-parameter",
    trap: 32,
    title: "A parameter of a cache is one that its family has, with a value of it",
    source: `${GUIDE}/dg/ParameterGroups.Engine.html`,
    severity: "error",
    fix: "Write name and value as the engine has them.",
    on: ["aws_elasticache_parameter_group"],
    *check(resource) {
      for (const parameter of resource.blocks("parameter")) {
        const name = parameter.text("name");
        const refusal = name === undefined ? undefined : cacheParameterRefusal(name, parameter.text("value"));
        if (refusal !== undefined) yield parameter.problem(refusal.of, refusal.rule);
      }
    },
  },
];
