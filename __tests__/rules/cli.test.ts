// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform expressions, not JavaScript templates
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../rules/cli";
import { main as changes } from "../../terraform/changes-cli";

let directory: string;
let written: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rules-cli-"));
  written = "";
  const keep = (text: string) => {
    written += `${text}\n`;
  };
  vi.spyOn(console, "log").mockImplementation(keep);
  vi.spyOn(console, "error").mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** A plan of one container that stops too late, for each of two tasks. */
function writePlan(): string {
  const task = (index: string) => ({
    address: `aws_ecs_task_definition.site["${index}"]`,
    mode: "managed",
    type: "aws_ecs_task_definition",
    name: "site",
    values: {
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      cpu: "512",
      memory: "1024",
      container_definitions: JSON.stringify([{ name: index, image: "site", stopTimeout: 121 }]),
    },
  });
  const file = join(directory, "production-service.json");
  writeFileSync(file, JSON.stringify({ planned_values: { root_module: { resources: [task("a"), task("b")] } } }));
  return file;
}

test("what for_each came to is judged, each instance by itself, and the exit code is 1", async () => {
  expect(await main([writePlan(), "--unjudged"])).toBe(1);
  expect(written).toContain('aws_ecs_task_definition.site["a"] (stack production-service)');
  expect(written).toContain("container-stop-timeout");
  expect(written).toMatch(/2 problems; \d+ values are known only after the apply/);
});

test.each(["", "text", "null", "[]", "{}", '{"planned_values":null}', '{"planned_values":5}'])(
  "a file with %j is no plan, and that is one line",
  async (content) => {
    const file = join(directory, "plan.json");
    writeFileSync(file, content);
    expect(await main([file])).toBe(1);
    expect(await changes([file])).toBe(1);
    const lines = written.trim().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatch(/plan\.json"? (?:cannot be read as JSON|must be what terraform show)/);
  },
);

test("a folder that cdktf has not written is refused, for its waivers would be missing", async () => {
  expect(await main([writePlan(), "--synthesized", directory])).toBe(1);
  expect(written).toBe(
    `--synthesized must be a folder that cdktf has written, got ${directory}, which has no stacks/\n`,
  );
});

test("what a stack waives with a reason is waived of its plan", async () => {
  const stack = join(directory, "cdktf.out/stacks/production-service");
  mkdirSync(stack, { recursive: true });
  const site = { "//": { waived: { "container-stop-timeout": "it runs on EC2 in the end" } } };
  const json = { resource: { aws_ecs_task_definition: { site } } };
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(json));
  expect(await main([writePlan(), "--synthesized", join(directory, "cdktf.out")])).toBe(0);
  expect(written).toContain("0 problems");
});

test("a value that nobody knows is listed with its place, what stands there and the rules that ask for it", async () => {
  const bucket = { address: "aws_s3_bucket.site", mode: "managed", type: "aws_s3_bucket", name: "site", values: {} };
  const file = join(directory, "media.json");
  const plan = {
    planned_values: { root_module: { resources: [bucket] } },
    resource_changes: [{ address: bucket.address, change: { after_unknown: { bucket: true } } }],
    configuration: {
      root_module: {
        resources: [{ address: bucket.address, expressions: { bucket: { references: ["random_id.x"] } } }],
      },
    },
  };
  writeFileSync(file, JSON.stringify(plan));
  const stack = join(directory, "cdktf.out/stacks/media");
  mkdirSync(stack, { recursive: true });
  writeFileSync(
    join(stack, "cdk.tf.json"),
    JSON.stringify({ resource: { aws_s3_bucket: { site: { bucket: "site-${random_id.x.hex}" } } } }),
  );
  expect(await main([file, "--unjudged"])).toBe(0);
  expect(written).toContain("aws_s3_bucket.site (stack media): bucket = known after the apply: bucket-name");
  expect(await main([file, "--unjudged", "--synthesized", join(directory, "cdktf.out")])).toBe(0);
  expect(written).toContain('aws_s3_bucket.site (stack media): bucket = "site-${random_id.x.hex}": bucket-name');
});

test("what is no plan is refused with its name", async () => {
  const file = join(directory, "state.json");
  writeFileSync(file, '{"values":{}}');
  expect(await main([file])).toBe(1);
  expect(written).toContain(`${file} must be what terraform show -json says of a plan; it has no planned_values`);
  expect(await main([join(directory, "none.json")])).toBe(1);
  expect(written).toContain('none.json" cannot be read as JSON');
});
