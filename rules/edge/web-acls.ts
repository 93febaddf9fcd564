import type { Block } from "../../terraform/block";
import { isObject } from "../../terraform/json";
import { repeated } from "../forms";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/waf/latest/developerguide";

export const WEB_ACL_NAME = /^[A-Za-z0-9_-]{1,128}$/;

const isGroup = (rule: Block): boolean => {
  const statement = rule.block("statement");
  return (
    statement !== undefined &&
    (statement.has("managed_rule_group_statement") || statement.has("rule_group_reference_statement"))
  );
};

/** Levels of statements that the provider's schema has (hashicorp/aws, internal/service/wafv2/schemas.go). */
const DEEPEST = 3;

/** Statements that hold others: how deep they are in one another. */
function depth(statement: unknown): number {
  if (Array.isArray(statement)) return Math.max(0, ...statement.map(depth));
  if (!isObject(statement)) return 0;
  return Math.max(
    0,
    ...Object.values(statement)
      .flat()
      .filter(isObject)
      .flatMap(({ statement: inner, scope_down_statement: scope }) => [inner ?? scope])
      .filter((inner) => inner !== undefined && inner !== null)
      .map((inner) => 1 + depth(inner)),
  );
}

/** Where AWS-managed rule groups put their labels. */
const MANAGED_NAMESPACE: Readonly<Record<string, string>> = {
  AWSManagedRulesACFPRuleSet: "awswaf:managed:aws:acfp:",
  AWSManagedRulesATPRuleSet: "awswaf:managed:aws:atp:",
  AWSManagedRulesAdminProtectionRuleSet: "awswaf:managed:aws:admin-protection:",
  AWSManagedRulesAmazonIpReputationList: "awswaf:managed:aws:amazon-ip-list:",
  AWSManagedRulesAnonymousIpList: "awswaf:managed:aws:anonymous-ip-list:",
  AWSManagedRulesAntiDDoSRuleSet: "awswaf:managed:aws:anti-ddos:",
  AWSManagedRulesBotControlRuleSet: "awswaf:managed:aws:bot-control:",
  AWSManagedRulesCommonRuleSet: "awswaf:managed:aws:core-rule-set:",
  AWSManagedRulesKnownBadInputsRuleSet: "awswaf:managed:aws:known-bad-inputs:",
  AWSManagedRulesLinuxRuleSet: "awswaf:managed:aws:linux-os:",
  AWSManagedRulesPHPRuleSet: "awswaf:managed:aws:php-app:",
  AWSManagedRulesSQLiRuleSet: "awswaf:managed:aws:sql-database:",
  AWSManagedRulesUnixRuleSet: "awswaf:managed:aws:posix-os:",
  AWSManagedRulesWindowsRuleSet: "awswaf:managed:aws:windows-os:",
  AWSManagedRulesWordPressRuleSet: "awswaf:managed:aws:wordpress-app:",
};

export const webAclRules: readonly Rule[] = [
  {
    id: "waf-name",
    trap: 8,
    title: "Names and metric names of WAF have letters, digits, _ and - only",
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
    severity: "error",
    fix: "Replace other characters by hyphens.",
    on: ["aws_wafv2_web_acl", "aws_wafv2_rule_group", "aws_wafv2_ip_set"],
    *check(resource) {
      const blocks = [resource, ...resource.blocks("rule")];
      for (const block of blocks) {
        const name = block.text("name");
        if (name !== undefined && !WEB_ACL_NAME.test(name)) yield block.problem("name");
        const visibility = block.block("visibility_config");
        const metric = visibility?.text("metric_name");
        if (visibility && metric !== undefined && !WEB_ACL_NAME.test(metric)) yield visibility.problem("metric_name");
      }
    },
  },
  {
    id: "waf-rule-action",
    trap: 53,
    title: "A rule of WAF has an action, a rule group has an override action",
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html",
    severity: "error",
    fix: "Set override_action for groups and action for all other rules.",
    on: ["aws_wafv2_web_acl"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) {
        const [wanted, other] = isGroup(rule)
          ? (["override_action", "action"] as const)
          : (["action", "override_action"] as const);
        if (!(wanted in rule.json)) yield rule.problem(wanted, rule.text("name"));
        else if (other in rule.json) yield rule.problem(other, rule.text("name"));
      }
    },
  },
  {
    id: "waf-rule-priority",
    trap: 53,
    title: "Priorities and names of WAF rules are used once in a web ACL",
    source: `${GUIDE}/web-acl-processing-order.html`,
    severity: "error",
    fix: "Give every rule its own priority and name.",
    on: ["aws_wafv2_web_acl", "aws_wafv2_rule_group"],
    *check(resource) {
      const rules = resource.blocks("rule");
      const priorities = repeated(rules.flatMap((rule) => rule.number("priority") ?? []));
      const names = repeated(rules.flatMap((rule) => rule.text("name") ?? []));
      for (const rule of rules) {
        if (priorities.includes(rule.number("priority") ?? Number.NaN)) yield rule.problem("priority");
        if (names.includes(rule.text("name") ?? "")) yield rule.problem("name");
      }
    },
  },
  {
    id: "waf-statement-depth",
    trap: 53,
    title: "Statements of WAF are combined three deep at most, a rate or a group with a scope counted",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl",
    severity: "error",
    fix: "Combine them in fewer levels: not (a or b) is (not a) and (not b).",
    on: ["aws_wafv2_web_acl"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) {
        if (depth(rule.json.statement) > DEEPEST) yield rule.problem("statement", rule.text("name"));
      }
    },
  },
  {
    id: "waf-scope-region",
    trap: 53,
    title: "WAF resources of scope CLOUDFRONT live in us-east-1",
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html",
    severity: "error",
    fix: "Make it with a provider for us-east-1.",
    on: ["aws_wafv2_web_acl", "aws_wafv2_ip_set", "aws_wafv2_rule_group", "aws_wafv2_regex_pattern_set"],
    *check(resource) {
      const { region } = resource;
      if (resource.text("scope") === "CLOUDFRONT" && region && region !== "us-east-1")
        yield resource.problem("scope", `region is ${region}`);
    },
  },
  {
    id: "waf-association",
    trap: 53,
    title: "A web ACL is associated with load balancers of its region; a distribution names it itself",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_association",
    severity: "error",
    fix: "Use web_acl_id of the distribution for CLOUDFRONT, and scope REGIONAL for a load balancer.",
    on: ["aws_wafv2_web_acl_association"],
    *check(resource) {
      if (resource.follow("resource_arn")?.type === "aws_cloudfront_distribution")
        yield resource.problem("resource_arn");
      else if (resource.follow("web_acl_arn")?.text("scope") === "CLOUDFRONT")
        yield resource.problem("web_acl_arn", "scope is CLOUDFRONT");
    },
  },
  {
    id: "waf-log-destination",
    trap: 53,
    title: "A log destination of WAF has a name that starts with aws-waf-logs- and is in the web ACL's region",
    source: `${GUIDE}/logging-destinations.html`,
    severity: "error",
    fix: "Name the log group, bucket or stream aws-waf-logs-… and make it with the web ACL's provider.",
    on: ["aws_wafv2_web_acl_logging_configuration"],
    *check(resource) {
      for (const destination of resource.followAll("log_destination_configs")) {
        const written =
          destination.raw("name") ??
          destination.raw("bucket") ??
          destination.raw("bucket_prefix") ??
          destination.raw("name_prefix");
        if (written !== undefined && !written.startsWith("aws-waf-logs-") && !written.startsWith("${")) {
          yield resource.problem("log_destination_configs", `${destination.address} is named ${written}`);
        }
        const acl = resource.follow("resource_arn");
        if (acl?.region && destination.region && acl.region !== destination.region) {
          yield resource.problem("log_destination_configs", `${destination.address} is in ${destination.region}`);
        }
      }
    },
  },
  {
    id: "waf-label-order",
    trap: 54,
    title: "A rule that matches a managed group's label comes after the group, with the group's namespace",
    source: `${GUIDE}/waf-rule-label-requirements.html`,
    severity: "error",
    fix: "Raise the rule's priority number above the group's and correct the namespace.",
    on: ["aws_wafv2_web_acl"],
    *check(resource) {
      const rules = resource.blocks("rule");
      const groups = rules.flatMap((rule) => {
        const name = rule.block("statement")?.block("managed_rule_group_statement")?.text("name") ?? "";
        const namespace = MANAGED_NAMESPACE[name];
        return namespace ? [{ namespace, priority: rule.number("priority"), name }] : [];
      });
      for (const rule of rules) {
        for (const key of labels(rule.json.statement)) {
          if (!key.startsWith("awswaf:managed:aws:") || !key.split(":")[4]) continue;
          const group = groups.find(({ namespace }) => key.startsWith(namespace));
          if (!group) yield rule.problem("statement", "no group of this web ACL makes this label", key);
          else if (before(rule.number("priority"), group.priority))
            yield rule.problem("priority", `${group.name} has ${group.priority}`);
        }
      }
    },
  },
];

const before = (left: number | undefined, right: number | undefined): boolean =>
  left !== undefined && right !== undefined && left < right;

/** Keys of all label matches in a statement, however deep. */
function labels(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(labels);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const matches = name === "label_match_statement" ? (Array.isArray(inner) ? inner : [inner]) : [];
    return [
      ...matches.flatMap((match) => (isObject(match) && typeof match.key === "string" ? [match.key] : [])),
      ...labels(inner),
    ];
  });
}
