import { isIPv4, isIPv6 } from "node:net";
import type { Block, Finding, Rule } from "../rule";

const API = "https://docs.aws.amazon.com/waf/latest/APIReference";
const KINDS = [
  "and_statement",
  "asn_match_statement",
  "byte_match_statement",
  "geo_match_statement",
  "ip_set_reference_statement",
  "label_match_statement",
  "managed_rule_group_statement",
  "not_statement",
  "or_statement",
  "rate_based_statement",
  "regex_match_statement",
  "regex_pattern_set_reference_statement",
  "rule_group_reference_statement",
  "size_constraint_statement",
  "sqli_match_statement",
  "xss_match_statement",
];
const WINDOWS = [60, 120, 300, 600];
/** Statements that look at a part of the request, and change it first. */
const TRANSFORMED = /^(?:byte|regex|regex_pattern_set_reference|size|sqli|xss)/;
/** Names that people write for a country and that ISO 3166 has not. */
const NO_COUNTRIES = ["UK", "EU", "EN"];
const LONGEST_SEARCH_BYTES = 200;

/** What is wrong with a statement, and with those inside it. */
function* wrongIn(parent: Block): Iterable<Finding> {
  for (const statement of parent.blocks("statement")) {
    const kinds = KINDS.filter((kind) => statement.has(kind));
    if (kinds.length !== 1 && !("dynamic" in statement.json))
      yield parent.problem("statement", "one kind of statement", kinds.length === 0 ? undefined : kinds);
    for (const kind of kinds) {
      const one = statement.block(kind);
      if (one) yield* wrongKind(kind, one);
    }
  }
}

function* wrongKind(kind: string, one: Block): Iterable<Finding> {
  if (kind === "and_statement" || kind === "or_statement") {
    if (one.blocks("statement").length < 2 && !one.has("dynamic")) yield one.problem("statement", "two or more");
    yield* wrongIn(one);
  } else if (kind === "not_statement") yield* wrongIn(one);
  else if (kind === "rate_based_statement") yield* wrongRate(one);
  else if (kind === "geo_match_statement") {
    const wrong = one.texts("country_codes").filter((code) => !/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.includes(code));
    if (wrong.length > 0) yield one.problem("country_codes", "codes of ISO 3166, such as GB", wrong);
  } else if (kind === "byte_match_statement") {
    const text = one.text("search_string");
    const bytes = Buffer.byteLength(text ?? "x");
    if (bytes === 0 || bytes > LONGEST_SEARCH_BYTES)
      yield one.problem("search_string", `1 to ${LONGEST_SEARCH_BYTES} bytes`);
  }
  if (TRANSFORMED.test(kind)) {
    if (!one.has("text_transformation")) yield one.problem("text_transformation", "one or more");
    const priorities = one.blocks("text_transformation").map((block) => block.number("priority"));
    const known = priorities.filter((priority) => priority !== undefined);
    if (new Set(known).size < known.length) yield one.problem("text_transformation.priority", "given twice", known);
  }
}

function* wrongRate(rate: Block): Iterable<Finding> {
  const window = rate.number("evaluation_window_sec");
  if (window !== undefined && !WINDOWS.includes(window))
    yield rate.problem("evaluation_window_sec", `one of ${WINDOWS.join(", ")}`);
  const limit = rate.number("limit");
  if (limit !== undefined && (limit < 10 || limit > 2_000_000_000)) yield rate.problem("limit", "10 to 2000000000");
  const by = rate.textOr("aggregate_key_type", "IP");
  if (by !== undefined && !["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"].includes(by))
    yield rate.problem("aggregate_key_type", "IP, FORWARDED_IP, CUSTOM_KEYS or CONSTANT");
  if (by === "FORWARDED_IP" && !rate.has("forwarded_ip_config"))
    yield rate.problem("aggregate_key_type", "needs forwarded_ip_config", by);
  if (by === "CUSTOM_KEYS" && !rate.has("custom_key")) yield rate.problem("aggregate_key_type", "needs custom_key", by);
  if (by === "CONSTANT" && !rate.has("scope_down_statement"))
    yield rate.problem("aggregate_key_type", "needs scope_down_statement", by);
  for (const scope of rate.blocks("scope_down_statement")) {
    for (const kind of KINDS.filter((name) => scope.has(name))) {
      const one = scope.block(kind);
      if (one) yield* wrongKind(kind, one);
    }
  }
}

export const wafStatementRules: readonly Rule[] = [
  {
    id: "waf-statement",
    trap: 53,
    title: "A rule of WAF has one statement, and each statement what its kind needs",
    source: `${API}/API_Statement.html`,
    severity: "error",
    fix: "Correct the statement.",
    on: ["aws_wafv2_web_acl", "aws_wafv2_rule_group"],
    *check(resource) {
      for (const rule of resource.blocks("rule")) yield* wrongIn(rule);
    },
  },
  {
    id: "waf-addresses",
    trap: 53,
    title: "A set of addresses has ranges of its own version, none of them everything",
    source: `${API}/API_IPSet.html`,
    severity: "error",
    fix: "Write ranges such as 192.0.2.44/32; two halves, 0.0.0.0/1 and 128.0.0.0/1, are everything.",
    on: ["aws_wafv2_ip_set"],
    *check(resource) {
      const version = resource.text("ip_address_version");
      for (const range of resource.texts("addresses")) {
        const [address = "", length] = range.split("/");
        const isRight = version === "IPV6" ? isIPv6(address) : isIPv4(address);
        if (length === undefined)
          yield resource.problem("addresses", "a range, with /32 or /128 for one address", range);
        else if (version !== undefined && !isRight)
          yield resource.problem("addresses", `no range of ${version}`, range);
        else if (length === "0") yield resource.problem("addresses", "/0 is not taken", range);
      }
    },
  },
];
