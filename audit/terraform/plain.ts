import { isObject, type Json, type JsonObject } from "../../terraform/json";

const COMMENT = "//";

/** How many names stand before the body: `resource` has a type and a name, `output` a name, `terraform` none. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  module: 1,
  output: 1,
  variable: 1,
  check: 1,
  provider: 1,
};

/**
 * The document without the comments that cdktf writes: `"//"` at the top and in the body of each block. Deeper down, in a map
 * of tags for example, the same key would be a value and stays.
 */
export function withoutComments(document: JsonObject): JsonObject {
  return mapEntries(omitComment(document), ([name, content]) => stripped(content, LABELS[name] ?? 0));
}

function stripped(content: Json, labels: number): Json {
  if (Array.isArray(content)) return content.map((item) => stripped(item, labels));
  if (!isObject(content)) return content;
  if (labels === 0) return omitComment(content);
  return mapEntries(content, ([, inner]) => stripped(inner, labels - 1));
}

function omitComment(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== COMMENT));
}

function mapEntries(body: JsonObject, map: (entry: [string, Json]) => Json): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, map([key, value])]));
}
