import type { ObjectValue, Value } from "./value";

/** What a maker of one attribute may look at. */
export interface Inventing {
  readonly type: string;
  /** The values that are already known, among them the id and the ARN. */
  readonly known: ObjectValue;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** `count` characters that stay the same for the same resource and `salt`. */
  readonly hex: (count: number, salt?: string) => string;
}

type Maker = (resource: Inventing) => Value | undefined;

const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");
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
const afterSlash = (arn: Value | undefined): string => text(arn).split(":").pop()?.split("/").slice(1).join("/") ?? "";

/** Attributes of one type, with the form that AWS documents for them. */
const OF_TYPE: Record<string, Record<string, Maker>> = {
  aws_lb: {
    dns_name: ({ name, known, region, hex }) =>
      `${known.internal === true ? "internal-" : ""}${name}-${Number.parseInt(hex(8), 16)}.${region}.elb.amazonaws.com`,
    zone_id: ({ hex }) => `Z${hex(13, "zone").toUpperCase()}`,
    arn_suffix: ({ known }) => afterSlash(known.arn),
  },
  aws_lb_target_group: { arn_suffix: ({ known }) => text(known.arn).split(":").pop() },
  aws_db_instance: {
    address: (resource) => databaseHost(resource.known.identifier, resource),
    endpoint: (resource) => `${databaseHost(resource.known.identifier, resource)}:${databasePort(resource)}`,
    port: databasePort,
    resource_id: ({ known }) => known.id,
    engine_version_actual: ({ known }) => known.engine_version,
  },
  aws_rds_cluster: {
    endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-"),
    reader_endpoint: (resource) => databaseHost(resource.known.cluster_identifier, resource, "cluster-ro-"),
    port: databasePort,
  },
  aws_rds_cluster_instance: {
    endpoint: (resource) => databaseHost(resource.known.identifier, resource),
    port: databasePort,
  },
  aws_db_proxy: {
    endpoint: ({ known, region, hex }) => `${text(known.name)}.proxy-c${hex(11, "rds")}.${region}.rds.amazonaws.com`,
  },
  aws_db_proxy_default_target_group: { name: () => "default" },
  aws_elasticache_replication_group: {
    primary_endpoint_address: ({ known, region, hex }) =>
      `master.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.amazonaws.com`,
    reader_endpoint_address: ({ known, region, hex }) =>
      `replica.${text(known.replication_group_id)}.${hex(6)}.${region}.cache.amazonaws.com`,
    port: () => 6379,
  },
  aws_efs_file_system: { dns_name: ({ known, region }) => `${text(known.id)}.efs.${region}.amazonaws.com` },
  aws_efs_mount_target: {
    ip_address: (resource) => privateAddress(resource),
    dns_name: ({ known, region }) => `${text(known.file_system_id)}.efs.${region}.amazonaws.com`,
  },
  aws_ecr_repository: {
    repository_url: ({ account, region, name }) => `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    registry_id: ({ account }) => account,
  },
  aws_ecs_task_definition: { arn_without_revision: ({ known }) => text(known.arn).replace(/:\d+$/, "") },
  aws_launch_template: { latest_version: () => 1, default_version: () => 1 },
  aws_s3_bucket: {
    bucket_domain_name: ({ known }) => `${text(known.bucket)}.s3.amazonaws.com`,
    bucket_regional_domain_name: ({ known, region }) => `${text(known.bucket)}.s3.${region}.amazonaws.com`,
    bucket_region: ({ region }) => region,
  },
  aws_cloudfront_distribution: {
    domain_name: ({ hex }) => `d${hex(13)}.cloudfront.net`,
    hosted_zone_id: () => "Z2FDTNDATAQYW2",
    status: () => "Deployed",
  },
  aws_acm_certificate: { domain_validation_options: (resource) => domainValidations(resource), status: () => "ISSUED" },
  aws_route53_zone: {
    name_servers: ({ hex }) =>
      ["com", "net", "org", "co.uk"].map(
        (end, place) => `ns-${Number.parseInt(hex(2), 16) + place * 512}.awsdns-${place}0.${end}`,
      ),
    zone_id: ({ known }) => known.id,
  },
  aws_route53_record: { fqdn: ({ name }) => name },
  aws_kms_key: { key_id: ({ known }) => known.id },
  aws_kms_alias: {
    target_key_arn: ({ known, region, account }) => `arn:aws:kms:${region}:${account}:key/${text(known.target_key_id)}`,
  },
  aws_eip: {
    public_ip: ({ hex }) => `203.0.113.${Number.parseInt(hex(2), 16)}`,
    allocation_id: ({ known }) => known.id,
  },
  aws_iam_role: { unique_id: ({ hex }) => `AROA${hex(17).toUpperCase()}` },
  aws_vpc: {
    main_route_table_id: ({ hex }) => `rtb-${hex(17, "main")}`,
    default_route_table_id: ({ hex }) => `rtb-${hex(17, "main")}`,
    default_security_group_id: ({ hex }) => `sg-${hex(17, "default")}`,
    default_network_acl_id: ({ hex }) => `acl-${hex(17, "default")}`,
    dhcp_options_id: ({ hex }) => `dopt-${hex(17)}`,
    enable_dns_support: () => true,
  },
  aws_secretsmanager_secret_version: { version_id: ({ hex }) => uuid(hex), version_stages: () => ["AWSCURRENT"] },
  aws_vpc_endpoint: { prefix_list_id: ({ hex }) => `pl-${hex(8)}`, state: () => "available" },
  docker_image: {
    image_id: ({ known }) => `sha256:${text(known.id).replace("sha256:", "").slice(0, 64)}`,
    repo_digest: ({ known, hex }) => `${text(known.name).replace(/:[^:/]*$/, "")}@sha256:${hex(64, "digest")}`,
  },
  docker_registry_image: { sha256_digest: ({ known }) => known.id },
};

/** Attributes that mean the same wherever they stand; the first pattern that fits makes the value. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [/^(?:name|bucket|identifier|cluster_identifier|family)$/, ({ name }) => name],
  [/^name_prefix$|_prefix$/, () => ""],
  [/^(?:owner_id|owner|registry_id|account_id|owner_account_id)$/, ({ account }) => account],
  [/^(?:region|bucket_region)$/, ({ region }) => region],
  [/^availability_zone(?:_id)?$/, ({ region }) => `${region}a`],
  [
    /^uniqueid$|^(?:creation|created|last_modified|last_updated|update|modified)_?(?:date|time|at)?$|_(?:date|time|at)$/,
    () => "2026-01-01T00:00:00Z",
  ],
  [/^(?:status|state)$/, () => "ACTIVE"],
  [/arn$/, ({ type, region, account, hex }) => `arn:aws:${serviceOf(type)}:${region}:${account}:${hex(8, "arn")}`],
  [
    /(?:^|_)private_dns(?:_name)?$/,
    (resource) => `ip-${privateAddress(resource).replaceAll(".", "-")}.${resource.region}.compute.internal`,
  ],
  [
    /(?:^|_)(?:dns_name|endpoint|hostname|address|domain|domain_name)$/,
    ({ name, region, type, hex }) => `${name || hex(12)}.${serviceOf(type)}.${region}.amazonaws.com`,
  ],
  [/(?:^|_)public_ip$/, ({ hex }) => `203.0.113.${Number.parseInt(hex(2), 16)}`],
  [/(?:^|_)(?:private_ip|ip_address|ip)$/, (resource) => privateAddress(resource)],
  [/(?:^|_)cidr_block$/, () => "10.0.0.0/16"],
  [/(?:^|_)ur[li]$/, ({ name, region, type }) => `https://${serviceOf(type)}.${region}.amazonaws.com/${name}`],
  [/version$/, () => "1"],
  [/_id$/, ({ type, hex }) => `${serviceOf(type)}-${hex(17, "id")}`],
];

/** A value for one computed text, number or list, or undefined when nothing is known about the attribute. */
export function inventAttribute(attribute: string, resource: Inventing): Value | undefined {
  const own = OF_TYPE[resource.type]?.[attribute];
  if (own) return own(resource);
  return BY_NAME.find(([pattern]) => pattern.test(attribute))?.[1](resource);
}

export function uuid(hex: (count: number, salt?: string) => string, salt = "uuid"): string {
  return hex(32, salt).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
}

/** `aws_ecs_service` belongs to `ecs`. */
export function serviceOf(type: string): string {
  return type.split("_")[1] ?? type;
}

function privateAddress({ hex }: Inventing): string {
  return `10.0.${Number.parseInt(hex(2, "net"), 16)}.${Number.parseInt(hex(2, "host"), 16)}`;
}

function domainValidations({ known, hex }: Inventing): Value {
  const alternatives = Array.isArray(known.subject_alternative_names) ? known.subject_alternative_names : [];
  const domains = new Set([known.domain_name, ...alternatives].filter((domain) => typeof domain === "string"));
  return [...domains].map((domain) => ({
    domain_name: domain,
    resource_record_name: `_${hex(32, domain)}.${domain.replace(/^\*\./, "")}.`,
    resource_record_type: "CNAME",
    resource_record_value: `_${hex(32, `value ${domain}`)}.acm-validations.aws.`,
  }));
}
