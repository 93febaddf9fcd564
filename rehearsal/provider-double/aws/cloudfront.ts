import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from "../../../aws/cloudfront/managed-policies";
import { byName, type KnownType, type KnownTypes } from "../knowledge";
import { type Asked, inUse, mentions, quota, type Refusal, taken, type User } from "../refusal";
import { blocksOf } from "../value";

const QUOTAS = { source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html" };
const BEHAVIOURS: readonly User[] = [
  ["aws_cloudfront_distribution", "default_cache_behavior", "ordered_cache_behavior"],
];

/** A policy that behaviours of distributions name by its id. */
const policy = (word: string, api: string, title: string, source?: string): KnownType => ({
  id: "{uuid}",
  arn: `cloudfront::{account}:${word}/{id}`,
  refuses: [
    taken(
      `CloudFront: Create${api}`,
      `${api}AlreadyExists`,
      ["name"],
      ({ state }) => `${title[0]?.toUpperCase()}${title.slice(1)} with name ${state.name} already exists.`,
    ),
    quota(
      `CloudFront: Create${api}`,
      `TooMany${api.replace(/Policy$/, "Policies")}`,
      20,
      `You have reached the maximum number of ${title.replace(/policy$/, "policies")} for this account.`,
      QUOTAS,
    ),
    inUse(
      `CloudFront: Delete${api}`,
      `${api}InUse`,
      "id",
      BEHAVIOURS,
      () =>
        `The specified ${title} is currently associated with a cache behavior. Please disassociate the policy before deleting.`,
      { source },
    ),
  ],
});

const aliasTaken: Refusal = {
  on: "create",
  operation: "CloudFront: CreateDistribution",
  code: "CNAMEAlreadyExists",
  when: "another distribution answers one of its names",
  source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html",
  text: ({ state, inventory }) => {
    const aliases = Array.isArray(state.aliases) ? state.aliases : [];
    return inventory
      .all("aws_cloudfront_distribution")
      .some((one) => aliases.some((alias) => mentions(one.aliases, alias)))
      ? "One or more of the CNAMEs you provided are already associated with a different resource."
      : undefined;
  },
};

/** Refuses a behaviour that names a policy which neither the account has nor CloudFront in every account. */
const noPolicy = (word: string, api: string, managed: Readonly<Record<string, unknown>>): Refusal[] =>
  (["create", "update"] as const).map((on) => ({
    on,
    operation: `CloudFront: ${on === "create" ? "Create" : "Update"}Distribution`,
    code: `NoSuch${api}`,
    when: `a behaviour's ${word.replaceAll("_", " ")} is neither here nor AWS's own`,
    text: ({ state, inventory }) => {
      const behaviors = [...blocksOf(state.default_cache_behavior), ...blocksOf(state.ordered_cache_behavior)];
      const named = behaviors.map((one) => one[`${word}_id`]).filter((id) => typeof id === "string" && id !== "");
      const missing = named.some(
        (id) => managed[String(id)] === undefined && inventory.find(`aws_cloudfront_${word}`, "id", id) === undefined,
      );
      return missing ? `The ${word.replaceAll("_", " ")} does not exist.` : undefined;
    },
  }));

const missingPolicies: readonly Refusal[] = [
  ...noPolicy("cache_policy", "CachePolicy", MANAGED_CACHE_POLICIES),
  ...noPolicy("origin_request_policy", "OriginRequestPolicy", MANAGED_ORIGIN_REQUEST_POLICIES),
  ...noPolicy("response_headers_policy", "ResponseHeadersPolicy", MANAGED_RESPONSE_HEADERS_POLICIES),
];

const originName = (state: Asked["state"] | undefined) => blocksOf(state?.vpc_origin_endpoint_config)[0]?.name;
const usesOrigin = ({ state, inventory }: Asked) =>
  inventory.all("aws_cloudfront_distribution").some(({ origin }) => mentions(origin, state.id));

const vpcOrigin: Refusal[] = [
  {
    on: "create",
    operation: "CloudFront: CreateVpcOrigin",
    code: "EntityAlreadyExists",
    when: "another VPC origin has the same name",
    text: ({ state, inventory }) =>
      inventory.all("aws_cloudfront_vpc_origin").some((one) => originName(one) === originName(state))
        ? "The entity already exists."
        : undefined,
  },
  {
    on: "update",
    operation: "CloudFront: UpdateVpcOrigin",
    code: "CannotUpdateEntityWhileInUse",
    when: "a distribution uses it",
    source: "hashicorp/terraform-provider-aws#40905",
    text: (asked) => (usesOrigin(asked) ? "The entity cannot be updated while it is in use." : undefined),
  },
  {
    on: "delete",
    operation: "CloudFront: DeleteVpcOrigin",
    code: "CannotDeleteEntityWhileInUse",
    when: "a distribution uses it",
    text: (asked) => (usesOrigin(asked) ? "The entity cannot be deleted while it is in use." : undefined),
  },
];

export const cloudfront: KnownTypes = {
  aws_cloudfront_distribution: {
    id: "E{HEX13}",
    arn: "cloudfront::{account}:distribution/{id}",
    computed: {
      domain_name: ({ hex }) => `d${hex(13)}.cloudfront.net`,
      hosted_zone_id: () => "Z2FDTNDATAQYW2",
      status: () => "Deployed",
    },
    refuses: [aliasTaken, ...missingPolicies],
  },
  aws_cloudfront_vpc_origin: {
    id: "vo_{hex17}",
    arn: "cloudfront::{account}:vpcorigin/{id}",
    refuses: vpcOrigin,
  },
  aws_cloudfront_cache_policy: policy("cache-policy", "CachePolicy", "cache policy", "anomalyco/ion#443"),
  aws_cloudfront_origin_request_policy: policy("origin-request-policy", "OriginRequestPolicy", "origin request policy"),
  aws_cloudfront_response_headers_policy: policy(
    "response-headers-policy",
    "ResponseHeadersPolicy",
    "response headers policy",
    "hashicorp/terraform-provider-aws#21730",
  ),
  aws_cloudfront_function: {
    ...byName("cloudfront::{account}:function/{name}"),
    refuses: [
      taken(
        "CloudFront: CreateFunction",
        "FunctionAlreadyExists",
        ["name"],
        ({ state }) => `The function ${state.name} already exists.`,
      ),
      inUse(
        "CloudFront: DeleteFunction",
        "FunctionInUse",
        "arn",
        BEHAVIOURS,
        ({ state }) => `Cannot delete function ${state.name}, it is in use by 1 distributions`,
        { source: "hashicorp/terraform-provider-aws#21730" },
      ),
    ],
  },
  aws_cloudfront_origin_access_control: {
    id: "E{HEX13}",
    arn: "cloudfront::{account}:origin-access-control/{id}",
    refuses: [
      taken(
        "CloudFront: CreateOriginAccessControl",
        "OriginAccessControlAlreadyExists",
        ["name"],
        () => "An origin access control with the specified name already exists.",
      ),
      inUse(
        "CloudFront: DeleteOriginAccessControl",
        "OriginAccessControlInUse",
        "id",
        [["aws_cloudfront_distribution", "origin"]],
        () => "The CloudFront origin access control is still being used.",
        { source: "terraform-aws-modules/terraform-aws-cloudfront#135" },
      ),
    ],
  },
};
