import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Rehearsal } from "../../rehearsal/rehearsal";
import { Reporter } from "../../rehearsal/run/reporter";
import { resourceCount } from "../../rehearsal/run/stacks";

const project = join(__dirname, "../..");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rehearsed-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An environment file beside the project's own, with other settings in some of its sections. */
function variant(name: string, sections: Partial<Record<"service" | "network" | "deployment", object>>): string {
  const file = join(directory, `${name}.ts`);
  const base = join(project, "environments/dev.ts");
  const merged = Object.entries(sections).map(
    ([section, settings]) => `${section}: { ...dev.${section}, ...${JSON.stringify(settings)} }`,
  );
  writeFileSync(file, `import dev from ${JSON.stringify(base)};\nexport default { ...dev, ${merged.join(", ")} };\n`);
  return file;
}

const ec2 = { type: "ec2", instanceTypes: ["t3.small"], minInstances: 1, maxInstances: 2 };

interface Case {
  readonly name: string;
  readonly environment: () => string;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}

/** Production is deployed by secrets.test.ts as well, and dev as it is by browser/rehearsal.test.ts. */
const cases: readonly Case[] = [
  {
    name: "dev on EC2 capacity, its deployments as canaries",
    environment: () =>
      variant("devec2", {
        service: { capacity: ec2 },
        network: { nat: "single" },
        deployment: { strategy: "canary", alarms: true },
      }),
    has: ["aws_autoscaling_group", "aws_launch_template"],
    lacks: [],
  },
  {
    name: "small-production",
    environment: () => "small-production",
    has: ["aws_acm_certificate", "aws_backup_plan"],
    lacks: ["aws_nat_gateway", "aws_elasticache_replication_group"],
  },
];

test.each(cases)(
  "$name deploys, plans nothing again, and destroys to empty states",
  async ({ environment, has, lacks }) => {
    const lines: string[] = [];
    const rehearsal = await Rehearsal.open({
      projectDirectory: project,
      directory: join(directory, "out"),
      environment: environment(),
      reporter: new Reporter({ write: (text) => lines.push(text) }),
    });
    try {
      const stacks = await rehearsal.synth();
      const types = new Set(stacks.flatMap(({ json }) => Object.keys(json.resource ?? {})));
      for (const type of has) expect(types).toContain(type);
      for (const type of lacks) expect(types).not.toContain(type);
      const results = await rehearsal.deploy();
      for (const { stack, resources } of results) {
        const synthesized = stacks.find(({ name }) => name === stack);
        expect(resources, stack).toBeGreaterThanOrEqual(synthesized ? resourceCount(synthesized) : 1);
      }
      await rehearsal.expectNoChanges();
      const outputs = [...(await rehearsal.outputs()).values()].flatMap((values) => Object.keys(values));
      expect(outputs).toEqual(expect.arrayContaining(["SiteUrl", "ImageDigest", "DatabaseEndpoint"]));
      await rehearsal.destroy();
      expect(lines.join("").match(/its state is empty/g)).toHaveLength(stacks.length);
    } finally {
      await rehearsal.close();
    }
  },
);
