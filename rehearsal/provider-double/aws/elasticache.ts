import { byName, type KnownTypes, text } from "../knowledge";
import { dnsSuffix } from "../place";
import { inUse, taken } from "../refusal";
import type { Value } from "../value";

export const elasticache: KnownTypes = {
  aws_elasticache_replication_group: {
    id: "{replication_group_id}",
    arn: "elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
    computed: {
      primary_endpoint_address: ({ known, region, hex }) =>
        `master.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.${dnsSuffix({ region })}`,
      reader_endpoint_address: ({ known, region, hex }) =>
        `replica.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.${dnsSuffix({ region })}`,
      port: () => 6379,
    },
    refuses: [
      taken(
        "ElastiCache: CreateReplicationGroup",
        "ReplicationGroupAlreadyExists",
        ["replication_group_id"],
        ({ state }) => `Replication group ${state.replication_group_id} already exists.`,
      ),
    ],
  },
  aws_elasticache_subnet_group: {
    ...byName("elasticache:{region}:{account}:subnetgroup:{name}"),
    refuses: [
      taken(
        "ElastiCache: CreateCacheSubnetGroup",
        "CacheSubnetGroupAlreadyExists",
        ["name"],
        ({ state }) => `Cache subnet group ${state.name} already exists.`,
      ),
      inUse(
        "ElastiCache: DeleteCacheSubnetGroup",
        "CacheSubnetGroupInUse",
        "name",
        [["aws_elasticache_replication_group", "subnet_group_name"]],
        ({ state }) => `Cache subnet group ${state.name} is currently in use by a cache cluster.`,
        { source: "terraform-aws-modules/terraform-aws-elasticache#29" },
      ),
    ],
  },
  aws_elasticache_parameter_group: {
    ...byName("elasticache:{region}:{account}:parametergroup:{name}"),
    refuses: [
      taken(
        "ElastiCache: CreateCacheParameterGroup",
        "CacheParameterGroupAlreadyExists",
        ["name"],
        ({ state }) => `Parameter group ${state.name} already exists`,
      ),
      inUse(
        "ElastiCache: DeleteCacheParameterGroup",
        "InvalidCacheParameterGroupState",
        "name",
        [["aws_elasticache_replication_group", "parameter_group_name"]],
        ({ state }) =>
          `One or more cache clusters are still members of this parameter group ${state.name}, so the group cannot be deleted.`,
      ),
    ],
  },
  aws_elasticache_user: {
    id: "{user_id}",
    arn: "elasticache:{region}:{account}:user:{user_id}",
    refuses: [
      taken(
        "ElastiCache: CreateUser",
        "UserAlreadyExists",
        ["user_id"],
        ({ state }) => `User ${state.user_id} already exists.`,
      ),
    ],
  },
  aws_elasticache_user_group: {
    id: "{user_group_id}",
    arn: "elasticache:{region}:{account}:usergroup:{user_group_id}",
    refuses: [
      taken(
        "ElastiCache: CreateUserGroup",
        "UserGroupAlreadyExists",
        ["user_group_id"],
        ({ state }) => `User group ${state.user_group_id} already exists.`,
      ),
      {
        on: "create",
        operation: "ElastiCache: CreateUserGroup",
        code: "DefaultUserRequired",
        when: "no user named default is in a group for Redis OSS",
        source: "hashicorp/terraform-provider-aws#25593",
        text: ({ state, inventory }) => {
          const ids = Array.isArray(state.user_ids) ? state.user_ids : [];
          const isDefault = (id: Value) =>
            id === "default" || inventory.find("aws_elasticache_user", "user_id", id)?.user_name === "default";
          return String(state.engine).toLowerCase() === "redis" && !ids.some(isDefault)
            ? "User group needs to contain a user with the user name default."
            : undefined;
        },
      },
    ],
  },
  aws_elasticache_serverless_cache: byName("elasticache:{region}:{account}:serverlesscache:{name}"),
};
