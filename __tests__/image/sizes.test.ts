import { beforeAll, expect, test } from "vitest";
import { phpWorkers } from "../../cost/capacity/workers";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";
import { eventually } from "./support/wait";

const lab = useLab("sizes");
let shell: Container;
beforeAll(async () => {
  shell = await lab.wordpress({
    command: ["php", "-S", "127.0.0.1:9000", "-t", "/tmp/metadata"],
    flags: ["--tmpfs", "/tmp/metadata"],
  });
});

interface Machine {
  readonly memoryGiB?: number;
  readonly cores?: number;
  /** Files below /sys/fs/cgroup. */
  readonly cgroup?: Readonly<Record<string, string>>;
  /** What the ECS task metadata endpoint says; CPU in vCPUs, Memory in MiB. */
  readonly task?: { readonly CPU?: number; readonly Memory?: number };
}

interface Sizes {
  readonly memoryMiB: number;
  readonly cpus: number;
  readonly fpmChildren: number;
  readonly nginxWorkers: number;
  readonly opcacheMiB: number;
}

/** Sizes that the image chooses on an invented machine. */
async function sizes({ memoryGiB = 64, cores = 64, cgroup = {}, task }: Machine, env: string[] = []): Promise<Sizes> {
  await shell.shell("rm -rf /tmp/root /tmp/metadata/*");
  await shell.write("/tmp/root/proc/meminfo", `MemTotal:       ${memoryGiB * 1024 * 1024} kB\n`);
  await shell.write("/tmp/root/proc/cpuinfo", Array.from({ length: cores }, (_, n) => `processor\t: ${n}\n`).join(""));
  for (const [file, contents] of Object.entries(cgroup))
    await shell.write(`/tmp/root/sys/fs/cgroup/${file}`, `${contents}\n`);
  const flags = env;
  if (task) {
    await shell.write("/tmp/metadata/task", JSON.stringify({ Limits: task }));
    flags.push("--env", "ECS_CONTAINER_METADATA_URI_V4=http://127.0.0.1:9000");
  }
  return JSON.parse(await shell.exec(["/usr/lib/wp-image/configure", "--sizes", "/tmp/root"], flags));
}

const v2 = (memoryMiB: number | "max", cpu: string) => ({
  "memory.max": memoryMiB === "max" ? "max" : String(memoryMiB * 2 ** 20),
  "cpu.max": cpu,
});

test.each([
  ["half a GB and a quarter of a vCPU", 512, "25000 100000", { fpmChildren: 3, nginxWorkers: 1, opcacheMiB: 96 }],
  ["1 GB and half a vCPU", 1024, "50000 100000", { fpmChildren: 6, nginxWorkers: 1, opcacheMiB: 96 }],
  ["2 GB and 1 vCPU", 2048, "100000 100000", { fpmChildren: 12, nginxWorkers: 1, opcacheMiB: 128 }],
  ["4 GB and 2 vCPU", 4096, "200000 100000", { fpmChildren: 24, nginxWorkers: 2, opcacheMiB: 192 }],
  ["8 GB and 4 vCPU", 8192, "400000 100000", { fpmChildren: 48, nginxWorkers: 4, opcacheMiB: 192 }],
])("cgroup v2 with %s, as the costs reckon", async (_what, memory, cpu, expected) => {
  const chosen = await sizes({ cgroup: v2(memory, cpu) });
  expect(chosen).toMatchObject(expected);
  expect(phpWorkers({ vcpus: chosen.cpus, memoryMiB: memory, workerMiB: 64 })).toBe(chosen.fpmChildren);
});

test("cgroup v1 limits count as those of v2", async () => {
  const cgroup = {
    "memory/memory.limit_in_bytes": String(2 ** 30),
    "cpu/cpu.cfs_quota_us": "50000",
    "cpu/cpu.cfs_period_us": "100000",
  };
  expect(await sizes({ cgroup })).toMatchObject({ memoryMiB: 1024, cpus: 0.5, fpmChildren: 6, nginxWorkers: 1 });
});

test("without limits the host counts", async () => {
  const unlimited = {
    "memory/memory.limit_in_bytes": "9223372036854771712",
    "cpu/cpu.cfs_quota_us": "-1",
    "cpu/cpu.cfs_period_us": "100000",
  };
  expect(await sizes({ memoryGiB: 16, cores: 2, cgroup: unlimited })).toMatchObject({
    memoryMiB: 16384,
    cpus: 2,
    fpmChildren: 24,
  });
  expect(await sizes({ memoryGiB: 16, cores: 2, cgroup: v2("max", "max 100000") })).toMatchObject({
    memoryMiB: 16384,
    cpus: 2,
  });
});

test("an ECS task's limits count where the container's cgroup has none", async () => {
  expect(await sizes({ cgroup: v2("max", "max 100000"), task: { CPU: 0.25, Memory: 512 } })).toMatchObject({
    memoryMiB: 512,
    cpus: 0.25,
    fpmChildren: 3,
    nginxWorkers: 1,
  });
});

test("64 cores of the host do not make 64 nginx workers in a container of one vCPU", async () => {
  expect((await sizes({ cores: 64, cgroup: v2(2048, "100000 100000") })).nginxWorkers).toBe(1);
});

test("settings go before what is found", async () => {
  const cgroup = v2(2048, "100000 100000");
  expect((await sizes({ cgroup }, ["--env", "WP_FPM_CHILDREN=3"])).fpmChildren).toBe(3);
  expect((await sizes({ cgroup }, ["--env", "WP_WORKER_MB=256"])).fpmChildren).toBe(5);
});

test("a container with 256 MB answers as many requests at once as it has workers, and none is killed for memory", async () => {
  const server = await DatabaseServer.shared(lab);
  const env = {
    ...IMMUTABLE,
    ...(await server.database()),
    WP_HOME: "http://www.example.com",
    WP_SITE_TITLE: "Small",
    WP_ADMIN_USER: "editor",
    WP_ADMIN_PASSWORD: "a password for a small site",
    WP_ADMIN_EMAIL: "editor@example.com",
    WP_PAGE_CACHE: "off",
  };
  const container = await lab.wordpress({ env, flags: ["--memory", "256m", "--memory-swap", "256m"] });
  await container.whenHealthy();
  const visit = async () => (await container.request("/", { headers: { Host: "www.example.com" } })).status;
  await eventually("the site is installed", async () => (await visit()) === 200, 60);
  for (let round = 0; round < 5; round++) {
    expect(await Promise.all([visit(), visit(), visit(), visit()])).toEqual([200, 200, 200, 200]);
  }
  const kills =
    "cat /sys/fs/cgroup/memory/memory.oom_control /sys/fs/cgroup/memory.events 2>/dev/null | sed -n 's/^oom_kill //p'";
  expect(await container.shell(kills)).toBe("0");
  expect(await container.logs()).not.toContain("died with");
});
