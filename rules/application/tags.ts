import { keyTwice, MOST_TAGS, tagKeyRefusal, tagValueRefusal } from "../../aws/tags";
import type { Finding } from "../../terraform/block";
import { hasInterpolation } from "../../terraform/reference";
import { EVERY_TYPE, type Resource, type Rule } from "../rule";

export const tagRules: readonly Rule[] = [
  {
    id: "tag-keys",
    trap: 67,
    title:
      "Tags keep to AWS's limits: 50, no key that begins with aws:, none that differs by case alone, no < > & and the like",
    source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    severity: "error",
    fix: "Rename the key, write the value otherwise, or take the tag away.",
    on: [EVERY_TYPE],
    *check(resource) {
      for (const attribute of ["tags", "propagated_tags"]) yield* judgeMap(resource, attribute);
      for (const created of resource.blocks("tag_specifications"))
        yield* judge(resource, "tag_specifications", Object.entries(created.map("tags")));
      // An Auto Scaling group has a block for each tag, and no default ones.
      const blocks = resource.blocks("tag").map((tag) => [tag.text("key"), tag.text("value")] as const);
      yield* judge(resource, "tag", blocks);
    },
  },
];

/** Default tags are judged with those that a resource has itself: they are given to all that take tags. */
function* judgeMap(resource: Resource, attribute: string): Iterable<Finding> {
  if (!resource.has(attribute)) return;
  yield* judge(resource, attribute, Object.entries({ ...resource.defaultTags, ...resource.map(attribute) }));
}

function* judge(
  resource: Resource,
  attribute: string,
  tags: readonly (readonly [string | undefined, unknown])[],
): Iterable<Finding> {
  const keys = tags.flatMap(([key]) => key ?? []);
  if (tags.length > MOST_TAGS)
    yield resource.problem(attribute, `${tags.length} tags, at most ${MOST_TAGS}`, tags.length);
  for (const [key, value] of tags) {
    const refusal = key === undefined || hasInterpolation(key) ? undefined : tagKeyRefusal(key);
    if (refusal !== undefined) yield resource.problem(attribute, `a key ${refusal}`, key);
    const wrong = typeof value === "string" && !hasInterpolation(value) ? tagValueRefusal(value) : undefined;
    if (wrong !== undefined) yield resource.problem(attribute, `the value of ${key} ${wrong}`, value);
  }
  const twice = keyTwice(keys);
  if (twice !== undefined) yield resource.problem(attribute, "another key differs by case alone", twice);
}
