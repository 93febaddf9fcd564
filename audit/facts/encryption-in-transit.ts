import { blockOf, blocksOf, isTrue, type JsonObject, textOf } from "../../terraform/json";
import { bad, type Finding, good, type Question, type Questions, warn } from "./finding";
import type { Resource } from "./resource";
import type { System } from "./system";

/** Parameters with which a database refuses connections without TLS. */
const TLS_PARAMETERS: Readonly<Record<string, ReadonlySet<string>>> = {
  require_secure_transport: new Set(["ON", "on", "1"]),
  "rds.force_ssl": new Set(["1"]),
};

function database(argument: string, type: string): Question {
  return (resource, system) => {
    const [group] = system.targets(resource.stack, resource.body[argument], type);
    const wanted = blocksOf(group?.body.parameter).find(({ name, value }) =>
      TLS_PARAMETERS[textOf(name) ?? ""]?.has(textOf(value) ?? ""),
    );
    return wanted ? good(`TLS required (${textOf(wanted.name)})`) : warn("TLS offered, not required");
  };
}

/** Whether the policy denies requests that come without TLS. */
function deniesPlain(policies: readonly Resource[]): boolean {
  return policies.some(({ body }) => {
    const text = textOf(body.policy) ?? "";
    return text.includes("aws:SecureTransport") && text.includes('"Deny"');
  });
}

const listener: Question = ({ body }, system): Finding => {
  const protocol = textOf(body.protocol) ?? "";
  if (protocol === "HTTPS" || protocol === "TLS")
    return good(`${protocol}, ${textOf(body.ssl_policy) ?? "default policy"}`);
  const action = blockOf(body.default_action);
  if (blockOf(action.redirect).protocol === "HTTPS") return good("redirects to HTTPS");
  const internal = system.of("aws_lb").length > 0 && system.of("aws_lb").every((lb) => isTrue(lb.body.internal));
  return internal ? warn(`${protocol} within the VPC`) : bad(`${protocol}, not encrypted`);
};

function volumeTransit(body: JsonObject): Finding | undefined {
  const shared = blocksOf(body.volume).flatMap((volume) => blocksOf(volume.efs_volume_configuration));
  if (shared.length === 0) return undefined;
  const encrypted = shared.every(({ transit_encryption }) => transit_encryption === "ENABLED");
  return encrypted ? good("EFS volumes mounted with TLS") : bad("an EFS volume is mounted without TLS");
}

const distribution: Question = ({ body }): Finding => {
  const behaviors = [...blocksOf(body.default_cache_behavior), ...blocksOf(body.ordered_cache_behavior)];
  const open = behaviors.some(({ viewer_protocol_policy }) => viewer_protocol_policy === "allow-all");
  const minimum = textOf(blockOf(body.viewer_certificate).minimum_protocol_version) ?? "CloudFront's own certificate";
  return open ? bad("HTTP is answered") : good(`HTTPS only, ${minimum}`);
};

/** Whether what goes to and from a resource is encrypted on the way. */
export const ENCRYPTION_IN_TRANSIT: Questions = {
  aws_cloudfront_distribution: distribution,
  aws_db_instance: database("parameter_group_name", "aws_db_parameter_group"),
  aws_db_proxy: ({ body }) => (isTrue(body.require_tls) ? good("TLS required") : bad("TLS is the client's choice")),
  aws_ecs_task_definition: ({ body }) => volumeTransit(body),
  aws_efs_file_system: (resource: Resource, system: System) =>
    deniesPlain(system.referring(resource, "file_system_id", "aws_efs_file_system_policy"))
      ? good("TLS required by its policy")
      : warn("TLS is the client's choice"),
  aws_elasticache_replication_group: ({ body }) =>
    isTrue(body.transit_encryption_enabled)
      ? good(`TLS${body.transit_encryption_mode === "preferred" ? " preferred" : " required"}`)
      : bad("no TLS"),
  aws_elasticache_serverless_cache: () => good("TLS, always"),
  aws_lb_listener: listener,
  aws_lb_target_group: ({ body }) =>
    body.protocol === "HTTPS" || body.protocol === "TLS"
      ? good(String(body.protocol))
      : warn(`${textOf(body.protocol) ?? "not set"} within the VPC`),
  aws_rds_cluster: database("db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group"),
  aws_s3_bucket: (resource, system) =>
    deniesPlain(system.referring(resource, "bucket", "aws_s3_bucket_policy"))
      ? good("TLS required by its policy")
      : warn("TLS is the client's choice"),
};
