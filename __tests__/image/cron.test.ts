import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";

const lab = useLab("cron");
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
  site = await startSite(lab, await DatabaseServer.shared(lab), { WP_CRON: "off", WP_CRON_EVENT_SECONDS: "5" });
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
