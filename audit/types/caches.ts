import { isTrue, textOf } from "../../terraform/json";
import { bad, good, keyName, plain, type Question } from "../facts/finding";
import type { AuditedTypes } from "./audited-type";
import { databaseDetail } from "./databases";
import { days } from "./days";
import { always, withKey } from "./encryption";
import { own, through } from "./subnets";

const backup: Question = ({ json }) => {
  const kept = Number(json.snapshot_retention_limit ?? 0);
  return kept > 0 ? good(`snapshots, ${days(kept)}`) : plain("none: a cache can be filled again");
};

export const caches: AuditedTypes = {
  aws_elasticache_replication_group: {
    box: {
      title: "ElastiCache",
      group: "data",
      subnets: through("subnet_group_name", "aws_elasticache_subnet_group"),
      detail: databaseDetail,
    },
    atRest: (resource) => {
      if (!isTrue(resource.json.at_rest_encryption_enabled)) return bad("at_rest_encryption_enabled is not set");
      return good(withKey(keyName(resource, "kms_key_id")));
    },
    inTransit: ({ json }) =>
      isTrue(json.transit_encryption_enabled)
        ? good(`TLS${json.transit_encryption_mode === "preferred" ? " preferred" : " required"}`)
        : bad("no TLS"),
    backup,
  },
  aws_elasticache_serverless_cache: {
    box: {
      title: "ElastiCache",
      group: "data",
      subnets: own("subnet_ids"),
      detail: ({ json }) => `${textOf(json.engine) ?? ""} serverless`,
    },
    atRest: always("kms_key_id"),
    inTransit: () => good("TLS, always"),
    backup,
  },
};
