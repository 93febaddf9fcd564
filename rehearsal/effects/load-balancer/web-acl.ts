import { BlockList, isIPv6 } from "node:net";
import { posix } from "node:path";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, isObject, type ObjectValue, type Value } from "../../provider-double/value";

/** What of a request a web ACL looks at here. */
export interface Looked {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** The visitor's address. */
  readonly address: string;
}

/** A rule that refuses. */
export interface Refusing {
  readonly rule: string;
  readonly status: number;
}

const THIS_MACHINE: ReadonlySet<string> = new Set(["127.0.0.1", "::1"]);

/** Answers whether a statement matches; undefined where that needs what only AWS has. */
type Judge = (request: Looked) => boolean | undefined;

/** The rules of a web ACL (`aws_wafv2_web_acl`) that can be judged from a request alone: paths, queries, methods, sets of addresses. */
export class WebAclRules {
  private readonly rules: readonly { readonly name: string; readonly status: number; readonly judge: Judge }[];
  /** Names of the rules that refuse here. */
  readonly judged: readonly string[];
  /** Names of the rules that refuse nothing here. */
  readonly unjudged: readonly string[];

  constructor(state: ObjectValue, inventory: Pick<Inventory, "find">) {
    const all = blocksOf(state.rule)
      .sort((one, other) => Number(one.priority) - Number(other.priority))
      .map((rule) => {
        const [statement = {}] = blocksOf(rule.statement);
        const [block] = blocksOf(rule.action).flatMap((action) => blocksOf(action.block));
        const [custom] = blocksOf(block?.custom_response);
        return {
          name: String(rule.name),
          blocks: block !== undefined,
          needsAws: hasUnknownStatement(statement),
          status: Number(custom?.response_code ?? 403),
          judge: judgeOf(statement, inventory),
        };
      });
    this.rules = all.filter(({ blocks, needsAws }) => blocks && !needsAws);
    this.judged = this.rules.map(({ name }) => name);
    this.unjudged = all.filter(({ needsAws }) => needsAws).map(({ name }) => name);
  }

  /** The first rule that refuses the request. */
  refusing(request: Looked): Refusing | undefined {
    const found = this.rules.find(({ judge }) => judge(request) === true);
    return found && { rule: found.name, status: found.status };
  }
}

const COMBINATIONS: Readonly<Record<string, (judges: readonly Judge[]) => Judge>> = {
  and_statement: (judges) => (request) => {
    const verdicts = judges.map((judge) => judge(request));
    if (verdicts.includes(false)) return false;
    return verdicts.includes(undefined) ? undefined : true;
  },
  or_statement: (judges) => (request) => {
    const verdicts = judges.map((judge) => judge(request));
    if (verdicts.includes(true)) return true;
    return verdicts.includes(undefined) ? undefined : false;
  },
  not_statement:
    ([judge]) =>
    (request) => {
      const verdict = judge?.(request);
      return verdict === undefined ? undefined : !verdict;
    },
};

const LOOKS: Readonly<Record<string, (body: ObjectValue, inventory: Pick<Inventory, "find">) => Judge>> = {
  byte_match_statement: (body) => {
    const wanted = String(body.search_string ?? "");
    const compare = POSITIONS[String(body.positional_constraint)] ?? (() => undefined);
    return (request) => {
      const value = fieldOf(body, request);
      return value === undefined ? undefined : compare(value, wanted);
    };
  },
  regex_match_statement: (body) => {
    const expression = new RegExp(String(body.regex_string));
    return (request) => {
      const value = fieldOf(body, request);
      return value === undefined ? undefined : expression.test(value);
    };
  },
  ip_set_reference_statement: ({ arn = null }, inventory) => {
    const set = inventory.find("aws_wafv2_ip_set", "arn", arn);
    const ranges = rangesOf(set?.addresses);
    // This machine stands for whoever may come, wherever that is.
    return ({ address }) =>
      set === undefined || THIS_MACHINE.has(address)
        ? undefined
        : ranges.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  },
};

const POSITIONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  EXACTLY: (value, wanted) => value === wanted,
  STARTS_WITH: (value, wanted) => value.startsWith(wanted),
  ENDS_WITH: (value, wanted) => value.endsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
};

const TRANSFORMATIONS: Readonly<Record<string, (value: string) => string>> = {
  NONE: (value) => value,
  LOWERCASE: (value) => value.toLowerCase(),
  URL_DECODE: (value) =>
    value.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8")),
  NORMALIZE_PATH: (value) => posix.normalize(value),
};

/** The part of the request that a statement names, transformed; undefined for parts that are not looked at here. */
function fieldOf(body: ObjectValue, { method, url }: Looked): string | undefined {
  const [field = {}] = blocksOf(body.field_to_match);
  const [path = "/", query = ""] = url.split(/\?(.*)/s);
  const parts = { uri_path: path, query_string: query, method };
  const value = Object.entries(parts).find(([part]) => blocksOf(field[part]).length > 0)?.[1];
  return blocksOf(body.text_transformation)
    .sort((one, other) => Number(one.priority) - Number(other.priority))
    .reduce<string | undefined>(
      (text, { type }) => (text === undefined ? undefined : TRANSFORMATIONS[String(type)]?.(text)),
      value,
    );
}

function rangesOf(addresses: Value | undefined): BlockList {
  const ranges = new BlockList();
  for (const range of Array.isArray(addresses) ? addresses : []) {
    const [address = "", prefix = ""] = String(range).split("/");
    ranges.addSubnet(address, Number(prefix), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return ranges;
}

/** The kinds of statement that are written, with their bodies. */
const written = (statement: ObjectValue): [string, ObjectValue][] =>
  Object.entries(statement).flatMap(([kind, value]) =>
    blocksOf(value).map((body): [string, ObjectValue] => [kind, body]),
  );

function judgeOf(statement: ObjectValue, inventory: Pick<Inventory, "find">): Judge {
  const [[kind, body] = ["", {}]] = written(statement);
  const combine = COMBINATIONS[kind];
  if (combine) return combine(blocksOf(body.statement).map((inner) => judgeOf(inner, inventory)));
  return LOOKS[kind]?.(body, inventory) ?? (() => undefined);
}

/** Groups of AWS, rates and labels: what no request says by itself. */
function hasUnknownStatement(statement: ObjectValue): boolean {
  return written(statement).some(([kind, body]) =>
    kind in COMBINATIONS ? blocksOf(body.statement).some(hasUnknownStatement) : isObject(body) && !(kind in LOOKS),
  );
}
