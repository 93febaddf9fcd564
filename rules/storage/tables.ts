import type { Rule } from "../rule";

export const tableRules: readonly Rule[] = [
  {
    id: "table-keys",
    trap: 79,
    title: "A DynamoDB table describes the attributes of its keys and indexes, and no others",
    source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
    severity: "error",
    fix: "Give each key one attribute block, and take out the rest.",
    on: ["aws_dynamodb_table"],
    *check(resource) {
      const indexes = [...resource.blocks("global_secondary_index"), ...resource.blocks("local_secondary_index")];
      const keys = [resource, ...indexes].flatMap((block) =>
        ["hash_key", "range_key"]
          .filter((name) => block.has(name))
          .map((name) => [block, name, block.text(name)] as const),
      );
      const attributes = resource.blocks("attribute").map((attribute) => attribute.text("name"));
      if (resource.has("dynamic") || attributes.includes(undefined)) return;
      for (const [block, name, key] of keys)
        if (key !== undefined && !attributes.includes(key))
          yield block.problem(name, "no attribute block describes it");
      const used = keys.map(([, , key]) => key);
      const idle = attributes.find((name) => !used.includes(name));
      if (idle !== undefined && !used.includes(undefined))
        yield resource.problem("attribute.name", "no key has it", idle);
      const own = resource.text("hash_key");
      for (const index of resource.blocks("local_secondary_index"))
        if (index.has("hash_key") && own !== undefined && index.text("hash_key") !== own)
          yield index.problem("hash_key", `the table's is ${own}`);
    },
  },
];
