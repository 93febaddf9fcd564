import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";

const lab = useLab("cron");
let server: DatabaseServer;
let site: Site;

/** Hooks that end in all the ways in which an event can. */
const EVENTS = `<?php
  function note(string $name): void { global $wpdb; usleep(800000);
    $wpdb->query("INSERT INTO {$wpdb->prefix}options (option_name, option_value, autoload) VALUES ('ran_{$name}_" . uniqid() . "', '1', 'no')"); }
  add_action('event_good', fn () => note('good'));
  add_action('event_printing', function () { echo 'printed by an event'; note('printing'); });
  add_action('event_loop', function () { while (true); });
  add_action('event_socket', function () { $child = popen('sleep 4711', 'r'); stream_socket_accept(stream_socket_server('tcp://127.0.0.1:0'), 3600); });
  add_action('event_exit', function () { exit; });
  add_action('event_fatal', function () { no_such_function(); });
  add_action('event_memory', function () { ini_set('memory_limit', '64M'); str_repeat('x', 1 << 30); });
  add_action('event_stop', function () { mkdir('/run/stopping'); note('stop'); });`;

beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  site = await startSite(lab, server, { WP_CRON: "off", WP_CRON_EVENT_SECONDS: "5" });
  await site.withProbe();
  await site.container.write("/usr/src/wordpress/wp-content/mu-plugins/events.php", EVENTS);
});

const cron = () => site.container.tryExec(["wp-image", "cron"]);

/** Makes events due, in this order. */
const schedule = (...hooks: string[]) =>
  site.evaluate(
    `foreach (${JSON.stringify(hooks)} as $place => $hook) wp_schedule_single_event(time() - 100 + $place, $hook, [uniqid()]); return 1;`,
  );

const runs = (name: string) =>
  site.evaluate<number>(
    `global $wpdb; return (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->prefix}options WHERE option_name LIKE 'ran\\\\_${name}\\\\_%'");`,
  );

async function oldestDueSeconds(): Promise<number> {
  const status = await site.container.exec(["wp-image", "status", "--json"]);
  const { OldestDueEvent } = JSON.parse(await site.container.exec(["wp-image", "metrics"])) as Record<string, number>;
  const { oldest_due_seconds: told } = (JSON.parse(status) as { database: { oldest_due_seconds: number } }).database;
  expect(OldestDueEvent).toBeGreaterThanOrEqual(told);
  return told;
}

test("due events run once, whichever of several runs takes them, and not while the container stops", async () => {
  await schedule("event_good");
  const codes = await Promise.all([cron(), cron(), cron()]);
  expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await runs("good")).toBe(1);
  await schedule("event_good");
  await site.container.shell("mkdir /run/stopping && wp-image cron && rmdir /run/stopping");
  expect(await runs("good")).toBe(1);
  expect((await cron()).code).toBe(0);
  expect(await runs("good")).toBe(2);
});

test("a stop lets the event that runs end, and begins no other", async () => {
  const before = await runs("good");
  await schedule("event_stop", "event_good");
  expect((await cron()).code).toBe(0);
  await site.container.shell("rmdir /run/stopping");
  expect([await runs("stop"), await runs("good")]).toEqual([1, before]);
  expect((await cron()).code).toBe(0);
  expect(await runs("good")).toBe(before + 1);
});

test("an event that hangs, exits or fails is named and ended, and the others run", async () => {
  const before = await runs("good");
  const bad = ["event_loop", "event_exit", "event_memory", "event_fatal", "event_socket"];
  await schedule("event_printing", ...bad.flatMap((hook) => [hook, "event_good"]));
  expect(await oldestDueSeconds()).toBeGreaterThanOrEqual(100);
  const { code, stdout, stderr } = await cron();
  expect([code, stdout]).toEqual([1, ""]);
  const lines = stderr.split("\n").filter((line) => line.startsWith("wp-image: "));
  expect(lines).toEqual([
    "wp-image: the event event_loop was ended after 5 s (WP_CRON_EVENT_SECONDS)",
    "wp-image: the event event_exit ended its process (exit code 0)",
    "wp-image: the event event_memory ended its process (exit code 255)",
    "wp-image: the event event_fatal ended its process (exit code 255)",
    "wp-image: the event event_socket was ended after 5 s (WP_CRON_EVENT_SECONDS)",
  ]);
  expect(await runs("good")).toBe(before + bad.length);
  expect(await runs("printing")).toBe(1);
  expect(await oldestDueSeconds()).toBe(0);
  expect((await site.container.processes()).filter(({ command }) => command.includes("4711"))).toEqual([]);
  expect((await cron()).code).toBe(0);
});

test("where WordPress does not load, no event is lost and the run says so", async () => {
  const broken = "/usr/src/wordpress/wp-content/mu-plugins/broken.php";
  await schedule("event_good");
  const before = await runs("good");
  await site.container.write(broken, "<?php function (");
  const { code, stderr } = await cron();
  await site.container.shell(`rm ${broken}`);
  expect(code).toBe(1);
  expect(stderr).toContain("wp-image: no event ran: WordPress ended its process (exit code 255) while it loaded");
  expect((await cron()).code).toBe(0);
  expect(await runs("good")).toBe(before + 1);
});

const MARK = "/var/www/html/wp-content/uploads/.wp-image-restore-mark";
const databaseMark = () =>
  site.evaluate<string>(
    `global $wpdb; return $wpdb->get_var("SELECT option_value FROM {$wpdb->options} WHERE option_name = 'wp_image_restore_mark' AND autoload = 'off'");`,
  );
const setMark = (value: string) =>
  site.evaluate(
    `global $wpdb; return $wpdb->update($wpdb->options, ['option_value' => ${JSON.stringify(value)}], ['option_name' => 'wp_image_restore_mark']);`,
  );
const check = (...options: string[]) => site.container.tryExec(["wp-image", "check-restore", ...options]);

test("a run marks database and files with the time, once an hour, and no visitor sees it", async () => {
  expect((await cron()).code).toBe(0);
  const mark = await databaseMark();
  expect(mark).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect((await site.container.exec(["cat", MARK])).trim()).toBe(mark);
  expect((await site.request("/wp-content/uploads/.wp-image-restore-mark")).status).toBe(404);
  const recent = new Date(Date.now() - 1_800_000).toISOString().replace(/\.\d+/, "");
  await setMark(recent);
  await cron();
  expect(await databaseMark()).toBe(recent);
  for (const due of ["2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "no time"]) {
    await setMark(due);
    await cron();
    expect((await databaseMark()) >= mark && (await databaseMark()) < "2100", due).toBe(true);
  }
});

test("check-restore reads the restored database and no other", async () => {
  await cron();
  const [name, user, password] = await site.evaluate<string[]>("return [DB_NAME, DB_USER, DB_PASSWORD];");
  const elsewhere = (env: Record<string, string>, ...options: string[]) =>
    lab.finish({
      // Nothing listens at its WORDPRESS_DB_HOST.
      env: { ...IMMUTABLE, WORDPRESS_DB_NAME: name ?? "", WORDPRESS_DB_USER: user ?? "", ...env },
      command: ["wp-image", "check-restore", "--wait=0", `--database=${server.container.name}`, ...options],
    });
  const good = { WORDPRESS_DB_PASSWORD: password ?? "" };
  const metrics = { WP_METRICS: "emf", WP_METRICS_NAMESPACE: "WordPress/test" };
  const { code, stdout } = await elsewhere({ ...good, ...metrics });
  expect([code, stdout.trim().split("\n").length]).toEqual([0, 1]);
  const said = JSON.parse(stdout);
  expect(said).toMatchObject({ restored: "database", mark: await databaseMark(), users: 1 });
  expect(said._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: "WordPress/test",
      Dimensions: [["restored"]],
      Metrics: [{ Name: "RestoredMarkAge", Unit: "Seconds" }],
    },
  ]);
  expect(said.RestoredMarkAge).toBeGreaterThanOrEqual(0);
  expect(said.tables).toBeGreaterThanOrEqual(12);

  const refused = await elsewhere({ WORDPRESS_DB_PASSWORD: "another secret" });
  expect([refused.code, refused.stdout]).toEqual([75, ""]);
  expect(refused.stderr).toContain("wp-image: the database refuses the login: error 1045");
  expect(refused.stderr).not.toContain("another secret");
  await setMark("2020-01-01T00:00:00Z");
  const old = await elsewhere(good);
  expect(old.code).toBe(1);
  expect(old.stderr).toContain("is of 2020-01-01T00:00:00Z, more than 10 days ago");
  expect((await elsewhere(good, "--days=100000")).code).toBe(0);
  await setMark("");
  expect((await elsewhere(good)).stderr).toContain("no mark in the restored database");
  await cron();
});

test("check-restore finds the restored files, counts them and names one that cannot be read", async () => {
  await cron();
  const folder = "/tmp/restored/aws-backup-restore_2026-05-17/uploads";
  await site.container.shell(
    `mkdir -p ${folder}/2026/05 && cp ${MARK} ${folder}/ && printf 12345 >${folder}/2026/05/a.png && touch ${folder}/empty`,
  );
  const { code, stdout } = await check("--files=/tmp/restored");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ restored: "files", mark: await databaseMark(), files: 2, bytes: 5 });
  await site.container.shell(`mv ${folder}/2026 ${folder}/hidden && chmod 000 ${folder}/hidden/05/a.png`);
  const unreadable = await check("--files=/tmp/restored");
  expect([unreadable.code, unreadable.stdout]).toEqual([1, ""]);
  expect(unreadable.stderr).toContain(`cannot be read: ${folder}/hidden/05/a.png`);
  await site.container.shell(`rm ${folder}/.wp-image-restore-mark`);
  expect((await check("--files=/tmp/restored")).stderr).toContain("no mark in the restored files");
  expect((await check("--files=/tmp/nothing")).stderr).toContain("/tmp/nothing is no folder");
  expect((await check()).code).toBe(64);
  expect((await check("--files=/tmp", "--database=db")).code).toBe(64);
  expect((await check("--files=/tmp", "--days=soon")).stderr).toContain("--days must be a whole number, not soon");
});
