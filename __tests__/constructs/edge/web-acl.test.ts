import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import { expect, test } from "vitest";
import { MANAGED_RULES } from "../../../aws/waf/managed-rules";
import { WebAcl, type WebAclProps } from "../../../constructs/edge/web-acl";
import { webAclProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const build = (props: Partial<WebAclProps> = {}) =>
  synth((stack) => {
    new WebAcl(stack, "WebAcl", { name: "site", scope: "REGIONAL", ...webAclProps, ...props });
  });

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly statement: Record<string, Record<string, unknown>>;
  readonly action?: unknown;
  readonly override_action?: unknown;
}
const rules = (props: Partial<WebAclProps> = {}) => build(props).all(Wafv2WebAcl)[0]?.rule as Rule[];
const rule = (name: string, props: Partial<WebAclProps> = {}) => rules(props).find((one) => one.name === name);
const isGroup = ({ statement }: Rule) => "managed_rule_group_statement" in statement;

test("lets through what no rule refuses, and measures every rule", () => {
  const [acl] = build().all(Wafv2WebAcl);
  expect(acl).toMatchObject({ name: "site", scope: "REGIONAL", default_action: { allow: {} } });
  for (const one of rules()) {
    expect(one).toMatchObject({ visibility_config: { cloudwatch_metrics_enabled: true } });
  }
});

test("asks six groups of AWS, WordPress's among them", () => {
  const names = rules()
    .filter(isGroup)
    .map(({ statement }) => statement.managed_rule_group_statement?.name);
  expect(names).toEqual(
    ["AmazonIpReputationList", "CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "PHPRuleSet"]
      .concat("WordPressRuleSet")
      .map((name) => `AWSManagedRules${name}`),
  );
});

test("only counts what an editor's work looks like, and blocks it by label outside of wp-admin and wp-json", () => {
  const counted = rules().flatMap(({ statement }) =>
    ((statement.managed_rule_group_statement?.rule_action_override ?? []) as { name: string }[]).map(
      ({ name }) => name,
    ),
  );
  const published = Object.values(MANAGED_RULES).flatMap(({ rules: all }) => [...all]);
  expect(counted).toEqual(expect.arrayContaining(published.filter((name) => name.endsWith("_BODY"))));
  expect(counted.filter((name) => !name.endsWith("_BODY")).sort()).toEqual([
    "GenericRFI_QUERYARGUMENTS",
    "SizeRestrictions_QUERYSTRING",
  ]);
  const byLabel = rule("BodiesAndQueries");
  const text = JSON.stringify(byLabel?.statement);
  expect([...text.matchAll(/"key":"awswaf:managed:aws:([^"]+)"/g)].map(([, key]) => key)).toEqual(
    expect.arrayContaining([
      "core-rule-set:SizeRestrictions_QueryString",
      "core-rule-set:GenericLFI_Body",
      "core-rule-set:EC2MetaDataSSRF_Body",
      "known-bad-inputs:Log4JRCE_Body",
      "sql-database:SQLiExtendedPatterns_Body",
      "php-app:PHPHighRiskMethodsVariables_Body",
    ]),
  );
  expect(text.match(/"key":"awswaf/g)).toHaveLength(counted.length);
  expect([...text.matchAll(/"search_string":"([^"]+)"/g)].map(([, path]) => path)).toEqual(["/wp-admin/", "/wp-json/"]);
  expect(text).not.toContain('"type":"NONE"');
  expect(byLabel?.priority).toBe(Math.max(...rules().map(({ priority }) => priority)));
});

test("limits logins to what a person types, and requests to what a person clicks", () => {
  const limit = { loginsPerFiveMinutes: 20, requestsPerFiveMinutes: 500 };
  expect(rule("Logins", limit)).toMatchObject({
    action: { block: { custom_response: { response_code: 429 } } },
    statement: { rate_based_statement: { limit: 20, aggregate_key_type: "IP", evaluation_window_sec: 300 } },
  });
  const logins = JSON.stringify(rule("Logins")?.statement);
  for (const text of ["POST", "/wp-login.php", "/xmlrpc.php"]) expect(logins).toContain(`"search_string":"${text}"`);
  // %77p-login.php and //wp-login.php are what nginx serves as /wp-login.php.
  expect(logins.match(/URL_DECODE[^\]]*NORMALIZE_PATH/g)).toHaveLength(2);
  expect(rule("Requests", limit)).toMatchObject({ statement: { rate_based_statement: { limit: 500 } } });
});

test("in block mode groups act as AWS says and its own rules block", () => {
  for (const one of rules()) {
    if (isGroup(one)) expect(one).toMatchObject({ override_action: { none: {} } });
    else expect(one).toMatchObject({ action: { block: {} } });
  }
});

test("in count mode nothing is refused", () => {
  for (const one of rules({ mode: "count" })) {
    expect(one.override_action ?? one.action).toEqual({ count: {} });
  }
});

test("logs what it refused or counted, without cookies and credentials, and forgets it", () => {
  const { all } = build({ logRetentionDays: 7, logsKmsKeyArn: "arn:key" });
  expect(all(CloudwatchLogGroup)).toMatchObject([
    { name: "aws-waf-logs-site", retention_in_days: 7, kms_key_id: "arn:key" },
  ]);
  expect(all(Wafv2WebAclLoggingConfiguration)).toMatchObject([
    {
      redacted_fields: [{ single_header: { name: "authorization" } }, { single_header: { name: "cookie" } }],
      logging_filter: { default_behavior: "DROP", filter: [{ behavior: "KEEP", requirement: "MEETS_ANY" }] },
    },
  ]);
});

test("for CloudFront everything lies in us-east-1", () => {
  const { all } = synth((stack) => {
    const provider = new AwsProvider(stack, "UsEast1", { region: "us-east-1", alias: "us_east_1" });
    new WebAcl(stack, "WebAcl", { name: "site", scope: "CLOUDFRONT", ...webAclProps, provider });
  });
  for (const type of [Wafv2WebAcl, CloudwatchLogGroup, Wafv2WebAclLoggingConfiguration]) {
    expect(all(type)).toMatchObject([{ provider: "aws.us_east_1" }]);
  }
});

test.each([
  ["name", { name: "my.site" }, 'name must have 1 to 100 letters, digits, _ and -, got "my.site"'],
  ["limit", { loginsPerFiveMinutes: 5 }, "loginsPerFiveMinutes must be a whole number from 10 to 2000000000, got 5"],
  ["limit", { requestsPerFiveMinutes: 10.5 }, "requestsPerFiveMinutes must be a whole number"],
])("refuses a %s that WAF would refuse", (_, props, message) => {
  expect(() => build(props)).toThrow(`test/WebAcl: ${message}`);
});

test("in a network below one host, editors and files of each site are met like the first's, and of nothing deeper", () => {
  const expressions = (name: string) => {
    const text = JSON.stringify(rule(name, { sitesBelowPaths: true })?.statement);
    return [...text.matchAll(/"regex_string":"([^"]+)"/g)].map(([, expression = ""]) => new RegExp(expression));
  };
  const isMet = (name: string, path: string) => expressions(name).some((expression) => expression.test(path));
  for (const site of ["", "/two", "/a-b_c"]) {
    expect(isMet("BodiesAndQueries", `${site}/wp-admin/post.php`)).toBe(true);
    expect(isMet("BodiesAndQueries", `${site}/wp-json/wp/v2/posts`)).toBe(true);
    expect(isMet("Requests", `${site}/wp-content/themes/one/style.css`)).toBe(true);
  }
  for (const path of ["/one/two/wp-admin/", "/two/page", "/two.php/wp-json/"]) {
    expect(isMet("BodiesAndQueries", path)).toBe(false);
  }
  expect(isMet("Requests", "/one/two/wp-content/page")).toBe(false);
});

const office = { ipv4: ["203.0.113.0/24"], ipv6: ["2001:db8::/32"] };

test("named addresses alone come to wp-admin, also where the other rules only count or are off", () => {
  for (const mode of ["block", "count", "off"] as const) {
    const gate = rules({ mode, adminAddresses: office })[0];
    expect(gate).toMatchObject({ name: "AdminGate", priority: 0, action: { block: {} } });
  }
  expect(rules({ mode: "off", adminAddresses: office })).toHaveLength(1);
  expect(rules({ mode: "count", adminAddresses: office }).length).toBe(rules().length + 1);
});

test("a set of addresses is made for each family that has some, and goes only after the web ACL has let go of it", () => {
  const sets = (adminAddresses: WebAclProps["adminAddresses"]) => build({ adminAddresses }).all(Wafv2IpSet);
  expect(sets(office)).toMatchObject([
    { name: "site-admin-ipv4", ip_address_version: "IPV4", scope: "REGIONAL", addresses: ["203.0.113.0/24"] },
    { name: "site-admin-ipv6", ip_address_version: "IPV6", lifecycle: { create_before_destroy: true } },
  ]);
  expect(sets({ ...office, ipv6: [] })).toHaveLength(1);
  expect(sets(undefined)).toEqual([]);
  expect(() => sets({ ipv4: [], ipv6: [] })).toThrow("adminAddresses must hold one range or more, got none");
});
