import { byName, type Inventing, type KnownTypes, text } from "../knowledge";
import type { Value } from "../value";

const PORTS: Record<string, number> = {
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  "aurora-mysql": 3306,
  "aurora-postgresql": 5432,
};
const databaseHost = (label: Value | undefined, { region, hex }: Inventing, cluster = "") =>
  `${text(label)}.${cluster}c${hex(11, "rds")}.${region}.rds.amazonaws.com`;
const databasePort = ({ known }: Inventing) =>
  typeof known.port === "number" ? known.port : (PORTS[text(known.engine)] ?? 3306);

export const rds: KnownTypes = {
  aws_db_instance: {
    id: "db-{HEX26}",
    arn: "rds:{region}:{account}:db:{identifier}",
    computed: {
      address: (resource) => databaseHost(resource.known.identifier, resource),
      endpoint: (resource) => `${databaseHost(resource.known.identifier, resource)}:${databasePort(resource)}`,
      port: databasePort,
      resource_id: ({ known }) => known.id,
      engine_version_actual: ({ known }) => known.engine_version,
    },
    replacedBy: ["engine", "username", "db_name", "availability_zone", "storage_encrypted", "kms_key_id"],
  },
  aws_rds_cluster: {
    id: "{cluster_identifier}",
    arn: "rds:{region}:{account}:cluster:{cluster_identifier}",
    computed: {
      endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-"),
      reader_endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-ro-"),
      port: databasePort,
    },
  },
  aws_rds_cluster_instance: {
    id: "{identifier}",
    arn: "rds:{region}:{account}:db:{identifier}",
    computed: {
      endpoint: (resource) => databaseHost(resource.known.identifier, resource),
      port: databasePort,
    },
  },
  aws_db_subnet_group: { ...byName("rds:{region}:{account}:subgrp:{name}"), replacedBy: ["name", "name_prefix"] },
  aws_db_parameter_group: {
    ...byName("rds:{region}:{account}:pg:{name}"),
    replacedBy: ["name", "name_prefix", "family"],
  },
  aws_rds_cluster_parameter_group: byName("rds:{region}:{account}:cluster-pg:{name}"),
  aws_db_option_group: byName("rds:{region}:{account}:og:{name}"),
  aws_db_proxy: {
    ...byName("rds:{region}:{account}:db-proxy:prx-{hex17}"),
    computed: {
      endpoint: ({ known, region, hex }) => `${text(known.name)}.proxy-c${hex(11, "rds")}.${region}.rds.amazonaws.com`,
    },
  },
  aws_db_proxy_default_target_group: {
    id: "{db_proxy_name}",
    arn: "rds:{region}:{account}:target-group:prx-tg-{hex17}",
    computed: { name: () => "default" },
  },
  aws_db_proxy_target: { id: "{db_proxy_name}/{target_group_name}/{hash}" },
};
