import { nearest } from "../../aws/nearest";
import { MANAGED_RULES } from "../../aws/waf/managed-rules";
import type { Block, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/waf/latest/developerguide";

/** Groups whose rules this project needs no names of. Source: AWS WAF developer guide, "AWS Managed Rules rule groups list". */
const OTHER_GROUPS = [
  "AWSManagedRulesAdminProtectionRuleSet",
  "AWSManagedRulesLinuxRuleSet",
  "AWSManagedRulesUnixRuleSet",
  "AWSManagedRulesWindowsRuleSet",
  "AWSManagedRulesAnonymousIpList",
  "AWSManagedRulesATPRuleSet",
  "AWSManagedRulesACFPRuleSet",
  "AWSManagedRulesBotControlRuleSet",
  "AWSManagedRulesAntiDDoSRuleSet",
];
const GROUPS = [...Object.keys(MANAGED_RULES), ...OTHER_GROUPS];

/** A block of this name, wherever it stands below. */
function* below(block: Block, name: string): Iterable<Block> {
  for (const key of Object.keys(block.json)) {
    for (const inner of block.blocks(key)) {
      if (key === name) yield inner;
      yield* below(inner, name);
    }
  }
}

export const wafNameRules: readonly Rule[] = [
  {
    id: "waf-managed-group",
    trap: 54,
    title: "A managed rule group of AWS, and a rule of it that is named, is one that there is",
    source: `${GUIDE}/aws-managed-rule-groups-list.html`,
    severity: "error",
    fix: "Copy the name from the list of managed rule groups.",
    on: ["aws_wafv2_web_acl"],
    *check(resource) {
      for (const group of below(resource, "managed_rule_group_statement")) {
        const name = group.text("name");
        if (name === undefined || group.text("vendor_name") !== "AWS") continue;
        const near = GROUPS.includes(name) ? undefined : nearest(name, GROUPS);
        if (near !== undefined) yield group.problem("name", `AWS has ${near}`);
        const rules: readonly string[] = MANAGED_RULES[name as keyof typeof MANAGED_RULES]?.rules ?? [];
        for (const override of group.blocks("rule_action_override")) {
          const rule = override.text("name") ?? "";
          const known = rules.length === 0 || rules.includes(rule) ? undefined : nearest(rule, rules);
          if (known !== undefined) yield override.problem("name", `the group has ${known}`);
        }
      }
    },
  },
  {
    id: "waf-response-body",
    trap: 54,
    title: "A custom response names a body that its web ACL or rule group has",
    source: `${GUIDE}/waf-custom-request-response.html`,
    severity: "error",
    fix: "Add a custom_response_body block with this key.",
    on: ["aws_wafv2_web_acl", "aws_wafv2_rule_group"],
    *check(resource) {
      const keys = resource.blocks("custom_response_body").map((body) => body.text("key"));
      if (keys.includes(undefined)) return;
      for (const response of below(resource, "custom_response")) {
        const key = response.text("custom_response_body_key");
        if (key !== undefined && !keys.includes(key)) yield response.problem("custom_response_body_key");
      }
    },
  },
];
