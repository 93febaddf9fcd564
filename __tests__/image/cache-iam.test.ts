import { beforeAll, beforeEach, expect, test } from "vitest";
import { IAM_USER_ACCESS } from "../../constructs/cache/iam-user";
import { makeCertificates, TLS } from "./support/certificates";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("cache-iam");
const HOST = "cache.example.com";
const USER = "wordpress-test-cache";
const ADMIN = { user: "admin", password: "of-the-tests" };
const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN_FILE = "/run/wp-aws/cache-token";
const AS_IN_ECS = ["--user", "33:33", "--cap-drop", "ALL", "--read-only", "--security-opt", "no-new-privileges"];

/** Stands for the credentials endpoint of ECS; writes down that it was asked. */
const FAKE_ECS = `<?php
file_put_contents('/tmp/requests', "asked\\n", FILE_APPEND);
if (is_file('/tmp/refuse')) { http_response_code(500); exit('no role'); }
$lasts = is_file('/tmp/lasts') ? (int) file_get_contents('/tmp/lasts') : 3600;
echo json_encode(['AccessKeyId' => 'ASIAEXAMPLE', 'SecretAccessKey' => '${SECRET}', 'Token' => 'session/token+of==',
  'Expiration' => gmdate('Y-m-d\\\\TH:i:s\\\\Z', time() + $lasts)]);`;

const COUNTER = `<?php
session_start();
$_SESSION['visits'] = ($_SESSION['visits'] ?? 0) + 1;
if (isset($_GET['slow'])) usleep(300000);
echo $_SESSION['visits'];`;

let ecs: Container;
let valkey: Container;
let settings: Record<string, string>;
let volume: string[];
let site: Site;

beforeAll(async () => {
  volume = ["--volume", `${await lab.volume()}:${TLS.directory}`];
  const server = await DatabaseServer.start(lab, { flags: volume });
  await makeCertificates(server.container, HOST);
  const admin = ["--user", ADMIN.user, "on", `>${ADMIN.password}`, "~*", "&*", "+@all"];
  valkey = await lab.service("valkey", {
    flags: [...volume, "--network-alias", HOST],
    command: [
      ...["valkey-server", "--bind", "0.0.0.0", "--save", "", "--port", "0", "--tls-port", "6379"],
      ...["--tls-cert-file", TLS.certificate, "--tls-key-file", TLS.key],
      ...["--tls-ca-cert-file", TLS.ca, "--tls-auth-clients", "no"],
      ...["--user", "default", "off", ...admin, "--user", USER, "nopass", ...IAM_USER_ACCESS.split(" ")],
    ],
  });
  ecs = await lab.wordpress({
    command: ["sh", "-c", "until [ -f /tmp/ecs.php ]; do sleep 0.1; done; exec php -S 0.0.0.0:8080 /tmp/ecs.php"],
  });
  await ecs.write("/tmp/ecs.php", FAKE_ECS);
  await eventually("Valkey answers", async () => (await ask("PING")) === "PONG");
  settings = {
    WP_REDIS_HOST: HOST,
    WP_REDIS_TLS: "on",
    WP_REDIS_CA: TLS.ca,
    WP_REDIS_IAM_USER: USER,
    WP_REDIS_PREFIX: "site",
    WP_REDIS_IAM_CACHE: "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:wordpress-test-cache",
    WP_SESSIONS: "redis",
    // Answers may take two seconds each: what is tested here is not the machine's speed.
    WP_REDIS_BUDGET: "4000",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${ecs.name}:8080/credentials`,
  };
  site = await startSite(lab, server, { ...settings, WP_CRON: "off", WP_FPM_CHILDREN: "2" }, volume);
  await site.withProbe();
  await site.container.write("/usr/src/wordpress/counter.php", COUNTER);
});

beforeEach(async () => {
  await ecs.shell("rm -f /tmp/refuse /tmp/lasts /tmp/requests && touch /tmp/requests");
  await ask("ACL", "SETUSER", USER, "nopass");
  await whenUsed();
});

/** A command to Valkey itself. */
function ask(...command: string[]): Promise<string> {
  const login = ["--user", ADMIN.user, "--pass", ADMIN.password, "--no-auth-warning"];
  return valkey.exec(["valkey-cli", "--tls", "--cacert", TLS.ca, "-h", HOST, ...login, ...command]);
}

/** Ends the connections of WordPress, as ElastiCache does after twelve hours. */
const disconnect = () => ask("CLIENT", "KILL", "USER", USER);
const asked = async () => Number(await ecs.shell("wc -l </tmp/requests"));
const status = () => site.container.tryExec(["wp-image", "status"]);
/** Waits until requests use the cache, which ends an outage before. */
const whenUsed = () =>
  eventually("the cache is used", async () => {
    await site.evaluate(`return wp_cache_set('probe', 1, 'used');`);
    const names = await ask("KEYS", "*:used:probe");
    return names !== "" && ask("DEL", ...names.split("\n"));
  });
const forgetToken = () => site.container.shell(`rm -f ${TOKEN_FILE}`);
const token = async (): Promise<string> => JSON.parse(await site.container.shell(`cat ${TOKEN_FILE}`)).token;
const frontPage = async (query: string) => (await site.uncached(`/?${query}`)).status;

test("a request is signed in its query as AWS's own SDK signs it", async () => {
  // Made with SigV4QueryAuth of botocore: this request, these credentials, 900 seconds from 2026-01-02T03:04:05Z.
  const query = await site.container.exec([
    "php",
    "-r",
    `require "/usr/lib/wp-image/wordpress/aws/signature.php";
    $request = new WpImage\\AwsRequest("elasticache", "eu-west-1", "GET", "/", "Action=connect&User=tasks", ["host" => "wordpress-cache"], "");
    echo $request->presigned(["AccessKeyId" => "ASIAEXAMPLE", "SecretAccessKey" => "${SECRET}", "Token" => "session/token+of=="], 1767323045, 900);`,
  ]);
  expect(query).toBe(
    "Action=connect&User=tasks&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
      "&X-Amz-Credential=ASIAEXAMPLE%2F20260102%2Feu-west-1%2Felasticache%2Faws4_request" +
      "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&X-Amz-Security-Token=session%2Ftoken%2Bof%3D%3D" +
      "&X-Amz-SignedHeaders=host&X-Amz-Signature=fffbeadd2ba18d81527ec0427da61f40ba8997d67cbeebc77404a59ac22c0a57",
  );
});

test("the object cache logs in with the user and the token that the role has signed, and with nothing else", async () => {
  await site.evaluate(`return wp_cache_set('a', 'kept', 'login');`);
  expect(await token()).toMatch(
    /^wordpress-test-cache\/\?Action=connect&User=wordpress-test-cache&X-Amz-Algorithm=AWS4-HMAC-SHA256&.*&X-Amz-Expires=900&X-Amz-Security-Token=session%2Ftoken%2Bof%3D%3D&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}$/,
  );
  await ask("ACL", "SETUSER", USER, "resetpass", `>${await token()}`);
  await disconnect();
  await whenUsed();
  expect(await site.evaluate(`return wp_cache_get('a', 'login');`)).toBe("kept");
  expect(await ask("CLIENT", "LIST")).toContain(`user=${USER}`);
});

test("workers share a token, and log in no more than once on a connection", async () => {
  await forgetToken();
  await disconnect();
  await whenUsed();
  const logins = async () => Number(/cmdstat_auth:calls=(\d+)/.exec(await ask("INFO", "commandstats"))?.[1]);
  for (let index = 0; index < 20; index++) await site.evaluate("return wp_cache_get('a', 'login');");
  expect(await asked()).toBe(1);
  const before = await logins();
  for (let index = 0; index < 20; index++) await site.evaluate("return wp_cache_get('a', 'login');");
  // Two workers at most; the test's own questions are logins too.
  expect((await logins()) - before).toBeLessThan(5);
});

test("a token is signed again when it has been used for ten minutes, or when the credentials end", async () => {
  await forgetToken();
  await status();
  const signed = async () => Number(await site.container.shell(`stat -c %Y ${TOKEN_FILE}`));
  const lasts = async () => JSON.parse(await site.container.shell(`cat ${TOKEN_FILE}`)).until - (await signed());
  expect(await lasts()).toBeGreaterThan(540);
  expect(await lasts()).toBeLessThanOrEqual(600);
  expect(await asked()).toBe(1);
  await site.container.shell(`sed -i 's/"until":[0-9]*/"until":1/' ${TOKEN_FILE}`);
  await ecs.write("/tmp/lasts", "90");
  await status();
  expect(await asked()).toBe(2);
  expect(await lasts()).toBeLessThanOrEqual(30);
});

test("the user's rights are enough for all that the image calls, and no more", async () => {
  const calls = `wp_cache_set('n', 5, 'rights'); wp_cache_add('m', 1, 'rights'); wp_cache_incr('n', 2, 'rights'); wp_cache_delete('m', 'rights');
    wp_cache_flush_group('other'); get_option('nowhere'); $n = wp_cache_get('n', 'rights', true); wp_cache_flush(); return [$n, wp_cache_get('n', 'rights', true)];`;
  expect(await site.evaluate(calls)).toEqual([7, false]);
  expect((await status()).stdout).toMatch(/object cache\s+ok/);
  const login = ["--user", USER, "--pass", "any", "--no-auth-warning"];
  const asUser = (...command: string[]) =>
    valkey.tryExec(["valkey-cli", "--tls", "--cacert", TLS.ca, "-h", HOST, ...login, ...command]);
  for (const command of [["FLUSHALL"], ["KEYS", "*"], ["CONFIG", "GET", "*"], ["ACL", "LIST"]]) {
    expect((await asUser(...command)).stdout).toContain("NOPERM");
  }
  expect((await site.container.logs()).includes("NOPERM")).toBe(false);
});

test("a refused login leaves the site up, shows in status and in the log, and the token in neither", async () => {
  const refused = await token();
  await ask("ACL", "SETUSER", USER, "resetpass", ">another");
  await disconnect();
  expect(await frontPage("refused")).toBe(200);
  const { stdout, stderr } = await status();
  expect(stdout).toMatch(/object cache\s+FAILED/);
  const refusal = `object cache: tls://${HOST}:6379 refuses the login: WRONGPASS`;
  const logs = await site.container.logged(refusal);
  for (const secret of [refused, "X-Amz-Signature", SECRET]) expect(logs + stdout + stderr).not.toContain(secret);
});

test("a task without credentials serves without the cache, and says why", async () => {
  await ecs.shell("touch /tmp/refuse");
  await forgetToken();
  await disconnect();
  expect(await frontPage("without")).toBe(200);
  await site.container.logged("gets no login: credentials answers 500");
});

const cookieOf = (answer: { headers: { "set-cookie"?: string[] } }) => ({
  Cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "",
});

test("sessions log in by themselves, are shared, locked, and take no id that somebody brings", async () => {
  const other = await lab.wordpress({ env: { ...IMMUTABLE, ...settings, WP_CRON: "off" }, flags: volume });
  await other.whenHealthy();
  await other.write("/usr/src/wordpress/counter.php", COUNTER);
  const first = await site.request("/counter.php");
  expect(first.text).toBe("1");
  const headers = cookieOf(first);
  expect((await other.request("/counter.php", { headers })).text).toBe("2");
  const slow = [1, 2].flatMap(() => [
    site.request("/counter.php?slow", { headers }),
    other.request("/counter.php?slow", { headers }),
  ]);
  await Promise.all(slow);
  expect((await site.request("/counter.php", { headers })).text).toBe("7");

  const brought = await site.request("/counter.php", { headers: { Cookie: "PHPSESSID=brought-by-somebody" } });
  expect(brought.text).toBe("1");
  expect(cookieOf(brought).Cookie).toMatch(/^PHPSESSID=(?!brought)/);
  expect((await site.request("/counter.php", { headers: cookieOf(brought) })).text).toBe("2");
  expect(await ask("KEYS", "*brought-by-somebody*")).toBe("");
});

test("a page without a session makes no login for one, and a session without credentials breaks no page", async () => {
  await forgetToken();
  await site.container.write("/usr/src/wordpress/plain.php", "<?php echo 'plain ', ini_get('session.save_path');");
  const plain = await site.request("/plain.php");
  expect(plain.text).toMatch(/^plain tls:\/\//);
  expect(plain.text).not.toContain("auth");
  expect(await asked()).toBe(0);
  await ecs.shell("touch /tmp/refuse");
  expect((await site.request("/counter.php")).text).toBe("1");
  await site.container.logged("sessions: get no login: credentials answers 500");
});

test("it logs in as ECS runs it: without root, capabilities and a writable root", async () => {
  const task = await lab.wordpress({
    env: { ...IMMUTABLE, ...settings, WP_CRON: "off" },
    flags: [...AS_IN_ECS, ...volume],
  });
  await task.whenHealthy();
  expect((await task.tryExec(["wp-image", "status"])).stdout).toMatch(/object cache\s+ok/);
  expect(await task.exec(["stat", "-c", "%a", "/run/wp-aws"])).toBe("700");
});
