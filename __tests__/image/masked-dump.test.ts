import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { tryDocker } from "./support/docker";
import { useLab } from "./support/lab";
import { PLANTED_BY_PLUGINS, serialized } from "./support/planted-plugins";
import { ADMINISTRATOR, HOST, type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

/** Where missing uploads are. */
const ORIGINAL_HOST = "original.example.com";
const ORIGINAL = `https://${ORIGINAL_HOST}`;

const lab = useLab("masked-dump");
let server: DatabaseServer;
let site: Site;
let name: string;
/** Of all that was planted. */
let dumps: { readonly plain: string; readonly masked: string };

/** What nobody may find in a masked dump, by where it was planted. */
const PLANTED = {
  userMail: "erika.muster@private.test",
  userLogin: "emuster77",
  userName: "Erika Musterfrau",
  activation: "activationkey991",
  passwordHash: "$P$Bhashhashhash12",
  userUrl: "https://erika-private.test",
  sessionToken: "sessiontoken4471",
  applicationPassword: "apppass88231",
  firstName: "Hildegunde",
  lastName: "Musterfrau",
  metaPhone: "0171 5550199",
  metaStreet: "Geheimweg 7",
  biography: "Geboren in Kleinkleckersdorf",
  commentAuthor: "Kasimir Kommentator",
  commentMail: "kasimir@comment.test",
  commentIp: "203.0.113.77",
  commentAgent: "PlantedBrowser/9",
  spamText: "spamtextplanted",
  orderNote: "ordernoteplanted",
  orderMail: "order.person@shop.test",
  orderFirst: "Ottokar",
  orderStreet: "Bestellgasse 12",
  orderCity: "Hinterposemuckel",
  orderIp: "198.51.100.23",
  orderKey: "wc_order_plantedkey",
  transaction: "pi_3Planted9981",
  hposMail: "hpos@shop.test",
  hposNote: "klingeln bei Nachbar Kunze",
  hposPhone: "+49 171 7654321",
  flamingo: "flamingo-message-planted",
  form7: "cfdb7-antwort-geheim",
  wpforms: "wpforms-antwort-geheim",
  gravity: "gravity-antwort-geheim",
  newsletterMail: "abo@newsletter.test",
  newsletterToken: "newslettertoken552",
  optionKey: "sk_live_planted0123456789abcd",
  optionPassword: "smtp-planted-password",
  optionNested: "nested-licence-planted",
  optionSalt: "saltplantedsaltplanted",
  adminMail: "boss@private.test",
  transient: "transientplanted",
  postMail: "contact.person@intext.test",
  postPassword: "postpasswordplanted",
  unknownMail: "unknown@plugin.test",
  unknownPhone: "+43 660 1234567",
  unknownName: "Waltraud Unbekannt",
  unknownFreeText: "ruft abends zurueck",
  unknownJson: "json.person@plugin.test",
  logLine: "logged-in-as-planted",
  requestMail: "request@privacy.test",
  mailInKey: "key.person@list.test",
  userFacebook: "https://facebook.test/erika",
  userUnknown: "isst keine Nuesse",
  hposUnknown: "Gravur fuer Oma",
  submission: "submission-planted",
  secondLogin: "zweiter.verwalter",
  brokenSerialized: "broken@serialized.test",
};

beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  const database = await server.database();
  name = database.WORDPRESS_DB_NAME ?? "";
  site = await startSite(lab, server, {
    ...database,
    WP_UPLOADS_FROM: ORIGINAL,
    WP_ALLOWED_HOSTS: `${HOST} ${ORIGINAL_HOST}`,
  });
  await server.query(planted(), name);
  for (const { sql } of Object.values(PLANTED_BY_PLUGINS)) await server.query(`SET NAMES utf8mb4; ${sql}`, name);
  dumps = { plain: (await exported()).stdout, masked: (await exported("--masked")).stdout };
});

const text = (value: string): string => `'${value.replace(/[\\']/g, "\\$&")}'`;

function planted(): string {
  const p = PLANTED;
  const meta = (table: string, owner: string, id: number, values: Record<string, string>) =>
    Object.entries(values)
      .map(
        ([key, value]) =>
          `INSERT INTO ${table} (${owner}, meta_key, meta_value) VALUES (${id}, ${text(key)}, ${text(value)});`,
      )
      .join("\n");
  const post = (id: number, type: string, status: string, content: string, more = "") =>
    `INSERT INTO wp_posts (ID, post_author, post_type, post_status, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered, post_password) VALUES (${id}, 77, '${type}', '${status}', 'Title ${id}', ${text(content)}, '', '', '', '', ${text(more)});`;
  const option = (key: string, value: string) =>
    `REPLACE INTO wp_options (option_name, option_value, autoload) VALUES (${text(key)}, ${text(value)}, 'off');`;
  return `SET NAMES utf8mb4;
INSERT INTO wp_users (ID, user_login, user_pass, user_nicename, user_email, user_url, user_activation_key, display_name, user_registered)
  VALUES (77, ${text(p.userLogin)}, ${text(p.passwordHash)}, 'emuster77', ${text(p.userMail)}, ${text(p.userUrl)}, ${text(p.activation)}, ${text(p.userName)}, NOW());
${meta("wp_usermeta", "user_id", 77, {
  session_tokens: serialized({ [p.sessionToken]: { expiration: 1 } }),
  _application_passwords: serialized({ a: p.applicationPassword }),
  first_name: p.firstName,
  last_name: p.lastName,
  billing_phone: p.metaPhone,
  billing_address_1: p.metaStreet,
  billing_email: p.userMail,
  description: p.biography,
  facebook: p.userFacebook,
  diet: p.userUnknown,
  closedpostboxes_post: serialized({ 0: "slugdiv-kept" }),
  wp_capabilities: serialized({ editor: 1 }),
})}
INSERT INTO wp_comments (comment_ID, comment_post_ID, comment_author, comment_author_email, comment_author_IP, comment_agent, comment_content, comment_approved)
  VALUES (70, 1, ${text(p.commentAuthor)}, ${text(p.commentMail)}, ${text(p.commentIp)}, ${text(p.commentAgent)}, ${text(`I agree with ${p.userMail}`)}, '1'),
  (71, 1, 'x', 'x@x.test', '', '', ${text(p.spamText)}, 'spam');
INSERT INTO wp_comments (comment_post_ID, comment_author, comment_content, comment_type) VALUES (80, 'WooCommerce', ${text(p.orderNote)}, 'order_note');
${post(80, "shop_order", "wc-completed", "")}
${meta("wp_postmeta", "post_id", 80, {
  _billing_email: p.orderMail,
  _billing_first_name: p.orderFirst,
  _billing_address_1: p.orderStreet,
  _billing_city: p.orderCity,
  _billing_address_index: `${p.orderFirst} ${p.orderStreet}`,
  _customer_ip_address: p.orderIp,
  _order_key: p.orderKey,
  _transaction_id: p.transaction,
  _order_total: "42.50",
})}
${post(81, "flamingo_inbound", "publish", p.flamingo)}
${meta("wp_postmeta", "post_id", 81, { _field_message: p.flamingo })}
${post(82, "post", "publish", `Write to ${p.postMail}, we answer. Ångström.`, p.postPassword)}
${post(83, "user_request", "request-pending", "", "")}
UPDATE wp_posts SET post_title = ${text(p.requestMail)} WHERE ID = 83;
${post(86, "contact_submission", "publish", p.submission)}
CREATE TABLE wp_wc_orders_meta (id BIGINT PRIMARY KEY AUTO_INCREMENT, order_id BIGINT, meta_key VARCHAR(255), meta_value TEXT);
${meta("wp_wc_orders_meta", "order_id", 1, { engraving: p.hposUnknown, count: "12" })}
INSERT INTO wp_users (ID, user_login, user_nicename, display_name) VALUES (78, ${text(p.secondLogin)}, 'x', ${text(ADMINISTRATOR.user)});
${post(84, "post", "draft", "draft-planted")}
${post(85, "revision", "inherit", "revision-planted")}
CREATE TABLE wp_wc_orders (id BIGINT PRIMARY KEY, billing_email VARCHAR(320), ip_address VARCHAR(100), customer_note TEXT, total_amount DECIMAL(26,8));
INSERT INTO wp_wc_orders VALUES (1, ${text(p.hposMail)}, '203.0.113.78', ${text(p.hposNote)}, 12.5);
CREATE TABLE wp_wc_order_addresses (id BIGINT PRIMARY KEY, first_name TEXT, phone VARCHAR(100));
INSERT INTO wp_wc_order_addresses VALUES (1, ${text(p.orderFirst)}, ${text(p.hposPhone)});
CREATE TABLE wp_db7_forms (form_id BIGINT PRIMARY KEY, form_value LONGTEXT);
INSERT INTO wp_db7_forms VALUES (1, ${text(serialized({ "your-message": p.form7, "your-email": p.userMail }))});
CREATE TABLE wp_wpforms_entries (entry_id BIGINT PRIMARY KEY, fields LONGTEXT, ip_address VARCHAR(128));
INSERT INTO wp_wpforms_entries VALUES (1, ${text(JSON.stringify({ 1: { name: "Message", value: p.wpforms } }))}, '203.0.113.79');
CREATE TABLE wp_gf_entry_meta (id BIGINT PRIMARY KEY, meta_key VARCHAR(255), meta_value LONGTEXT);
INSERT INTO wp_gf_entry_meta VALUES (1, '3', ${text(p.gravity)});
CREATE TABLE wp_newsletter (id INT PRIMARY KEY, email VARCHAR(100) UNIQUE, name VARCHAR(100), token VARCHAR(50));
INSERT INTO wp_newsletter VALUES (1, ${text(p.newsletterMail)}, ${text(p.firstName)}, ${text(p.newsletterToken)}), (2, ${text(p.userMail)}, '', '');
CREATE TABLE wp_simple_history (id INT PRIMARY KEY, message TEXT);
INSERT INTO wp_simple_history VALUES (1, ${text(p.logLine)});
CREATE TABLE wp_contacts_of_somebody (id INT PRIMARY KEY, email VARCHAR(100), mobile VARCHAR(50), who VARCHAR(60));
INSERT INTO wp_contacts_of_somebody VALUES (1, ${text(p.unknownMail)}, ${text(p.unknownPhone)}, ${text(p.unknownName)});
CREATE TABLE wp_callbacks (id INT PRIMARY KEY, customer_name VARCHAR(60), what LONGTEXT);
INSERT INTO wp_callbacks VALUES (1, ${text(p.unknownName)}, ${text(p.unknownFreeText)});
CREATE TABLE wp_payloads (id INT PRIMARY KEY, payload LONGTEXT);
INSERT INTO wp_payloads VALUES (1, ${text(JSON.stringify({ who: p.unknownJson }))});
CREATE TABLE wp_sizes (id INT PRIMARY KEY, label VARCHAR(20), width INT);
INSERT INTO wp_sizes VALUES (1, 'wide', 1200);
${option("gateway_settings", serialized({ enabled: "yes", secret_key: p.optionKey, title: "Card", deep: { note: p.optionKey } }))}
${option("some_api", p.optionKey)}
${option("wp_mail_smtp", serialized({ smtp: { pass: p.optionPassword } }))}
${option("my_plugin", JSON.stringify({ licence: p.optionNested, columns: 3 }))}
${option("nonce_salt", p.optionSalt)}
${option("admin_email", p.adminMail)}
${option("_transient_x", p.transient)}
${option("list_of_people", serialized({ [p.mailInKey]: "x" }))}
${option("broken", `a:2:{s:5:"email";s:99:"${p.brokenSerialized}";}`)}
`;
}

const exported = (...options: string[]) =>
  tryDocker(["exec", site.container.name, "wp-image", "export-database", ...options]);
const dumped = (...options: string[]) => exported("--masked", ...options);

test("nothing of what is planted in over fifty places is in a masked dump, and what is no person's is", async () => {
  const isThere = (sql: string) => Object.entries(PLANTED).filter(([, value]) => sql.includes(value));
  expect(isThere(dumps.plain).length).toBe(Object.keys(PLANTED).length - 1);
  const { code, stdout, stderr } = await dumped();
  expect([code, stderr]).toEqual([0, expect.stringContaining("# What this dump hides")]);
  expect(isThere(stdout)).toEqual([]);
  for (const kept of [
    "Ångström",
    "'wide',1200",
    "42.50",
    "12.50000000",
    "draft-planted",
    "slugdiv-kept",
    "'count','12'",
    's:5:\\"title\\";s:4:\\"Card\\"',
  ]) {
    expect(stdout).toContain(kept);
  }
  // The administrator's login, which the site's secret opens.
  expect(stdout).toMatch(new RegExp(`INSERT INTO .wp_users.[^;]*'${ADMINISTRATOR.user}'`));
});

test.each(Object.entries(PLANTED_BY_PLUGINS))("%s: a masked dump has nothing of a person and no key", (_, one) => {
  const { hidden, kept = [], passing = [] } = one;
  expect(hidden.filter((value) => !passing.includes(value) && !dumps.plain.includes(value))).toEqual([]);
  expect(hidden.filter((value) => dumps.masked.includes(value))).toEqual([]);
  expect(kept.filter((value) => !dumps.masked.includes(value))).toEqual([]);
});

test("one person has one alias throughout a dump, and another in the next", async () => {
  const { stdout } = await dumped();
  const [, ofUser] = /\(77,'user-\w+','','user-\w+','(person-\w+@example\.invalid)'/.exec(stdout) ?? [];
  expect(stdout.split(ofUser ?? "-").length - 1).toBeGreaterThanOrEqual(4);
  expect((await dumped()).stdout).not.toContain(ofUser);
});

test("the page says table by table what was masked, left empty and left as it is", async () => {
  const { stderr } = await dumped();
  expect(stderr).toMatch(/\| wp_users \| 3 \| 0 \| .*user_email 2/);
  expect(stderr).toMatch(/\| wp_simple_history \| 0 \| 1 \| left empty \|/);
  expect(stderr).toContain(
    "left empty (no rule knows it: column what may hold anything, beside what belongs to persons)",
  );
  expect(stderr).toMatch(/\| wp_contacts_of_somebody \| 1 \| 0 \| no rule knows it: masked by its names and contents/);
  expect(stderr).toMatch(/\| wp_sizes \| 1 \| 0 \| no rule knows it/);
  expect(stderr).toMatch(/nothing had to be masked, with their rows: .*wp_term_relationships \(\d+\)/);
  expect(stderr).toMatch(/- Drafts, private and protected posts/);
});

test("on wish only what visitors see is in the dump", async () => {
  const { code, stdout } = await dumped("--published-only");
  expect(code).toBe(0);
  for (const hidden of ["draft-planted", "revision-planted", "we answer"]) expect(stdout).not.toContain(hidden);
  expect(stdout).toContain("Hello world");
});

test.each(["/wp-content/uploads/2024/05/a.jpg", "/wp-content/uploads/sites/2/2024/a%20b.WEBP?v=1"])(
  "a browser is sent to the original for %s, without a trace of where it comes from",
  async (path) => {
    const answer = await site.request(path, {
      headers: { Cookie: "wordpress_logged_in_x=1", Authorization: "Basic x" },
    });
    expect([answer.status, answer.headers.location]).toEqual([302, `${ORIGINAL}${path}`]);
    expect([answer.headers["referrer-policy"], answer.headers["cache-control"]]).toEqual(["no-referrer", "no-store"]);
    expect((await site.request(path, { method: "HEAD" })).status).toBe(302);
    expect((await site.request(path, { method: "POST" })).status).toBe(404);
  },
);

test.each([
  "/wp-content/uploads/a.php",
  "/wp-content/uploads/a.php.jpg",
  "/wp-content/uploads/.a.jpg",
  "/wp-content/uploads/.hidden/a.jpg",
  "/wp-content/uploads/woocommerce_uploads/a.pdf",
  "/wp-content/uploads/woocommerce_uploads/a.jpg",
  "/wp-content/uploads/a.html",
  "/wp-content/uploads/a.svg",
  "/wp-content/uploads/x/../../themes/a.jpg",
  "/wp-content/themes/a.jpg",
  "/wp-content/uploads%2f..%2f..%2fa.jpg",
])("nobody is sent anywhere for %s", async (path) => {
  const { status, headers } = await site.request(path);
  expect(String(headers.location ?? "")).not.toContain(ORIGINAL_HOST);
  expect(status).toBeGreaterThanOrEqual(301);
});

test("the original itself, which has the same setting, sends nobody to itself", async () => {
  const { status, headers } = await site.request("/wp-content/uploads/a.jpg", { headers: { Host: ORIGINAL_HOST } });
  expect([status, headers.location]).toEqual([404, undefined]);
});

test("an upload that is here is served from here", async () => {
  const upload = "echo here >/var/www/html/wp-content/uploads/here.jpg";
  await site.container.exec(["/usr/lib/wp-image/as-www-data", "sh", "-c", upload]);
  expect((await site.request("/wp-content/uploads/here.jpg")).text).toBe("here\n");
});

/** Stands for the credentials endpoint and S3: takes an object as a whole or in parts, and fails once in between. */
const FAKE_S3 = `<?php
$headers = array_change_key_case(getallheaders());
$body = file_get_contents('php://input');
if ($_SERVER['REQUEST_URI'] === '/credentials') { exit('{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"secret","Token":"session"}'); }
$key = '/tmp/s3-' . basename(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($headers['x-amz-content-sha256'] !== hash('sha256', $body) || !isset($headers['authorization'])) { http_response_code(403); exit('<Code>AccessDenied</Code>'); }
if (isset($_GET['uploads'])) { exit('<UploadId>an/id</UploadId>'); }
if (isset($_GET['partNumber'])) {
  if (!is_file('/tmp/failed-once')) { touch('/tmp/failed-once'); http_response_code(503); exit('<Code>SlowDown</Code>'); }
  file_put_contents("$key.part" . $_GET['partNumber'], $body); header('ETag: "t' . $_GET['partNumber'] . '"'); exit;
}
if (isset($_GET['uploadId'])) {
  preg_match_all('~<PartNumber>([0-9]+)</PartNumber><ETag>"t~', $body, $parts);
  foreach ($parts[1] as $number) { file_put_contents($key, file_get_contents("$key.part$number"), FILE_APPEND); }
  exit;
}
file_put_contents($key, $body);`;

test("a dump and the files go to S3 as objects, in parts where they are large; what S3 fails at is tried again", async () => {
  const { container } = site;
  await container.write("/tmp/out.php", FAKE_S3);
  await container.exec(["sh", "-c", "php -n -d post_max_size=0 -S 127.0.0.1:9101 /tmp/out.php >/dev/null 2>&1 &"]);
  const noise = "dd if=/dev/urandom of=/var/www/html/wp-content/uploads/noise.bin bs=1M count=20";
  await container.exec(["/usr/lib/wp-image/as-www-data", "sh", "-c", noise]);
  const environment = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9101/credentials",
    "AWS_ENDPOINT_URL_S3=http://127.0.0.1:9101",
  ].flatMap((one) => ["-e", one]);
  const run = (...words: string[]) =>
    tryDocker([
      ...["exec", ...environment, container.name, "wp-image", ...words],
      `--to-bucket=https://transfers.s3.eu-west-1.amazonaws.com/exports/1/${words[0]}`,
    ]);
  await eventually("the fake S3 answers", async () => (await run("export-database", "--masked")).code === 0);
  const object = async (key: string) =>
    Buffer.from(await container.exec(["sh", "-c", `base64 -w0 /tmp/s3-${key}`]), "base64");
  expect(gunzipSync(await object("export-database")).toString()).toMatch(/^-- MySQL dump.*-- Dump completed\n$/s);
  expect((await object("export-database.md")).toString()).toContain("# What this dump hides");
  const { code, stdout, stderr } = await run("export-files", "--for-import");
  expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(/files: 2\d MiB/)]);
  const sent = gunzipSync(await object("export-files"));
  expect(sent.subarray(0, 30).toString()).toContain('{"name":"files.tar"');
  expect([sent.includes("wp-content/uploads/noise.bin"), sent.subarray(-4).toString()]).toEqual([true, "end\n"]);
});

test("a copy sends no mail, runs no events, keeps search engines out, says so, and nobody's login lasts; a later import leaves it one", async () => {
  const { stdout: dump } = await tryDocker(["exec", site.container.name, "wp-image", "export-database"]);
  const load = (...options: string[]) =>
    tryDocker(["exec", "-i", site.container.name, "wp-image", "import-database", ...options], dump);
  expect(await load("--copy-of=production")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("a copy of production: search engines are sent away"),
  });
  const ask = (sql: string) => server.query(sql, name);
  expect(
    await ask("SELECT COUNT(*) FROM wp_usermeta WHERE meta_key IN ('session_tokens', '_application_passwords')"),
  ).toBe("0");
  const page = await site.request("/?fresh=1");
  expect(page.headers["x-robots-tag"]).toBe("noindex, nofollow, noarchive");
  expect(page.text).toMatch(/<meta name='robots' content='[^']*noindex/);
  expect((await site.request("/robots.txt")).text).toContain("Disallow: /");
  const php = (code: string) =>
    site.container.exec([
      ...["php", "-c", "/run/wp/php.ini", "-d", "error_log=", "-d", "display_errors=0", "-r"],
      `$_SERVER["HTTP_HOST"] = "localhost"; require "/var/www/wp-config.php"; ${code}`,
    ]);
  expect(await php('var_export( wp_mail( "a@b.test", "hello", "text" ) );')).toContain("true");
  expect(await php("do_action( 'admin_notices' );")).toContain("This site is a copy of production");
  await php('wp_schedule_single_event( time() - 60, "due_now" );');
  const cron = () => site.container.exec(["wp-image", "cron"]);
  const isDue = () => php('echo wp_next_scheduled( "due_now" ) ? "due" : "gone";');
  await cron();
  expect(await isDue()).toContain("due");

  expect((await load()).code).toBe(0);
  expect(await ask("SELECT option_value FROM wp_options WHERE option_name = 'wp_image_copy'")).toBe("production");
  await php('delete_option( "wp_image_copy" ); wp_schedule_single_event( time() - 60, "due_now" );');
  await cron();
  expect(await isDue()).toContain("gone");
  expect((await site.request("/?fresh=2")).headers["x-robots-tag"]).toBeUndefined();
});

test("a masked dump is taken in as any other", async () => {
  const { stdout: dump } = await dumped();
  const { code, stdout } = await tryDocker(["exec", "-i", site.container.name, "wp-image", "import-database"], dump);
  expect([code, stdout]).toEqual([0, expect.stringContaining("the site of the dump is served now")]);
});
