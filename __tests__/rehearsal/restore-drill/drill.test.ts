import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { Drill, type DrillOptions } from "../../../rehearsal/restore-drill/drill";
import type { RestoreSettings } from "../../../rehearsal/restore-drill/environment-file";
import type { ChangePlan } from "../../../terraform/removals";

const PASSWORD = "right";

/** A site that keeps a post and a picture, as far as WordPress's forms and REST API are needed. */
class Site {
  post: string | undefined;
  picture: Buffer | undefined;
  password = PASSWORD;
  private readonly server = createServer(async (request, response) => {
    const body = await buffer(request);
    const [path] = (request.url ?? "").split("?");
    const answer = (status: number, text: string | Buffer = "") => response.writeHead(status).end(text);
    if (path === "/wp-login.php") {
      if (request.method === "GET") return answer(200, "<input id=user_login>");
      return answer(new URLSearchParams(body.toString()).get("pwd") === this.password ? 302 : 200);
    }
    if (path === "/wp-admin/admin-ajax.php") return answer(200, "nonce");
    if (path === "/wp-json/wp/v2/posts") {
      this.post = (JSON.parse(body.toString()) as { title: string }).title;
      return answer(201, JSON.stringify({ link: `${this.url}/post/` }));
    }
    if (path === "/wp-json/wp/v2/media") {
      this.picture = body;
      return answer(201, JSON.stringify({ source_url: `${this.url}/picture.png` }));
    }
    const shown = path === "/post/" ? this.post : this.picture;
    return shown === undefined ? answer(404) : answer(200, shown);
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }
}

const change = (address: string, type: string, actions: string[]) => ({
  ...{ address, type, mode: "managed" },
  change: { actions, replace_paths: [["snapshot_identifier"]] },
});
const DATABASE = change("aws_db_instance.Database", "aws_db_instance", ["delete", "create"]);

interface Faults {
  /** Dropping has no effect. */
  readonly nothingIsLost?: boolean;
  /** What the plan with the snapshot changes. */
  readonly plan?: ChangePlan;
  /** The files do not come back. */
  readonly filesStayAway?: boolean;
  /** The restored database knows another password. */
  readonly otherPassword?: boolean;
}

const open: Site[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.close();
});

async function drill(faults: Faults = {}) {
  const site = await new Site().open();
  open.push(site);
  const written: RestoreSettings[] = [];
  const kept = new Map<string, Pick<Site, "post" | "picture">>();
  const local = {
    url: site.url,
    databases: [{ name: "db", volume: "db-data" }],
    engine: {
      labels: {},
      docker: { getContainer: () => ({}), listContainers: async () => [] },
      exec: async () => {
        if (!faults.nothingIsLost) site.post = undefined;
        return { code: 0, output: "" };
      },
    },
    files: {
      volumes: [{ path: "/uploads", volume: "files" }],
      empty: async () => {
        if (!faults.nothingIsLost) site.picture = undefined;
      },
    },
    snapshots: {
      take: async (name: string) => void kept.set(name, { post: site.post, picture: site.picture }),
      restore: async (name: string) => {
        if (!faults.filesStayAway) site.picture = kept.get(name)?.picture;
      },
    },
  };
  const rehearsal = {
    async redeploy(_: boolean, onPlan?: (plan: ChangePlan) => void) {
      const { snapshot, protectData } = written.at(-1) ?? {};
      if (snapshot === undefined || protectData !== false) return [];
      const plan = faults.plan ?? { resource_changes: [DATABASE] };
      onPlan?.(plan);
      site.post = kept.get(snapshot)?.post;
      if (faults.otherPassword) site.password = "other";
      return ["data"];
    },
    expectNoChanges: async () => [],
  };
  const steps = new Drill({
    ...{ local, rehearsal, user: "admin", password: () => PASSWORD },
    environment: { write: (settings: RestoreSettings) => void written.push(settings) },
    onProgress: () => undefined,
    throwIfInterrupted: () => undefined,
    patienceSeconds: 0.1,
  } as unknown as DrillOptions);
  const run = async () => {
    await steps.write();
    await steps.backUp();
    await steps.lose();
    await steps.restoreDatabase();
    await steps.restoreFiles();
    return steps.find();
  };
  return { run, written };
}

test("what was lost is found, and the protection is lifted for the replacement alone", async () => {
  const { run, written } = await drill();
  expect(await run()).toMatch(/^post and picture are seen/);
  expect(written).toEqual([
    { protectData: false },
    { protectData: false, snapshot: "restore-drill" },
    { snapshot: "restore-drill" },
  ]);
});

test.each<[string, Faults, string]>([
  ["nothing was lost", { nothingIsLost: true }, "it is still not so: a visitor finds neither post nor picture"],
  ["no database is replaced", { plan: { resource_changes: [] } }, "replaces no database"],
  [
    "more than the database would go",
    { plan: { resource_changes: [DATABASE, change("aws_efs_file_system.Files", "aws_efs_file_system", ["delete"])] } },
    "the restore would lose more data: aws_efs_file_system.Files is destroyed",
  ],
  ["the picture does not come back", { filesStayAway: true }, "a visitor still misses the picture (status 404)"],
  ["the administrator is locked out", { otherPassword: true }, "the site refuses the login of admin"],
])("a drill fails when %s", async (_, faults, message) => {
  const { run } = await drill(faults);
  await expect(run()).rejects.toThrow(message);
});
