import { beforeAll, beforeEach, expect, test } from "vitest";
import { makeCertificates, TLS } from "./support/certificates";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { docker } from "./support/docker";
import { IMMUTABLE, useLab } from "./support/lab";
import { ANSWERS, lateProxy } from "./support/late-proxy";
import { INSTALLATION, Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("object-cache");
const PASSWORD = "a-password-of-the-cache";
const USER = "wordpress";
let valkey: Container;
let server: DatabaseServer;
let settings: Record<string, string>;
let flags: string[];
let site: Site;

beforeAll(async () => {
  const certificates = await lab.volume();
  flags = ["--volume", `${certificates}:${TLS.directory}`];
  server = await DatabaseServer.start(lab, { flags });
  await makeCertificates(server.container, "cache.example.com");
  valkey = await lab.service("valkey", {
    flags: [...flags, "--network-alias", "cache.example.com"],
    command: [
      ...["valkey-server", "--bind", "0.0.0.0", "--save", "", "--port", "6380", "--tls-port", "6379"],
      ...["--tls-cert-file", TLS.certificate, "--tls-key-file", TLS.key],
      ...["--tls-ca-cert-file", TLS.ca, "--tls-auth-clients", "no"],
      ...["--user", "default", "off", "--user", USER, "on", `>${PASSWORD}`, "~*", "&*", "+@all"],
    ],
  });
  await eventually("Valkey answers", async () => (await ask("PING")) === "PONG");
  settings = {
    ...(await server.database()),
    // Answers may take two seconds each: what is tested here is not the machine's speed.
    WP_REDIS_BUDGET: "4000",
    WP_CRON: "off",
    WP_REDIS_HOST: "cache.example.com",
    WP_REDIS_USERNAME: USER,
    WP_REDIS_PASSWORD: PASSWORD,
    WP_REDIS_TLS: "on",
    WP_REDIS_CA: TLS.ca,
  };
  site = await startSite(lab, server, settings, flags);
  await site.withProbe();
});

/** Another container of the same site. */
async function anotherTask(env: Record<string, string> = {}): Promise<Site> {
  const container = await lab.wordpress({ env: { ...IMMUTABLE, ...INSTALLATION, ...settings, ...env }, flags });
  return new Site(await container.whenHealthy()).withProbe();
}

/** A command to Valkey itself. */
function ask(...command: string[]): Promise<string> {
  const login = ["--user", USER, "--pass", PASSWORD, "--no-auth-warning"];
  return valkey.exec(["valkey-cli", "--tls", "--cacert", TLS.ca, "-h", "cache.example.com", ...login, ...command]);
}

const run = <T>(php: string) => site.evaluate<T>(php);

/** Stops Valkey from answering while the test runs; connections stay open, as with a server that hangs. */
async function whileFrozen<T>(test: () => Promise<T>): Promise<T> {
  await docker(["pause", valkey.name]);
  try {
    return await test();
  } finally {
    await docker(["unpause", valkey.name]);
  }
}

/** Waits until requests use the server again, after the pause that follows a failure. */
async function whenUsedAgain(): Promise<void> {
  await eventually("the server is used again", async () => {
    await run(`return wp_cache_set('probe', 1, 'used-again');`);
    const names = await ask("KEYS", "*:used-again:probe");
    return names !== "" && ask("DEL", ...names.split("\n"));
  });
}

// An answer that a busy machine gave too late is an outage to the site: the next test begins when it is over.
beforeEach(whenUsedAgain);

test("values of every type outlive the request, in their type", async () => {
  const stored = `['int' => 5, 'minus' => -7, 'text' => '5', 'false' => false, 'null' => null, 'float' => 1.5,
    'list' => [1, ['a' => 'ü']], 'object' => (object) ['a' => 1], 'empty' => '', 'zero' => '0123']`;
  await run(`return wp_cache_set_multiple(${stored}, 'types');`);
  const changed = await run(`$wanted = ${stored}; $got = wp_cache_get_multiple(array_keys($wanted), 'types');
    return array_filter(array_keys($wanted), fn ($key) => gettype($wanted[$key]) !== gettype($got[$key]) || $wanted[$key] != $got[$key]);`);
  expect(changed).toEqual([]);
  expect(await run(`wp_cache_get('false', 'types', false, $found); return $found;`)).toBe(true);
  expect(await run(`return [wp_cache_get('none', 'types', false, $found), $found];`)).toEqual([false, false]);
});

test("add keeps what is there, replace wants it there, delete says whether it was", async () => {
  const first = `return [wp_cache_replace('a', 1, 'verbs'), wp_cache_add('a', 1, 'verbs'), wp_cache_add('a', 2, 'verbs')];`;
  expect(await run(first)).toEqual([false, true, false]);
  const second = `return [wp_cache_add('a', 3, 'verbs'), wp_cache_get('a', 'verbs'), wp_cache_replace('a', 4, 'verbs')];`;
  expect(await run(second)).toEqual([false, 1, true]);
  const third = `return [wp_cache_get('a', 'verbs'), wp_cache_delete('a', 'verbs'), wp_cache_delete('a', 'verbs')];`;
  expect(await run(third)).toEqual([4, true, false]);
  expect(await run(`return wp_cache_add_multiple(['x' => 1, 'y' => 2], 'verbs');`)).toEqual({ x: true, y: true });
  expect(await run(`return wp_cache_add_multiple(['x' => 9, 'z' => 3], 'verbs');`)).toEqual({ x: false, z: true });
  expect(await run(`return wp_cache_delete_multiple(['x', 'q'], 'verbs');`)).toEqual({ x: true, q: false });
});

test("counters count in the server, never below zero, and only where they are", async () => {
  const count = `wp_cache_set('n', 5, 'counters');
    return [wp_cache_incr('n', 3, 'counters'), wp_cache_decr('n', 100, 'counters'), wp_cache_incr('none', 1, 'counters')];`;
  expect(await run(count)).toEqual([8, 0, false]);
  // The database gives numbers as texts.
  const texts = `return array_map(function ($value) { wp_cache_set('text', $value, 'counters'); return wp_cache_incr('text', 2, 'counters'); },
    ['5', ' 4', '3.25', '-7', 'x', 1.5, null]);`;
  expect(await run(texts)).toEqual([7, 6, 5.25, 0, 2, 3.5, 2]);
  const patient = await anotherTask({ WP_REDIS_BUDGET: "60000" });
  const many = Array.from({ length: 8 }, () =>
    patient.evaluate(`for ($i = 0; $i < 25; $i++) wp_cache_incr('n', 1, 'counters'); return 1;`),
  );
  await Promise.all(many);
  expect(await run(`return wp_cache_get('n', 'counters');`)).toBe(200);
});

test("a value expires when it was told to, and within a week otherwise", async () => {
  await run(`wp_cache_set('short', 1, 'lifetimes', 1); wp_cache_set('long', 1, 'lifetimes'); return 1;`);
  const names = (await ask("KEYS", "*:lifetimes:long")).split("\n");
  expect(names).toHaveLength(1);
  const seconds = Number(await ask("TTL", names[0] ?? ""));
  expect(seconds).toBeGreaterThan(604_700);
  expect(seconds).toBeLessThanOrEqual(604_800);
  await eventually(
    "the value expires",
    async () => (await run(`return wp_cache_get('short', 'lifetimes');`)) === false,
  );
});

test("a group that is not persistent and the memory of a request end with the request", async () => {
  expect(
    await run(
      `wp_cache_add_non_persistent_groups('mine'); wp_cache_set('a', 1, 'mine'); return wp_cache_get('a', 'mine');`,
    ),
  ).toBe(1);
  expect(await ask("KEYS", "*:mine:*")).toBe("");
  expect(await run(`wp_cache_set('a', 1, 'kept'); wp_cache_flush_runtime(); return wp_cache_get('a', 'kept');`)).toBe(
    1,
  );
});

test("flushing a group leaves the others, flushing all leaves none", async () => {
  await run(`wp_cache_set('a', 1, 'one'); wp_cache_set('a', 2, 'two'); return 1;`);
  expect(
    await run(`wp_cache_flush_group('one'); return [wp_cache_get('a', 'one'), wp_cache_get('a', 'two')];`),
  ).toEqual([false, 2]);
  expect(await run(`return [wp_cache_get('a', 'one'), wp_cache_get('a', 'two')];`)).toEqual([false, 2]);
  await run(`return wp_cache_flush();`);
  expect(await run(`return wp_cache_get('a', 'two');`)).toBe(false);
});

test("a cached object is a copy", async () => {
  expect(
    await run(
      `$o = (object) ['v' => 1]; wp_cache_set('o', $o, 'copies'); $o->v = 2; $got = wp_cache_get('o', 'copies'); $got->v = 3; return wp_cache_get('o', 'copies')->v;`,
    ),
  ).toBe(1);
});

test("two requests that change different options at once both last", async () => {
  await run(`add_option('left', 'old', '', true); add_option('right', 'old', '', true); return 1;`);
  // Both have read all options before either writes.
  await Promise.all([
    run(`wp_load_alloptions(); usleep(300000); return update_option('left', 'new');`),
    run(`wp_load_alloptions(); usleep(600000); return update_option('right', 'new');`),
  ]);
  expect(await run(`return [get_option('left'), get_option('right')];`)).toEqual(["new", "new"]);
});

test("an option that one request misses while another adds it is found by the next", async () => {
  await run(`get_option('late'); return 1;`);
  await Promise.all([
    // Has read that it is missing, and says so after it has come.
    run(`get_option('late'); usleep(600000); get_option('never-there'); return 1;`),
    run(`usleep(300000); return add_option('late', 'here', '', false);`),
  ]);
  expect(await run(`return get_option('late');`)).toBe("here");
});

test("an option that is not there is asked of the database once", async () => {
  const queries = `$before = $GLOBALS['wpdb']->num_queries; get_option('not-there'); return $GLOBALS['wpdb']->num_queries - $before;`;
  expect([await run(queries), await run(queries)]).toEqual([1, 0]);
  expect(await run(`add_option('not-there', 'now'); delete_option('not-there'); return get_option('not-there');`)).toBe(
    false,
  );
});

test("a page asks the server once for all that it asked for the last time", async () => {
  const askedFor = async (path: string) => {
    const calls = async () => Number(/cmdstat_mget:calls=(\d+)/.exec(await ask("INFO", "commandstats"))?.[1] ?? 0);
    const before = await calls();
    expect((await site.uncached(path)).status).toBe(200);
    return (await calls()) - before;
  };
  // Nobody has asked for the page yet.
  const lists = await ask("KEYS", "*:page:*");
  if (lists !== "") await ask("DEL", ...lists.split("\n"));
  const first = await askedFor("/?first");
  await askedFor("/?second");
  const later = await askedFor("/?later");
  expect(first).toBeGreaterThan(10);
  expect(later).toBeLessThanOrEqual(3);
});

test("what a request changes is not read from what was fetched for its page", async () => {
  await run(`return wp_cache_set_multiple(['kept' => 1, 'gone' => 1, 'count' => 1], 'fetched');`);
  const read = `if (isset($_GET['fetch'])) { foreach (['kept', 'gone', 'count'] as $key) { wp_cache_get($key, 'fetched'); } }
    if (isset($_GET['change'])) { wp_cache_delete('gone', 'fetched'); wp_cache_incr('count', 5, 'fetched'); wp_cache_flush_runtime();
      header('X-Seen: ' . json_encode([wp_cache_get('kept', 'fetched'), wp_cache_get('gone', 'fetched'), wp_cache_get('count', 'fetched')])); }`;
  await site.container.write(
    "/usr/src/wordpress/wp-content/mu-plugins/fetched.php",
    `<?php add_action('wp_loaded', function () { ${read} });`,
  );
  await run(`return function_exists('opcache_reset') && opcache_reset();`);
  const page = (query: string) => site.uncached(`/?${query}`);
  await page("fetch");
  await page("fetch=again");
  expect((await page("fetch=last&change")).headers["x-seen"]).toBe("[1,false,6]");
});

test("losing the server's generations loses values, and brings no old one back", async () => {
  await run(`wp_cache_set('a', 'old', 'lost'); return 1;`);
  const before = await ask("KEYS", "*:generations");
  await run(`wp_cache_flush(); wp_cache_set('a', 'new', 'lost'); return 1;`);
  await ask("DEL", before);
  expect(await run(`return wp_cache_get('a', 'lost');`)).toBe(false);
});

test("all of WordPress's cache functions are there", async () => {
  const missing =
    await run(`preg_match_all('/^function (wp_cache_\\w+)/m', file_get_contents(ABSPATH . WPINC . '/cache.php'), $names);
    return array_values(array_filter($names[1], fn ($name) => !function_exists($name)));`);
  expect(missing).toEqual([]);
  expect(
    await run(
      `return array_map('wp_cache_supports', ['add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime', 'flush_group', 'other']);`,
    ),
  ).toEqual([true, true, true, true, true, true, false]);
});

test("the class that plugins look for is there, is made without arguments, and takes and shows what WordPress's does", async () => {
  const missing =
    await run(`preg_match_all('/public function (\\w+)/', file_get_contents(ABSPATH . WPINC . '/class-wp-object-cache.php'), $names);
    return array_values(array_filter($names[1], fn ($name) => !in_array($name, ['__set', '__unset']) && !method_exists('WP_Object_Cache', $name)));`);
  expect(missing).toEqual([]);
  const made = `$mine = new WP_Object_Cache(); $mine->set('a', 5); $mine->incr('a'); $mine->decr('a', 2);
    return [get_class($GLOBALS['wp_object_cache']), $mine->get('a'), wp_cache_get('a', '', true), isset($mine->cache['default']['a']), $mine->cache_hits > 0];`;
  expect(await run(made)).toEqual(["WP_Object_Cache", 4, 4, true, true]);
  const read = `$cache = $GLOBALS['wp_object_cache']; wp_cache_add_global_groups('one-more'); wp_cache_get('a', null);
    ob_start(); $cache->stats(); $stats = ob_get_clean();
    return [isset($cache->global_groups['users'], $cache->global_groups['one-more']), $cache->blog_prefix, $cache->multisite, isset($cache->nothing), str_contains($stats, 'Cache Hits')];`;
  expect(await run(read)).toEqual([true, "", false, false, true]);
  const salted = `if (!function_exists('wp_cache_set_salted')) return ['x', false];
    wp_cache_set_salted('k', 'x', 'salts', ['1', '2']); return [wp_cache_get_salted('k', 'salts', ['1', '2']), wp_cache_get_salted('k', 'salts', ['1', '3'])];`;
  expect(await run(salted)).toEqual(["x", false]);
});

test("the site stays up while the server hangs, and no option is stale when it is back", async () => {
  await run(
    `update_option('motto', 'before'); update_option('own', 'before', false); return [get_option('motto'), get_option('own')];`,
  );
  expect(await run(`return [get_option('motto'), get_option('own')];`)).toEqual(["before", "before"]);
  await whileFrozen(async () => {
    expect(
      await run(
        `update_option('motto', 'after'); update_option('own', 'after', false); wp_cache_set('k', 1, 'memory'); return [get_option('motto'), get_option('own'), wp_cache_get('k', 'memory')];`,
      ),
    ).toEqual(["after", "after", 1]);
    expect((await site.uncached("/?frozen=1")).status).toBe(200);
  });
  await whenUsedAgain();
  expect(await run(`return [get_option('motto'), get_option('own')];`)).toEqual(["after", "after"]);
  await site.container.logged("pages are made without it");
  const logs = await site.container.logged(/the server is back; forgotten, because changed meanwhile: .*options/);
  expect(logs).not.toContain(PASSWORD);
});

test("a flush while the server hangs is done when it is back", async () => {
  await run(`wp_cache_set('a', 'old', 'whole'); return 1;`);
  await whileFrozen(() => run(`return wp_cache_flush();`));
  await whenUsedAgain();
  expect(await run(`return wp_cache_get('a', 'whole');`)).toBe(false);
});

const motto = `return get_option('motto');`;

test("what a task changed while it alone could not reach the server is right in the others", async () => {
  await run(`update_option('motto', 'before'); return get_option('motto');`);
  const cutOff = await anotherTask();
  await cutOff.container.shell("echo 127.0.0.1 cache.example.com >>/etc/hosts");
  expect(await run(motto)).toBe("before");
  expect(await cutOff.evaluate(`update_option('motto', 'after'); return get_option('motto');`)).toBe("after");
  await cutOff.evaluate("for ($i = 0; $i < 300; $i++) wp_cache_set('key', 1, 'group-' . $i); return 1;");
  const { WORDPRESS_DB_NAME: database } = settings;
  const noted = "SELECT COUNT(*) FROM wp_options WHERE option_name LIKE 'wp_image_stale_%'";
  expect(Number(await server.query(noted, database))).toBeLessThanOrEqual(101);
  await eventually("the other task reads the new value", async () => (await run(motto)) === "after");
  await eventually("the notes are gone", async () => {
    await run(motto);
    return (await server.query(noted, database)) === "0";
  });
});

test("what was changed while the server was away is right when it is back, although the task that changed it is gone", async () => {
  await run(`update_option('motto', 'before'); return get_option('motto');`);
  expect(await run(motto)).toBe("before");
  const leaving = await anotherTask();
  await whileFrozen(async () => {
    expect(await leaving.evaluate(`update_option('motto', 'after'); return get_option('motto');`)).toBe("after");
    await docker(["rm", "--force", "--volumes", leaving.container.name]);
  });
  expect(await (await anotherTask()).evaluate(motto)).toBe("after");
  await eventually("the task that was there before reads the new value", async () => (await run(motto)) === "after");
});

test("a command makes the object cache forget what was changed past WordPress, of this site alone", async () => {
  await run(`update_option('motto', 'before'); return get_option('motto');`);
  await ask("SET", "another-site", "kept");
  expect(await run(motto)).toBe("before");
  const { WORDPRESS_DB_NAME: database = "" } = settings;
  await server.query("UPDATE wp_options SET option_value = 'restored' WHERE option_name = 'motto'", database);
  expect(await run(motto)).toBe("before");
  const purge = () => site.container.tryExec(["wp-image", "purge", "--object-cache"]);
  expect(await purge()).toMatchObject({ code: 0, stdout: expect.stringContaining("has forgotten all values") });
  expect(await run(motto)).toBe("restored");
  expect(await ask("GET", "another-site")).toBe("kept");
  await server.query("UPDATE wp_options SET option_value = 'again' WHERE option_name = 'motto'", database);
  expect((await whileFrozen(purge)).code).toBe(69);
  await whenUsedAgain();
  expect(await run(motto)).toBe("again");
});

test("a server that answers late, but in time, is asked no more once a request has waited long enough", async () => {
  const late = await lab.wordpress({ command: lateProxy("0.0.0.0:6380", `${valkey.name}:6380`) });
  const slow = await anotherTask({
    WP_REDIS_HOST: late.name,
    WP_REDIS_TLS: "off",
    WP_REDIS_PORT: "6380",
    WP_REDIS_BUDGET: "1000",
  });
  const answers = async () => Number(await late.shell(`wc -c <${ANSWERS}`));
  const cookie = await slow.logIn();
  const before = await answers();
  expect((await slow.request("/wp-admin/edit.php", { headers: { Cookie: cookie } })).status).toBe(200);
  expect((await answers()) - before).toBeLessThan(8);
  await slow.container.logged("pages are made without it");
});

test("a server that ends, stays away and comes back empty costs no visitor a page", async () => {
  await run(`return update_option('gone', 'before');`);
  await docker(["stop", "--time", "0", valkey.name]);
  expect(await run(`update_option('gone', 'after'); return get_option('gone');`)).toBe("after");
  expect((await site.uncached("/?gone=1")).status).toBe(200);
  await docker(["start", valkey.name]);
  await whenUsedAgain();
  expect(await run(`return get_option('gone');`)).toBe("after");
});

test("a server that comes back with a snapshot brings no old value back", async () => {
  await run(`update_option('motto', 'before'); return get_option('motto');`);
  expect(await run(motto)).toBe("before");
  await ask("SAVE");
  await run(`update_option('motto', 'after'); return 1;`);
  expect(await run(motto)).toBe("after");
  await docker(["stop", "--time", "0", valkey.name]);
  expect(await run(motto)).toBe("after");
  await docker(["start", valkey.name]);
  await whenUsedAgain();
  expect(await run(motto)).toBe("after");
  await valkey.shell("rm /dump.rdb");
});

test("a server that refuses writes is treated as one that is away", async () => {
  await run(`update_option('refused', 'before'); return get_option('refused');`);
  await ask("CONFIG", "SET", "maxmemory", "1");
  try {
    expect(await run(`update_option('refused', 'after'); return get_option('refused');`)).toBe("after");
    expect(await run(`return wp_cache_add('b', 1, 'refusals');`)).toBe(true);
  } finally {
    await ask("CONFIG", "SET", "maxmemory", "0");
  }
  expect(await run(`return get_option('refused');`)).toBe("after");
});

test("a wrong password leaves the site up and shows in status, without the password", async () => {
  await ask("ACL", "SETUSER", USER, "resetpass", ">another");
  try {
    await ask("CLIENT", "KILL", "TYPE", "normal").catch(() => "");
    await eventually("the login fails", async () => (await site.container.tryExec(["wp-image", "status"])).code === 1);
    expect((await site.uncached("/?wrong=1")).status).toBe(200);
    const { stdout } = await site.container.tryExec(["wp-image", "status"]);
    expect(stdout).toMatch(/object cache\s+FAILED/);
    expect(await site.container.logs()).not.toContain(PASSWORD);
  } finally {
    await valkey.exec([
      "valkey-cli",
      "--tls",
      "--cacert",
      TLS.ca,
      "-h",
      "cache.example.com",
      "--user",
      USER,
      "--pass",
      "another",
      "ACL",
      "SETUSER",
      USER,
      "resetpass",
      `>${PASSWORD}`,
    ]);
  }
  await eventually("the login works", async () => (await site.container.tryExec(["wp-image", "status"])).code === 0);
});
