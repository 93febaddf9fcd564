import { randomBytes } from "node:crypto";
import { wildcard } from "../../../aws/wildcard";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";

/** A request as far as a listener's rules look at it here. */
export interface Asking {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly cookie: string;
}

/** What the load balancer answers itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A parameter and what it has to be, with `*` and `?`; without a name any parameter. */
interface QueryPattern {
  readonly name: string | undefined;
  readonly value: string;
}

interface PathRule {
  readonly priority: number;
  /** Paths with `*` and `?`; none means every path. */
  readonly paths: readonly string[];
  /** Parameters of the query, of which one has to be there; none means every query. */
  readonly queries: readonly QueryPattern[];
  /** Where it asks for a login; undefined for a rule that forwards. */
  readonly login: { readonly provider: string; readonly otherwise: string } | undefined;
}

/** Where a provider sends people back to. Source: Application Load Balancer user guide, "Authenticate users". */
const CALLBACK = "/oauth2/idpresponse";
const COOKIE = "AWSELBAuthSessionCookie-0";

/**
 * Logins that a listener's rules ask for (`authenticate-cognito`, `authenticate-oidc`). No provider is asked here: a page says what would
 * happen on AWS, and lets on whoever presses its button.
 */
export class Logins {
  private readonly rules = new Map<string, PathRule>();
  /** What the cookie of a person who has pressed the button holds. */
  private readonly session = randomBytes(16).toString("hex");

  /** @returns whether the rule asks for a login */
  obey(rule: ObjectValue): boolean {
    const login = loginOf(rule.action);
    this.rules.set(String(rule.arn), {
      priority: Number(rule.priority ?? 0),
      paths: pathsOf(rule.condition),
      queries: queriesOf(rule.condition),
      login,
    });
    return login !== undefined;
  }

  forget(arn: string): void {
    this.rules.delete(arn);
  }

  /** What stands between a request and the targets; undefined where nothing does. */
  answer(asking: Asking): OwnAnswer | undefined {
    const [path = "/", query = ""] = asking.url.split(/\?(.*)/s);
    const rules = [...this.rules.values()].sort((one, other) => one.priority - other.priority);
    if (path === CALLBACK && rules.some(({ login }) => login)) return this.comeBack(asking.method, query);
    const login = rules.find(({ paths, queries }) => matchesPath(paths, path) && matchesQuery(queries, query))?.login;
    const isKnown = asking.cookie.split(/; */).includes(`${COOKIE}=${this.session}`);
    if (login === undefined || isKnown || login.otherwise === "allow") return undefined;
    return login.otherwise === "deny" ? page(401, "Unauthorized") : page(401, question(login.provider, asking.url));
  }

  private comeBack(method: string, query: string): OwnAnswer {
    const to = new URLSearchParams(query).get("to") ?? "/";
    // Within the site alone, whatever the address says.
    const location = /^\/(?![/\\])/.test(to) ? to : "/";
    if (method !== "POST") return page(400, "This address is where the provider of logins sends people back to.");
    const cookie = `${COOKIE}=${this.session}; Path=/; HttpOnly; SameSite=Lax`;
    return { status: 303, headers: { location, "set-cookie": cookie }, body: "" };
  }
}

function matchesPath(paths: readonly string[], path: string): boolean {
  return paths.length === 0 || paths.some((pattern) => wildcard(pattern).test(path));
}

/** Whatever the case of the letters, as the load balancer compares them. */
function matchesQuery(queries: readonly QueryPattern[], query: string): boolean {
  const sent = [...new URLSearchParams(query.toLowerCase())];
  return (
    queries.length === 0 ||
    queries.some(({ name, value }) =>
      sent.some(
        ([key, given]) =>
          (name === undefined || wildcard(name.toLowerCase()).test(key)) && wildcard(value.toLowerCase()).test(given),
      ),
    )
  );
}

function pathsOf(conditions: Value | undefined): string[] {
  return blocksOf(conditions)
    .flatMap(({ path_pattern: pattern }) => blocksOf(pattern))
    .flatMap(({ values }) => (Array.isArray(values) ? values.map(String) : []));
}

const queriesOf = (conditions: Value | undefined): QueryPattern[] =>
  blocksOf(conditions)
    .flatMap(({ query_string: queries }) => blocksOf(queries))
    .map(({ key, value }) => ({ name: typeof key === "string" && key ? key : undefined, value: String(value) }));

function loginOf(actions: Value | undefined): PathRule["login"] {
  const action = blocksOf(actions).find(({ type }) => String(type).startsWith("authenticate-"));
  if (action === undefined) return undefined;
  const [cognito] = blocksOf(action.authenticate_cognito);
  const [oidc] = blocksOf(action.authenticate_oidc);
  const settings = cognito ?? oidc ?? {};
  return {
    provider: cognito ? `the user pool of Cognito at ${cognito.user_pool_domain}` : String(oidc?.issuer ?? ""),
    otherwise: String(settings.on_unauthenticated_request ?? "authenticate"),
  };
}

function question(provider: string, url: string): string {
  const action = `${CALLBACK}?${new URLSearchParams({ to: url })}`;
  return `<h1>A login comes first</h1><p>On AWS the load balancer would send you to ${escaped(provider)} here. This is a rehearsal, where nobody is asked.</p><form method="post" action="${escaped(action)}"><button>Go on as somebody who has logged in</button></form>`;
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (status: number, body: string): OwnAnswer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  body: `<!doctype html><meta charset="utf-8"><title>Rehearsed load balancer</title>${body}\n`,
});
