import { Wafv2IpSet } from "@cdktf/provider-aws/lib/wafv2-ip-set";
import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl";
import { Wafv2WebAclLoggingConfiguration } from "@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { LogGroup } from "../observability/log-group";
import { adminGateRule, type WebAclMode, type WebAclRule, webAclRules } from "./web-acl-rules";

export interface WebAclProps {
  /** Letters, digits, `_` and `-`; the log group is `aws-waf-logs-<name>`. */
  readonly name: string;
  /** `CLOUDFRONT` for distributions, with a provider of us-east-1; `REGIONAL` for load balancers. */
  readonly scope: "CLOUDFRONT" | "REGIONAL";
  /** `count` refuses nothing and logs what `block` would refuse; `off` has no rules but that of `adminAddresses`. */
  readonly mode: WebAclMode | "off";
  /** Ranges that alone come to wp-admin and wp-login.php; a range for each kind of address that may, an empty list for none. @default - everybody */
  readonly adminAddresses?: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] };
  /** Logins, POST to wp-login.php or xmlrpc.php, that one address may try in five minutes; 10 or more. */
  readonly loginsPerFiveMinutes: number;
  /** Requests, files left out, that one address may send in five minutes; 10 or more. */
  readonly requestsPerFiveMinutes: number;
  /** Sites of a network lie below paths such as /two/, and WordPress's own paths there too. */
  readonly sitesBelowPaths: boolean;
  readonly logRetentionDays: number;
  /** Key that encrypts the log, of the web ACL's region. @default - CloudWatch's own */
  readonly logsKmsKeyArn?: string;
  /** Provider of another region. @default - the stack's own */
  readonly provider?: TerraformProvider;
}

/** What no log needs to know: who holds these may be somebody else. */
const REDACTED = ["authorization", "cookie"];

/** AWS's managed rules with WordPress's exceptions, limits on logins and requests, and a log of what was refused or counted. */
export class WebAcl extends Construct {
  readonly arn: string;
  /** What CloudWatch calls it. */
  readonly metricName: string;
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    const { name, mode, provider, loginsPerFiveMinutes: logins } = props;
    const { requestsPerFiveMinutes: requests } = props;
    this.check(name, { loginsPerFiveMinutes: logins, requestsPerFiveMinutes: requests });
    const acl = new Wafv2WebAcl(this, "Resource", {
      name,
      scope: props.scope,
      provider,
      description: "Managed rules with exceptions for WordPress, and limits",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(name),
      rule: [
        ...this.adminGate(props),
        ...(mode === "off" ? [] : webAclRules({ logins, requests, sitesBelowPaths: props.sitesBelowPaths })),
      ].map((rule, priority) => ({
        name: rule.name,
        priority,
        ...verdict(rule, rule.always || mode === "off" ? "block" : mode),
        statement: statement(rule),
        visibilityConfig: visibility(`${name}-${rule.name}`),
      })),
    });
    this.arn = acl.arn;
    this.metricName = name;
    const logs = new LogGroup(this, "Logs", {
      name: `aws-waf-logs-${name}`,
      retentionDays: props.logRetentionDays,
      kmsKeyArn: props.logsKmsKeyArn,
      provider,
    });
    this.logGroupName = logs.name;
    new Wafv2WebAclLoggingConfiguration(this, "Logging", {
      resourceArn: acl.arn,
      logDestinationConfigs: [logs.arn],
      provider,
      redactedFields: REDACTED.map((header) => ({ singleHeader: { name: header } })),
      // What passes stands in the access log already, and would cost as much again.
      loggingFilter: {
        defaultBehavior: "DROP",
        filter: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            condition: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({ actionCondition: { action } })),
          },
        ],
      },
    });
  }

  /** First, so that who may not come is asked no further. */
  private adminGate({ name, scope, adminAddresses, provider }: WebAclProps): WebAclRule[] {
    if (adminAddresses === undefined) return [];
    const sets = [
      { id: "AdminIpv4", ipAddressVersion: "IPV4", addresses: adminAddresses.ipv4 },
      { id: "AdminIpv6", ipAddressVersion: "IPV6", addresses: adminAddresses.ipv6 },
    ].filter(({ addresses }) => addresses.length > 0);
    if (sets.length === 0) throw new Error(`${this.node.path}: adminAddresses must hold one range or more, got none`);
    const arns = sets.map(
      ({ id, ipAddressVersion, addresses }) =>
        new Wafv2IpSet(this, id, {
          name: `${name}-admin-${ipAddressVersion.toLowerCase()}`,
          description: "Addresses that come to wp-admin",
          scope,
          ipAddressVersion,
          addresses: [...addresses],
          provider,
          // The web ACL has to let go of it first; its name never changes.
          lifecycle: { createBeforeDestroy: true },
        }).arn,
    );
    return [adminGateRule(arns)];
  }

  private check(name: string, limits: Record<string, number>): void {
    const path = this.node.path;
    if (!/^[\w-]{1,100}$/.test(name)) {
      throw new Error(`${path}: name must have 1 to 100 letters, digits, _ and -, got ${JSON.stringify(name)}`);
    }
    for (const [field, limit] of Object.entries(limits)) {
      if (!Number.isInteger(limit) || limit < 10 || limit > 2_000_000_000) {
        throw new Error(`${path}: ${field} must be a whole number from 10 to 2000000000, got ${limit}`);
      }
    }
  }
}

function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}

/** A group keeps its rules' own actions, or counts them; a rule of ours blocks or counts. */
function verdict({ counted, responseCode }: WebAclRule, mode: WebAclMode) {
  if (counted !== undefined) return { overrideAction: mode === "block" ? { none: {} } : { count: {} } };
  if (mode === "count") return { action: { count: {} } };
  return { action: { block: responseCode === undefined ? {} : { customResponse: { responseCode } } } };
}

function statement({ statement: written, counted = [] }: WebAclRule) {
  const { managed_rule_group_statement: group } = written;
  if (counted.length === 0 || typeof group !== "object") return written;
  const overrides = counted.map((name) => ({ name, action_to_use: { count: {} } }));
  return { managed_rule_group_statement: { ...group, rule_action_override: overrides } };
}
