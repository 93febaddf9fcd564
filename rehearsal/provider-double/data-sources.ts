import { inventState, type Place } from "./invent";
import { policyDocument } from "./policy-document";
import type { Block } from "./schema";
import { isObject, type ObjectValue, UNKNOWN, type Value } from "./value";

type Answer = (config: ObjectValue, place: Place) => Record<string, Value>;

const AZ_LETTERS = ["a", "b", "c"];

/** Data sources whose answer is known without asking AWS. All others get invented values. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  aws_caller_identity: (_, { account }) => ({
    id: account,
    account_id: account,
    arn: `arn:aws:iam::${account}:user/rehearsal`,
    user_id: "AIDAREHEARSAL",
  }),
  aws_partition: () => ({
    id: "aws",
    partition: "aws",
    dns_suffix: "amazonaws.com",
    reverse_dns_prefix: "com.amazonaws",
  }),
  aws_region: (_, { region }) => ({ id: region, name: region, region, endpoint: `ec2.${region}.amazonaws.com` }),
  aws_availability_zones: (_, { region }) => ({
    id: region,
    names: AZ_LETTERS.map((letter) => `${region}${letter}`),
    zone_ids: AZ_LETTERS.map((_letter, place) => `${shortRegion(region)}-az${place + 1}`),
    group_names: [region],
  }),
  aws_iam_policy_document: (config) => {
    const json = JSON.stringify(policyDocument(config), null, 2);
    return { id: "policy", json, minified_json: JSON.stringify(JSON.parse(json)) };
  },
  aws_ssm_parameter: (config, place) => parameter(config, place),
  aws_ec2_managed_prefix_list: () => ({ id: "pl-3b927c52" }),
};

/** Answers a data source: what the configuration says, what is known, and invented values for the rest. */
export function readData(type: string, block: Block, config: ObjectValue, place: Place): ObjectValue {
  const state: ObjectValue = { ...config, ...answer(type, config, place) };
  for (const [name, { computed }] of Object.entries(block.attributes)) {
    if (computed && (state[name] ?? null) === null) state[name] = UNKNOWN;
  }
  const names = new Set([...Object.keys(block.attributes), ...Object.keys(block.blocks)]);
  const known = Object.fromEntries(Object.entries(state).filter(([name]) => names.has(name)));
  return inventState(type, block, known, place, JSON.stringify(config));
}

function answer(type: string, config: ObjectValue, place: Place): Record<string, Value> {
  const given = ANSWERS[type]?.(config, place) ?? {};
  return isObject(given) ? given : {};
}

/** `eu-west-1` is `euw1` in the ids of its zones. */
function shortRegion(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  return `${area}${direction.charAt(0)}${number}`;
}

/** AWS publishes image ids as parameters; any other parameter has no value that could be guessed. */
function parameter(config: ObjectValue, { account, region }: Place): Record<string, Value> {
  const name = String(config.name);
  const image = "ami-0123456789abcdef0";
  const value = name.endsWith("/recommended") ? JSON.stringify({ image_id: image, image_name: name }) : image;
  return {
    id: name,
    arn: `arn:aws:ssm:${region}:${account}:parameter${name}`,
    type: "String",
    value,
    insecure_value: value,
    version: 1,
  };
}
