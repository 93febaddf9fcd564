import { byName, type KnownTypes, text } from "../knowledge";

export const elasticache: KnownTypes = {
  aws_elasticache_replication_group: {
    id: "{replication_group_id}",
    arn: "elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
    computed: {
      primary_endpoint_address: ({ known, region, hex }) =>
        `master.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.amazonaws.com`,
      reader_endpoint_address: ({ known, region, hex }) =>
        `replica.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.amazonaws.com`,
      port: () => 6379,
    },
    replacedBy: ["replication_group_id", "subnet_group_name", "port"],
  },
  aws_elasticache_subnet_group: byName("elasticache:{region}:{account}:subnetgroup:{name}"),
  aws_elasticache_parameter_group: byName("elasticache:{region}:{account}:parametergroup:{name}"),
  aws_elasticache_user: { id: "{user_id}", arn: "elasticache:{region}:{account}:user:{user_id}" },
  aws_elasticache_user_group: {
    id: "{user_group_id}",
    arn: "elasticache:{region}:{account}:usergroup:{user_group_id}",
  },
  aws_elasticache_serverless_cache: byName("elasticache:{region}:{account}:serverlesscache:{name}"),
};
