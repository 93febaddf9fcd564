import { byName, type KnownTypes } from "../knowledge";

export const cloudfront: KnownTypes = {
  aws_cloudfront_distribution: {
    id: "E{HEX13}",
    arn: "cloudfront::{account}:distribution/{id}",
    computed: {
      domain_name: ({ hex }) => `d${hex(13)}.cloudfront.net`,
      hosted_zone_id: () => "Z2FDTNDATAQYW2",
      status: () => "Deployed",
    },
  },
  aws_cloudfront_vpc_origin: { id: "vo_{hex17}", arn: "cloudfront::{account}:vpcorigin/{id}" },
  aws_cloudfront_cache_policy: { id: "{uuid}", arn: "cloudfront::{account}:cache-policy/{id}" },
  aws_cloudfront_origin_request_policy: { id: "{uuid}", arn: "cloudfront::{account}:origin-request-policy/{id}" },
  aws_cloudfront_response_headers_policy: { id: "{uuid}", arn: "cloudfront::{account}:response-headers-policy/{id}" },
  aws_cloudfront_function: byName("cloudfront::{account}:function/{name}"),
  aws_cloudfront_origin_access_control: { id: "E{HEX13}", arn: "cloudfront::{account}:origin-access-control/{id}" },
};
