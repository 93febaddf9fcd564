import type { KnownTypes } from "../knowledge";
import { inUse, quota, taken } from "../refusal";

const QUOTAS = { source: "https://docs.aws.amazon.com/waf/latest/developerguide/limits.html" };

export const WAFV2: KnownTypes = {
  aws_wafv2_web_acl: {
    id: "{uuid}",
    arn: "wafv2:{region}:{account}:{waf_scope}/webacl/{name}/{id}",
    refuses: [
      taken(
        "WAFV2: CreateWebACL",
        "WAFDuplicateItemException",
        ["name", "scope"],
        () =>
          "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
      ),
      quota(
        "WAFV2: CreateWebACL",
        "WAFLimitsExceededException",
        100,
        "AWS WAF couldn’t perform the operation because you exceeded your resource limit.",
        QUOTAS,
      ),
      inUse(
        "WAFV2: DeleteWebACL",
        "WAFAssociatedItemException",
        "arn",
        [
          ["aws_cloudfront_distribution", "web_acl_id"],
          ["aws_wafv2_web_acl_association", "web_acl_arn"],
        ],
        () =>
          "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.",
        { source: "hashicorp/terraform-provider-aws#37229" },
      ),
    ],
  },
  aws_wafv2_ip_set: {
    id: "{uuid}",
    arn: "wafv2:{region}:{account}:{waf_scope}/ipset/{name}/{id}",
    refuses: [
      taken(
        "WAFV2: CreateIPSet",
        "WAFDuplicateItemException",
        ["name", "scope"],
        () =>
          "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
      ),
      inUse(
        "WAFV2: DeleteIPSet",
        "WAFAssociatedItemException",
        "arn",
        [["aws_wafv2_web_acl", "rule"]],
        () =>
          "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.",
        { source: "hashicorp/terraform-provider-aws#37229" },
      ),
    ],
  },
  aws_wafv2_web_acl_logging_configuration: {
    id: "{resource_arn}",
    refuses: "PutLoggingConfiguration replaces the one that is there.",
  },
};
