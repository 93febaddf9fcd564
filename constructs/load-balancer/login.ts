import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { Construct } from "constructs";
import { ADMIN_PATTERNS, NAMES_BESIDE_PATTERNS, VISITOR_ACTIONS } from "../site/admin-paths";

/** A user pool of Cognito by which the load balancer asks for a login. */
export interface Login {
  readonly userPoolArn: string;
  /** A client of the pool with a secret, which the load balancer reads itself. */
  readonly clientId: string;
  /** Prefix of the pool's domain, or its custom domain. */
  readonly domain: string;
  /** Hours until it asks again, 1 to 168. */
  readonly sessionHours: number;
}

export interface LoginRulesProps {
  readonly listenerArn: string;
  readonly targetGroupArn: string;
  /** Names of the site. */
  readonly domainNames: readonly string[];
  readonly login: Login;
}

/** Priorities, under those of the site's names. A certificate has 21 names at most, so two names a rule need eleven numbers. */
const PRIORITIES = { open: [1, 21], visitors: 41, asked: 61 } as const;
const SECONDS_PER_HOUR = 3600;

/** The rules of an HTTPS listener that ask for a login before wp-admin and wp-login.php. */
export function loginRules(scope: Construct, props: LoginRulesProps): LbListenerRule[] {
  const { listenerArn, targetGroupArn, domainNames, login } = props;
  const forward = { type: "forward", targetGroupArn };
  const groups = Array.from({ length: Math.ceil(domainNames.length / NAMES_BESIDE_PATTERNS) }, (_, index) =>
    domainNames.slice(index * NAMES_BESIDE_PATTERNS, (index + 1) * NAMES_BESIDE_PATTERNS),
  );
  return groups.flatMap((names, index) => {
    const condition = (patterns: readonly string[]) => [
      { hostHeader: { values: names } },
      { pathPattern: { values: [...patterns] } },
    ];
    const open = ADMIN_PATTERNS.open.map(
      (patterns, kind) =>
        new LbListenerRule(scope, `AdminOpen${kind}-${index}`, {
          listenerArn,
          priority: (PRIORITIES.open[kind] ?? 0) + index,
          condition: condition(patterns),
          action: [forward],
        }),
    );
    const visitors = new LbListenerRule(scope, `AdminVisitors${index}`, {
      listenerArn,
      priority: PRIORITIES.visitors + index,
      condition: [
        ...condition(ADMIN_PATTERNS.visitors),
        { queryString: VISITOR_ACTIONS.map((value) => ({ key: "action", value })) },
      ],
      action: [forward],
    });
    const asked = new LbListenerRule(scope, `AdminLogin${index}`, {
      listenerArn,
      priority: PRIORITIES.asked + index,
      condition: condition(ADMIN_PATTERNS.asked),
      action: [
        {
          type: "authenticate-cognito",
          order: 1,
          authenticateCognito: {
            userPoolArn: login.userPoolArn,
            userPoolClientId: login.clientId,
            userPoolDomain: login.domain,
            sessionTimeout: login.sessionHours * SECONDS_PER_HOUR,
            onUnauthenticatedRequest: "authenticate",
          },
        },
        { ...forward, order: 2 },
      ],
    });
    return [...open, visitors, asked];
  });
}
