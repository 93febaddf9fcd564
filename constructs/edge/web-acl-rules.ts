import { MANAGED_RULES, ruleLabel } from "../../aws/waf/managed-rules";
import { ADMIN_PATHS, VISITOR_LOGIN } from "../site/admin-paths";

/** What a web ACL does with a request that a rule matches: refuse it, or only count it while one looks what would be refused. */
export type WebAclMode = "block" | "count";

/** A rule in Terraform's own words; the provider's classes leave its statement untyped. */
export interface WebAclRule {
  readonly name: string;
  readonly statement: Statement;
  /** Rules of AWS that count in place of blocking, in a managed group. */
  readonly counted?: readonly string[];
  /** Answer of a refusal. @default 403 */
  readonly responseCode?: number;
  /** A decision and no suspicion, which `count` does not soften. @default false */
  readonly always?: boolean;
}

type Statement = Readonly<Record<string, unknown>>;

type ManagedGroup = keyof typeof MANAGED_RULES;

/** Rules on queries that mistake an editor's work for an attack: an address in a field, the long query of wp-admin/load-scripts.php. */
const QUERY_RULES = ["SizeRestrictions_QUERYSTRING", "GenericRFI_QUERYARGUMENTS"];

/**
 * Rules that count and label in place of blocking: all that look into bodies, since posts and uploads hold HTML, code, addresses
 * and paths, and those of `QUERY_RULES`. `BodiesAndQueries` blocks by label elsewhere.
 */
function countedRules(group: ManagedGroup): string[] {
  return MANAGED_RULES[group].rules.filter((rule) => rule.endsWith("_BODY") || QUERY_RULES.includes(rule));
}

/** 1,325 units of the 1,500 that a web ACL has at its base price; the rules below take under 160. */
const GROUPS: readonly ManagedGroup[] = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesSQLiRuleSet",
  "AWSManagedRulesPHPRuleSet",
  "AWSManagedRulesWordPressRuleSet",
];

/** Requests for wp-admin and wp-login.php from addresses that are in none of these sets. Each kind of address has its set. */
export function adminGateRule(ipSetArns: readonly string[]): WebAclRule {
  const sets: Statement[] = ipSetArns.map((arn) => ({ ip_set_reference_statement: { arn } }));
  return {
    name: "AdminGate",
    always: true,
    statement: {
      and_statement: {
        statement: [
          matchesPath(ADMIN_PATHS.asked),
          // Two, since the provider takes three combinations in one another and no more.
          { not_statement: { statement: [matchesPath(ADMIN_PATHS.open)] } },
          { not_statement: { statement: [isOfVisitors] } },
          ...sets.map((set) => ({ not_statement: { statement: [set] } })),
        ],
      },
    },
  };
}

/** As it is sent, since WordPress writes it so and each way to decode costs ten units. */
const matchesAsSent = (field: Statement, expression: string): Statement => ({
  regex_match_statement: {
    field_to_match: field,
    regex_string: expression,
    text_transformation: [{ priority: 0, type: "NONE" }],
  },
});

/** An action of wp-login.php that visitors need. */
const isOfVisitors: Statement = {
  and_statement: {
    statement: [
      matchesAsSent({ uri_path: {} }, VISITOR_LOGIN.path),
      matchesAsSent({ query_string: {} }, VISITOR_LOGIN.query),
    ],
  },
};

/** Where editors work. WordPress asks for a login there, and the image's own limits hold. */
const EDITOR_PATHS = ["/wp-admin/", "/wp-json/"];
const FILE_PATHS = ["/wp-content/", "/wp-includes/"];

/** The rules in the order of their priority: a rule that reads a label comes after the group that sets it. */
export function webAclRules(limits: {
  readonly logins: number;
  readonly requests: number;
  readonly sitesBelowPaths: boolean;
}): WebAclRule[] {
  const below = (start: string) => (limits.sitesBelowPaths ? ofAnySite(start) : matches(PATH, "STARTS_WITH", start));
  return [
    rateLimit("Logins", limits.logins, {
      and_statement: {
        statement: [
          matches({ method: {} }, "EXACTLY", "POST"),
          any([matches(PATH, "ENDS_WITH", "/wp-login.php"), matches(PATH, "ENDS_WITH", "/xmlrpc.php")]),
        ],
      },
    }),
    rateLimit("Requests", limits.requests, none(FILE_PATHS.map(below))),
    ...GROUPS.map((group) => ({
      name: group.replace(/^AWSManagedRules/, ""),
      statement: { managed_rule_group_statement: { vendor_name: "AWS", name: group } },
      counted: countedRules(group),
    })),
    {
      name: "BodiesAndQueries",
      statement: {
        and_statement: {
          statement: [any(labels()), none(EDITOR_PATHS.map(below))],
        },
      },
    },
  ];
}

function labels(): Statement[] {
  return GROUPS.flatMap((group) =>
    countedRules(group).map((rule) => ({
      label_match_statement: { scope: "LABEL", key: ruleLabel(MANAGED_RULES[group].namespace, rule) },
    })),
  );
}

/** Requests of one address in five minutes. */
function rateLimit(name: string, limit: number, scope: Statement): WebAclRule {
  return {
    name,
    responseCode: 429,
    statement: {
      rate_based_statement: {
        limit,
        aggregate_key_type: "IP",
        evaluation_window_sec: 300,
        scope_down_statement: scope,
      },
    },
  };
}

const PATH = { uri_path: {} };

/** The path as the image's nginx resolves it: decoded, then without `//` and `/../`, so that each spelling counts for what it leads to. */
const RESOLVED = [
  { priority: 0, type: "URL_DECODE" },
  { priority: 1, type: "NORMALIZE_PATH" },
];

function matchesPath(expression: string): Statement {
  return {
    regex_match_statement: { field_to_match: PATH, regex_string: expression, text_transformation: RESOLVED },
  };
}

/** A path of WordPress below the first site or any other; the image's nginx takes the same names for sites. */
function ofAnySite(start: string): Statement {
  return {
    regex_match_statement: {
      field_to_match: PATH,
      regex_string: `^(/[A-Za-z0-9_-]+)?${start}`,
      text_transformation: RESOLVED,
    },
  };
}

function matches(field: Statement, position: "EXACTLY" | "STARTS_WITH" | "ENDS_WITH", text: string): Statement {
  return {
    byte_match_statement: {
      field_to_match: field,
      positional_constraint: position,
      search_string: text,
      text_transformation: field === PATH ? RESOLVED : [{ priority: 0, type: "NONE" }],
    },
  };
}

function any(statement: readonly Statement[]): Statement {
  return { or_statement: { statement } };
}

function none(statements: readonly Statement[]): Statement {
  return { not_statement: { statement: [any(statements)] } };
}
