/**
 * Rules of AWS's managed rule groups, with the namespace of their labels, as published in November 2026.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html and the use-case groups beside it
 */
export const MANAGED_RULES = {
  AWSManagedRulesCommonRuleSet: {
    namespace: "core-rule-set",
    rules: [
      "NoUserAgent_HEADER",
      "UserAgent_BadBots_HEADER",
      "SizeRestrictions_QUERYSTRING",
      "SizeRestrictions_Cookie_HEADER",
      "SizeRestrictions_BODY",
      "SizeRestrictions_URIPATH",
      "EC2MetaDataSSRF_BODY",
      "EC2MetaDataSSRF_COOKIE",
      "EC2MetaDataSSRF_URIPATH",
      "EC2MetaDataSSRF_QUERYARGUMENTS",
      "GenericLFI_QUERYARGUMENTS",
      "GenericLFI_URIPATH",
      "GenericLFI_BODY",
      "RestrictedExtensions_URIPATH",
      "RestrictedExtensions_QUERYARGUMENTS",
      "GenericRFI_QUERYARGUMENTS",
      "GenericRFI_BODY",
      "GenericRFI_URIPATH",
      "CrossSiteScripting_COOKIE",
      "CrossSiteScripting_QUERYARGUMENTS",
      "CrossSiteScripting_BODY",
      "CrossSiteScripting_URIPATH",
    ],
  },
  AWSManagedRulesKnownBadInputsRuleSet: {
    namespace: "known-bad-inputs",
    rules: [
      "JavaDeserializationRCE_HEADER",
      "JavaDeserializationRCE_BODY",
      "JavaDeserializationRCE_URIPATH",
      "JavaDeserializationRCE_QUERYSTRING",
      "Host_localhost_HEADER",
      "PROPFIND_METHOD",
      "ExploitablePaths_URIPATH",
      "Log4JRCE_HEADER",
      "Log4JRCE_QUERYSTRING",
      "Log4JRCE_BODY",
      "Log4JRCE_URIPATH",
      "ReactJSRCE_BODY",
    ],
  },
  AWSManagedRulesSQLiRuleSet: {
    namespace: "sql-database",
    rules: [
      "SQLi_QUERYARGUMENTS",
      "SQLiExtendedPatterns_QUERYARGUMENTS",
      "SQLi_BODY",
      "SQLiExtendedPatterns_BODY",
      "SQLi_COOKIE",
      "SQLi_URIPATH",
    ],
  },
  AWSManagedRulesPHPRuleSet: {
    namespace: "php-app",
    rules: [
      "PHPHighRiskMethodsVariables_HEADER",
      "PHPHighRiskMethodsVariables_QUERYSTRING",
      "PHPHighRiskMethodsVariables_BODY",
    ],
  },
  AWSManagedRulesWordPressRuleSet: {
    namespace: "wordpress-app",
    rules: ["WordPressExploitableCommands_QUERYSTRING", "WordPressExploitablePaths_URIPATH"],
  },
  AWSManagedRulesAmazonIpReputationList: {
    namespace: "amazon-ip-list",
    rules: ["AWSManagedIPReputationList", "AWSManagedReconnaissanceList", "AWSManagedIPDDoSList"],
  },
} as const;

const SPELLINGS = { BODY: "Body", QUERYSTRING: "QueryString", QUERYARGUMENTS: "QueryArguments" } as const;

/** The label that a rule on bodies or queries sets: `GenericLFI_BODY` sets `…:core-rule-set:GenericLFI_Body`. */
export function ruleLabel(namespace: string, rule: string): string {
  const [what, part = ""] = rule.split(/_(?=[A-Z]+$)/);
  const spelt = SPELLINGS[part as keyof typeof SPELLINGS];
  if (spelt === undefined) throw new Error(`no label is known of the rule ${rule}`);
  return `awswaf:managed:aws:${namespace}:${what}_${spelt}`;
}
