import { byName, type Inventing, type KnownTypes, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { inUse, quota, taken } from "../refusal";
import type { Value } from "../value";
import { advancedInsights, finalSnapshot, major, parametersAsKept, protectedInstance } from "./rds-refusals";

const QUOTAS = { source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html" };

const PORTS: Record<string, number> = {
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  "aurora-mysql": 3306,
  "aurora-postgresql": 5432,
};
const databaseHost = (label: Value | undefined, { region, hex }: Inventing, cluster = "") =>
  `${text(label)}.${cluster}c${hex(11, "rds")}.${region}.rds.${dnsSuffix({ region })}`;
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
    heldWhenDeleted: ({ skip_final_snapshot: skip }) => skip !== true,
    refuses: [
      taken("RDS: CreateDBInstance", "DBInstanceAlreadyExists", ["identifier"], () => "DB instance already exists"),
      protectedInstance(
        "RDS: DeleteDBInstance",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
      ),
      ...finalSnapshot("RDS: DeleteDBInstance", "DBSnapshotAlreadyExists", "aws_db_instance"),
      ...advancedInsights({ create: "RDS: CreateDBInstance", update: "RDS: ModifyDBInstance" }, "instance"),
      {
        on: "update",
        operation: "RDS: ModifyDBInstance",
        code: "InvalidParameterCombination",
        when: "its storage would shrink",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html",
        text: ({ state, prior }) =>
          Number(state.allocated_storage) < Number(prior?.allocated_storage)
            ? "Invalid storage size for engine name mysql and storage type gp3: allocated storage cannot be reduced"
            : undefined,
      },
      {
        on: "update",
        operation: "RDS: ModifyDBInstance",
        code: "InvalidParameterCombination",
        when: "another major version without allow_major_version_upgrade",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html",
        text: ({ state, prior }) =>
          state.allow_major_version_upgrade !== true && major(state.engine_version) !== major(prior?.engine_version)
            ? "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
            : undefined,
      },
    ],
  },
  aws_rds_cluster: {
    id: "{cluster_identifier}",
    arn: "rds:{region}:{account}:cluster:{cluster_identifier}",
    computed: {
      endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-"),
      reader_endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-ro-"),
      port: databasePort,
    },
    heldWhenDeleted: ({ skip_final_snapshot: skip }) => skip !== true,
    refuses: [
      taken(
        "RDS: CreateDBCluster",
        "DBClusterAlreadyExistsFault",
        ["cluster_identifier"],
        () => "DB Cluster already exists",
      ),
      protectedInstance(
        "RDS: DeleteDBCluster",
        "Cannot delete protected Cluster, please disable deletion protection and try again.",
      ),
      ...finalSnapshot("RDS: DeleteDBCluster", "DBClusterSnapshotAlreadyExistsFault", "aws_rds_cluster"),
      ...advancedInsights({ create: "RDS: CreateDBCluster", update: "RDS: ModifyDBCluster" }, "cluster"),
      inUse(
        "RDS: DeleteDBCluster",
        "InvalidDBClusterStateFault",
        "cluster_identifier",
        [["aws_rds_cluster_instance", "cluster_identifier"]],
        () => "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
      ),
    ],
  },
  aws_rds_cluster_instance: {
    id: "{identifier}",
    arn: "rds:{region}:{account}:db:{identifier}",
    computed: {
      endpoint: (resource) => databaseHost(resource.known.identifier, resource),
      port: databasePort,
    },
    refuses: [
      taken("RDS: CreateDBInstance", "DBInstanceAlreadyExists", ["identifier"], () => "DB instance already exists"),
    ],
  },
  aws_db_subnet_group: {
    ...byName("rds:{region}:{account}:subgrp:{name}"),
    refuses: [
      taken(
        "RDS: CreateDBSubnetGroup",
        "DBSubnetGroupAlreadyExists",
        ["name"],
        ({ state }) => `The DB subnet group '${state.name}' already exists.`,
      ),
      inUse(
        "RDS: DeleteDBSubnetGroup",
        "InvalidDBSubnetGroupStateFault",
        "name",
        [
          ["aws_db_instance", "db_subnet_group_name"],
          ["aws_rds_cluster", "db_subnet_group_name"],
        ],
        ({ state }, user) =>
          `Cannot delete the subnet group '${state.name}' because at least one database ${user.cluster_identifier ? "cluster" : "instance"}: ${user.cluster_identifier ?? user.identifier} is still using it.`,
        { source: "anomalyco/sst#4026" },
      ),
    ],
  },
  aws_db_parameter_group: {
    ...byName("rds:{region}:{account}:pg:{name}"),
    returned: (state) => ({ ...state, parameter: parametersAsKept(state, "instance") }),
    refuses: [
      taken(
        "RDS: CreateDBParameterGroup",
        "DBParameterGroupAlreadyExists",
        ["name"],
        ({ state }) => `Parameter group ${state.name} already exists`,
      ),
      quota(
        "RDS: CreateDBParameterGroup",
        "DBParameterGroupQuotaExceeded",
        50,
        "Parameter group quota exceeded",
        QUOTAS,
      ),
      inUse(
        "RDS: DeleteDBParameterGroup",
        "InvalidDBParameterGroupState",
        "name",
        [
          ["aws_db_instance", "parameter_group_name"],
          ["aws_rds_cluster_instance", "db_parameter_group_name"],
        ],
        ({ state }) =>
          `One or more database instances are still members of this parameter group ${state.name}, so the group cannot be deleted`,
        { source: "hashicorp/terraform#29232" },
      ),
    ],
  },
  aws_rds_cluster_parameter_group: {
    ...byName("rds:{region}:{account}:cluster-pg:{name}"),
    returned: (state) => ({ ...state, parameter: parametersAsKept(state, "cluster") }),
    refuses: [
      taken(
        "RDS: CreateDBClusterParameterGroup",
        "DBParameterGroupAlreadyExists",
        ["name"],
        ({ state }) => `Parameter group ${state.name} already exists`,
      ),
      inUse(
        "RDS: DeleteDBClusterParameterGroup",
        "InvalidDBParameterGroupState",
        "name",
        [["aws_rds_cluster", "db_cluster_parameter_group_name"]],
        ({ state }) =>
          `One or more database clusters are still members of this parameter group ${state.name}, so the group cannot be deleted`,
      ),
    ],
  },
  aws_db_option_group: byName("rds:{region}:{account}:og:{name}"),
  aws_db_proxy: {
    ...byName("rds:{region}:{account}:db-proxy:prx-{hex17}"),
    refuses: [
      taken(
        "RDS: CreateDBProxy",
        "DBProxyAlreadyExistsFault",
        ["name"],
        ({ state }) => `DB proxy ${state.name} already exists`,
      ),
    ],
    computed: {
      endpoint: ({ known, region, hex }) =>
        `${text(known.name)}.proxy-c${hex(11, "rds")}.${region}.rds.${dnsSuffix({ region })}`,
    },
  },
  aws_db_proxy_default_target_group: {
    id: "{db_proxy_name}",
    arn: "rds:{region}:{account}:target-group:prx-tg-{hex17}",
    computed: { name: () => "default" },
  },
  aws_db_proxy_target: { id: "{db_proxy_name}/{target_group_name}/{hash}" },
};
