import type { KnownTypes } from "../knowledge";

export const WAFV2: KnownTypes = {
  aws_wafv2_web_acl: { id: "{uuid}", arn: "wafv2:{region}:{account}:{waf_scope}/webacl/{name}/{id}" },
  aws_wafv2_ip_set: { id: "{uuid}", arn: "wafv2:{region}:{account}:{waf_scope}/ipset/{name}/{id}" },
  aws_wafv2_web_acl_logging_configuration: {},
};
