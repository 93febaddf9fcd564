import { beforeAll, expect, test } from "vitest";
import { openChromium } from "../support/chromium";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { tryDocker } from "./support/docker";
import { FakeAws } from "./support/fake-aws";
import type { Answer, RequestOptions } from "./support/http";
import { wordpressImage } from "./support/images";
import { IMMUTABLE, useLab } from "./support/lab";
import { ADMINISTRATOR, HOST, INSTALLATION, Site } from "./support/site";
import { startValkey } from "./support/valkey";
import { eventually } from "./support/wait";

/** Where missing uploads are. */
const ORIGINAL = "https://original.example.com";

const lab = useLab("multisite");

/** One site of a network, at a host and below a path. */
class NetworkSite extends Site {
  constructor(
    container: Container,
    host = HOST,
    readonly path = "/",
  ) {
    super(container, host);
  }

  override async evaluate<T>(php: string): Promise<T> {
    const answer = await this.request(this.path, { method: "POST", headers: { "X-Probe": "1" }, body: php });
    if (answer.status !== 200) throw new Error(`the probe answers ${answer.status}: ${answer.text.slice(0, 500)}`);
    return JSON.parse(answer.text) as T;
  }

  /** A page of this site, by a path below its own. */
  page(path = "", options: RequestOptions = {}): Promise<Answer> {
    return this.request(this.path + path, options);
  }

  publish(title: string): Promise<number> {
    return this.evaluate(`return wp_insert_post(['post_title' => '${title}', 'post_status' => 'publish']);`);
  }

  /** What the page cache said of a page. */
  async cached(path = ""): Promise<unknown> {
    return (await this.page(path)).headers["x-cache"];
  }
}

/** An event that notes where it ran, and a page of each site that shows the second site's newest post. */
const PLUGIN = `<?php
  add_action('note_site', fn () => update_option('noted', home_url()));
  add_filter('the_generator', fn () => '', 20);
  add_action('wp_head', function () {
    if (!isset($_GET['shows'])) return;
    switch_to_blog((int) $_GET['shows']);
    echo '<meta name="shown" content="', esc_attr(get_posts(['numberposts' => 1])[0]->post_title ?? ''), '">';
    restore_current_blog();
  });`;

const COMMON = {
  ...IMMUTABLE,
  ...INSTALLATION,
  ...{ WP_CRON: "off", WP_PAGE_CACHE_TTL: "3600", WP_LOGIN_LIMIT: "0", WP_REDIS_BUDGET: "4000" },
};

let server: DatabaseServer;
let aws: FakeAws;
let below: Record<string, string>;
let named: Record<string, string>;
let tasks: Container[];
let first: NetworkSite;
let second: NetworkSite;
let main: NetworkSite;
let two: NetworkSite;

const prepared = async (container: Container): Promise<NetworkSite> => {
  await container.whenHealthy();
  await container.write("/usr/src/wordpress/wp-content/mu-plugins/network.php", PLUGIN);
  const site = new NetworkSite(container);
  await site.withProbe();
  await site.whenInstalled();
  return site;
};

beforeAll(async () => {
  const valkey = await startValkey(lab);
  server = await DatabaseServer.shared(lab);
  aws = await FakeAws.start(lab);
  const cache = { WP_REDIS_HOST: valkey.name };
  below = {
    ...COMMON,
    ...(await server.database()),
    ...cache,
    ...aws.settings,
    WP_MULTISITE: "subdirectory",
    WP_UPLOADS_FROM: ORIGINAL,
  };
  named = {
    ...{ ...COMMON, ...(await server.database()), ...cache, WP_MULTISITE: "subdomain" },
    WP_ALLOWED_HOSTS: "www.example.com example.com *.example.com shop.example.org",
  };
  // A site that is there already; the other network begins with nothing.
  await server.copy(await wordpressImage(), below.WORDPRESS_DB_NAME ?? "", async (empty) => {
    const container = await lab.wordpress({ env: { ...IMMUTABLE, ...empty, ...INSTALLATION } });
    await new Site(container).whenInstalled();
  });
  // What a start leaves that is killed in its first steps.
  await rows(
    below,
    `CREATE TABLE wp_site (id bigint(20) NOT NULL auto_increment, domain varchar(200) NOT NULL default '', path varchar(100) NOT NULL
    default '', PRIMARY KEY (id), KEY domain (domain(140), path(51))); INSERT INTO wp_site (domain, path) VALUES ('${HOST}', '/')`,
  );
  tasks = await Promise.all([below, below, named].map((env) => lab.wordpress({ env })));
  const [one, other, third] = await Promise.all(tasks.map(prepared));
  [first, second, main] = [one, other, third] as [NetworkSite, NetworkSite, NetworkSite];
  await makeSecondSite();
  two = new NetworkSite(main.container, "two.example.com");
  await main.evaluate(`return wpmu_create_blog('two.example.com', '/', 'Two', 1);`);
});

/** As an administrator does it, on the network's own page. */
async function makeSecondSite(): Promise<void> {
  const cookie = await first.logIn();
  const form = await first.request("/wp-admin/network/site-new.php", { headers: { Cookie: cookie } });
  const [, nonce = ""] = /name="_wpnonce_add-blog" value="(\w+)"/.exec(form.text) ?? [];
  const fields = { "blog[domain]": "two", "blog[title]": "Two", "blog[email]": INSTALLATION.WP_ADMIN_EMAIL ?? "" };
  const answer = await first.request("/wp-admin/network/site-new.php?action=add-site", {
    method: "POST",
    headers: { Cookie: cookie, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, "_wpnonce_add-blog": nonce, WPLANG: "" }).toString(),
  });
  if (answer.status !== 302) throw new Error(`the new site answers ${answer.status}: ${answer.text.slice(0, 2000)}`);
}

const at = (site: NetworkSite, path: string) => new NetworkSite(site.container, HOST, path);

/** Runs a query in a network's database. @returns rows as lines */
const rows = (settings: Record<string, string>, sql: string) => server.query(sql, settings.WORDPRESS_DB_NAME);

/** Waits until a container has removed pages for the last change, twice as it does. */
async function settled(site: NetworkSite): Promise<void> {
  await eventually(`${site.container.name} has removed what had changed`, () =>
    site.evaluate<boolean>(`
      global $wpdb;
      $mark = (float) $wpdb->get_var("SELECT option_value FROM {$wpdb->base_prefix}options WHERE option_name = 'wp_image_purge'");
      $last = max(array_map(fn ($file) => (float) file_get_contents($file), glob('/var/cache/nginx/last-purge*')));
      return $last >= $mark + 1;`),
  );
}

test("of two first starts one makes the site the first of a network, with all that it has", async () => {
  const said = (await Promise.all([first, second].map(({ container }) => container.messages()))).flat();
  expect(said.filter((line) => line.includes("network of sites"))).toEqual([
    `the site is the first of a network of sites (subdirectory) at http://${HOST}`,
  ]);
  expect(await rows(below, "SELECT id, domain, path FROM wp_site")).toBe(`1\t${HOST}\t/`);
  expect(await rows(below, "SELECT COUNT(*) FROM wp_posts WHERE post_name = 'hello-world'")).toBe("1");
  expect(
    await first.evaluate(
      "return [get_option('permalink_structure'), is_super_admin(1), (int) get_site_option('fileupload_maxk'), home_url(), site_url()];",
    ),
  ).toEqual(["/%year%/%monthnum%/%day%/%postname%/", true, 65536, `http://${HOST}`, `http://${HOST}`]);
  expect((await tasks[2]?.messages())?.filter((line) => /network/.test(line))).toEqual([
    `made a network of sites (subdomain) at http://${HOST}`,
  ]);
});

test("a further site has its pages, its login, its administration and WordPress's files", async () => {
  const site = at(second, "/two/");
  expect((await site.page()).text).toContain("<title>Two</title>");
  expect((await site.page("wp-json/")).text).toContain(`"home":"http:\\/\\/${HOST}\\/two"`);
  const cookie = await first.logIn();
  const dashboard = await site.page("wp-admin/", { headers: { Cookie: cookie } });
  expect([dashboard.status, dashboard.text.includes("wpadminbar")]).toEqual([200, true]);
  for (const path of ["wp-login.php", "wp-admin/css/login.css", "wp-includes/js/jquery/jquery.min.js"]) {
    expect([path, (await site.page(path)).status]).toEqual([path, 200]);
  }
  const style = await site.page("wp-content/themes/twentytwentyfive/style.css?ver=1");
  expect(style.headers).toMatchObject({
    "content-type": "text/css",
    "x-content-type-options": "nosniff",
  });
  expect(style.headers.expires).toBeDefined();
  const bare = await site.request("/two/wp-admin?one=1");
  expect([bare.status, bare.headers.location]).toEqual([301, "/two/wp-admin/?one=1"]);
  const login = await site.page("wp-admin/");
  expect(login.headers.location).toContain(`http://${HOST}/two/wp-login.php?`);
  expect((await site.request("/wp-admin/index.php")).headers.location).toContain(`http://${HOST}/wp-login.php?`);
});

test("in a browser a second site has its own login, its dashboard with all of its files, and its front page", async () => {
  const browser = await openChromium(`--host-resolver-rules=MAP ${HOST}:80 ${await first.container.address()}:8080`);
  try {
    const page = await browser.newPage();
    const failed: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    });
    // Chromium drops what it is loading when a network comes or goes on the machine, as other tests' do.
    await eventually("an administrator has logged in at the second site", async () => {
      await page.goto(`http://${HOST}/two/wp-admin/`);
      if (page.url().includes("wp-login.php")) {
        // WordPress's script empties the field that it focuses.
        await page.waitForFunction(() => document.activeElement?.closest("#loginform"));
        await page.fill("#user_login", ADMINISTRATOR.user);
        await page.fill("#user_pass", ADMINISTRATOR.password);
        await page.click("#wp-submit");
      }
      await page.waitForSelector("#wpadminbar");
      return page.url() === `http://${HOST}/two/wp-admin/`;
    });
    expect(await page.title()).toContain("Two");
    expect(await page.locator("#wpadminbar").evaluate((bar) => getComputedStyle(bar).position)).toBe("fixed");
    await eventually("its front page is there", async () => (await page.goto(`http://${HOST}/two/`))?.status() === 200);
    expect(await page.locator("#wp-admin-bar-site-name").first().innerText()).toContain("Two");
    expect(failed).toEqual([]);
  } finally {
    await browser.close();
  }
});

const HOSTILE = [
  ...["/wp-config.php", "/wp-config.php~", "/wp-config.php.bak", "/wp-load.php", "/wp-settings.php", "/wp-cron.php"],
  ...["/wp-admin/install.php", "/wp-admin/setup-config.php", "/wp-admin/includes/file.php", "/wp-includes/version.php"],
  ...["/wp-content/uploads/x.php", "/wp-content/uploads/x.php.jpg", "/wp-content/uploads/x.jpg/y.php", "/xmlrpc.php"],
  ...["/wp-content/uploads/sites/2/x.phtml", "/wp-content/debug.log", "/wp-content/index.php", "/wp-login.php/x"],
  ...[
    "/.git/config",
    "/.env",
    "/wp-content/.htaccess",
    "/wp-admin/.user.ini",
    "/wp-content/plugins/akismet/readme.txt",
  ],
  ...["/wp-content/uploads/woocommerce_uploads/a.pdf", "/wp-content/uploads/sites/2/woocommerce_uploads/a.pdf"],
  ...["/wp-%63ontent/uploads/x.php", "//wp-content//uploads//x.php", "/a/../wp-content/uploads/x.php"],
  ...["/wp-includes/x.php5", "/wp-content/themes/x.inc", "/wp-content/backup.sql.gz", "/composer.json"],
];

test("below a site's path, what is denied below the first's is denied in the same way", async () => {
  await first.container.shell(
    `cd /usr/src/wordpress/wp-content/uploads && mkdir -p sites/2/woocommerce_uploads woocommerce_uploads
    for file in x.php x.php.jpg sites/2/x.phtml sites/2/woocommerce_uploads/a.pdf woocommerce_uploads/a.pdf; do echo '<?php echo "ran";' >$file; done`,
    ["--user", "33"],
  );
  for (const path of HOSTILE) {
    const [plain, under] = [await first.request(path), await first.request(`/two${path}`)];
    expect([path, under.status]).toEqual([path, plain.status]);
    expect(under.status).toBeGreaterThanOrEqual(400);
    expect(under.text).not.toContain("ran");
  }
  // A path of WordPress's is no site, and nor is a deeper one.
  for (const path of ["/wp-content/wp-login.php", "/wp-includes/xmlrpc.php", "/one/two/wp-login.php"]) {
    expect([path, (await first.request(path)).status]).toEqual([path, 404]);
  }
});

test("a site's uploads lie apart, and are served below each site's path", async () => {
  const site = at(first, "/two/");
  const upload = `$file = wp_upload_bits('note.txt', null, 'of ' . get_current_blog_id()); return [$file['file'], $file['url']];`;
  const [file, url] = (await site.evaluate<[string, string]>(upload)) as [string, string];
  expect(file).toMatch(/\/wp-content\/uploads\/sites\/2\/\d{4}\/\d\d\/note\.txt$/);
  expect((await site.request(new URL(url).pathname)).text).toBe("of 2");
  const [own] = (await first.evaluate<[string, string]>(upload)) as [string, string];
  expect(own).toMatch(/\/wp-content\/uploads\/\d{4}\/\d\d\/note\.txt$/);
  const missing = "/two/wp-content/uploads/sites/2/2024/01/missing.jpg";
  expect((await first.request(missing)).headers.location).toBe(`${ORIGINAL}${missing}`);
});

test("a change removes the pages of its site from all containers, those that show it, and no other; CloudFront hears of its path", async () => {
  const [site, here, there] = [at(first, "/two/"), first, second];
  await settled(here);
  await settled(there);
  await aws.reset();
  // As if CloudFront had been told of nothing for long.
  await rows(below, "DELETE FROM wp_options WHERE option_name LIKE 'wp_image_cdn%'");
  for (const task of [here, there]) {
    for (const path of ["/", "/two/"]) await at(task, path).page();
    await task.page("?shows=2");
    await eventually("the pages are kept", async () => (await at(task, "/two/").cached()) === "HIT");
    expect([await task.cached(), await task.cached("?shows=2")]).toEqual(["HIT", "HIT"]);
  }
  expect((await here.page()).headers).not.toHaveProperty("x-page-sites");
  await site.publish("only at two");
  expect((await site.page()).text).toContain("only at two");
  await eventually("the other container has removed the page", async () =>
    (await at(there, "/two/").page()).text.includes("only at two"),
  );
  await settled(there);
  for (const task of [here, there]) {
    expect((await task.page("?shows=2")).text).toContain('name="shown" content="only at two"');
    expect(await task.cached()).toBe("HIT");
  }
  await eventually("CloudFront is asked", async () => (await aws.invalidations()).length > 0);
  expect((await aws.invalidations()).map(({ body }) => /<Paths>.*<\/Paths>/.exec(body)?.[0])).toEqual([
    "<Paths><Quantity>1</Quantity><Items><Path>/two/*</Path></Items></Paths>",
  ]);
});

test("what all sites share removes the pages of all", async () => {
  await settled(first);
  for (const path of ["/", "/two/"]) {
    await at(first, path).page();
    await eventually("the page is kept", async () => (await at(first, path).cached()) === "HIT");
  }
  await first.evaluate(`return update_site_option('site_name', 'Renamed');`);
  expect([await first.cached(), await at(first, "/two/").cached()]).toEqual(["MISS", "MISS"]);
});

test("each site's due events run at that site", async () => {
  const due = "return wp_schedule_single_event(time() - 100, 'note_site');";
  const noted = "return get_option('noted');";
  await at(first, "/two/").evaluate(due);
  await two.evaluate(due);
  await Promise.all([first, main].map(({ container }) => container.exec(["wp-image", "cron"])));
  expect(await at(first, "/two/").evaluate(noted)).toBe(`http://${HOST}/two`);
  expect(await two.evaluate(noted)).toBe("http://two.example.com");
  expect([await first.evaluate(noted), await main.evaluate(noted)]).toEqual([false, false]);
});

test("the object cache keeps sites apart, follows a switch between them, and shares what WordPress shares", async () => {
  const [other, again] = [at(second, "/two/"), at(first, "/two/")];
  expect(
    await first.evaluate(`
      wp_cache_set('key', 'one', 'group'); wp_cache_set('key', 'all', 'users'); wp_cache_set('count', 5, 'group');
      switch_to_blog(2);
      $before = [wp_cache_get('key', 'group'), wp_cache_get('key', 'users'), wp_cache_incr('count', 1, 'group')];
      wp_cache_set('key', 'two', 'group');
      $added = wp_cache_add_multiple(['key' => 'no', 'new' => 'yes'], 'group');
      restore_current_blog();
      $after = [wp_cache_get('key', 'group'), wp_cache_incr('count', 1, 'group')];
      wp_cache_flush_runtime();
      $kept = wp_cache_get_multiple(['key', 'new'], 'group');
      return [$before, $added, $after, $kept];`),
  ).toEqual([[false, "all", false], { key: false, new: true }, ["one", 6], { key: "one", new: false }]);
  const shown = "return [wp_cache_get('key', 'group'), wp_cache_get('new', 'group'), wp_cache_get('key', 'users')];";
  expect([await second.evaluate(shown), await other.evaluate(shown)]).toEqual([
    ["one", false, "all"],
    ["two", "yes", "all"],
  ]);
  // A site's and the network's options that were missing are seen by all, once they are there.
  const options = "return [get_option('late'), get_site_option('late_for_all')];";
  expect([await first.evaluate(options), await other.evaluate(options)]).toEqual([
    [false, false],
    [false, false],
  ]);
  expect(
    await first.evaluate(`
      get_option('late'); switch_to_blog(2); get_option('late'); add_option('late', 'two'); restore_current_blog();
      add_site_option('late_for_all', 'all'); return [get_option('late'), get_blog_option(2, 'late')];`),
  ).toEqual([false, "two"]);
  expect([await second.evaluate(options), await other.evaluate(options)]).toEqual([
    [false, "all"],
    ["two", "all"],
  ]);
  await first.evaluate("return wp_cache_flush_group('group');");
  expect([await second.evaluate(shown), await again.evaluate(shown)]).toEqual([
    [false, false, "all"],
    [false, false, "all"],
  ]);
});

test("sites at names below the network's share a login; a site at a name of its own has its own", async () => {
  const cookie = await main.logIn();
  const login = (site: NetworkSite) =>
    site.request("/wp-login.php", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: "wordpress_test_cookie=WP%20Cookie%20check",
      },
      body: new URLSearchParams({ log: ADMINISTRATOR.user, pwd: ADMINISTRATOR.password }).toString(),
    });
  const cookies = async (site: NetworkSite) =>
    ((await login(site)).headers["set-cookie"] ?? []).filter((one) => /^wordpress_logged_in/.test(one)).join();
  expect(await cookies(main)).toMatch(/; domain=example\.com/i);
  expect((await two.request("/wp-admin/", { headers: { Cookie: cookie } })).status).toBe(200);
  await main.evaluate(`return wpmu_create_blog('shop.example.org', '/', 'Shop', 1);`);
  const shop = new NetworkSite(main.container, "shop.example.org");
  expect((await shop.page()).text).toContain("<title>Shop</title>");
  expect(await cookies(shop)).not.toMatch(/domain=/i);
  expect((await shop.request("/wp-includes/css/buttons.css")).status).toBe(200);
  const answers = await Promise.all(
    ["example.com", "three.example.com", "elsewhere.example.org"].map((host) =>
      new NetworkSite(main.container, host).request("/a/?b=1"),
    ),
  );
  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
    [301, `http://${HOST}/a/?b=1`],
    [302, expect.stringContaining(`http://${HOST}/wp-signup.php?new=`)],
    [421, undefined],
  ]);
});

test("a site that is made has the scheme of the first, at a name of its own as well", async () => {
  const made = async (home: string, path: string) => {
    const php = `namespace { class WP_Site { public $domain = "two.example.com"; public $path = "${path}"; } }
      namespace WpImage {
        function setting() { return "${home}"; }
        function add_filter($name, $filter) { echo json_encode($filter(["options" => ["blogname" => "Two"]], new \\WP_Site)["options"]); }
        require "/usr/lib/wp-image/wordpress/hooks/new-site.php";
      }`;
    return JSON.parse(await main.container.exec(["php", "-n", "-r", php]));
  };
  const address = "https://two.example.com";
  expect(await made("https://www.example.com", "/")).toEqual({ blogname: "Two", home: address, siteurl: address });
  expect(await made("http://www.example.com", "/a/")).toMatchObject({ home: "http://two.example.com/a" });
  const stored = await rows(named, "SELECT option_value FROM wp_2_options WHERE option_name IN ('home', 'siteurl')");
  expect(stored.split("\n")).toEqual(["http://two.example.com", "http://two.example.com"]);
});

test("an upgrade brings the tables of each site up to the code", async () => {
  const current = await rows(below, "SELECT option_value FROM wp_options WHERE option_name = 'db_version'");
  await rows(
    below,
    `UPDATE wp_options SET option_value = 60000 WHERE option_name = 'db_version';
    UPDATE wp_2_options SET option_value = 60000 WHERE option_name = 'db_version';
    UPDATE wp_sitemeta SET meta_value = 60000 WHERE meta_key = 'wpmu_upgrade_site';`,
  );
  expect(await first.container.exec(["wp-image", "install"])).toContain(
    "upgraded the tables of 1 sites of the network",
  );
  const versions = `SELECT option_value FROM wp_options WHERE option_name = 'db_version'
    UNION ALL SELECT option_value FROM wp_2_options WHERE option_name = 'db_version'
    UNION ALL SELECT meta_value FROM wp_sitemeta WHERE meta_key = 'wpmu_upgrade_site'`;
  expect((await rows(below, versions)).split("\n")).toEqual([current, current, current]);
  expect(await first.container.exec(["wp-image", "install"])).not.toContain("upgraded");
});

test("an administrator that is made has all rights on the network, and an import is refused", async () => {
  const made = await first.container.exec(["wp-image", "administrator", "--user=other", "--email=other@example.com"]);
  expect(made).toContain("other is an administrator of the network now");
  expect(await first.evaluate("return is_super_admin(get_user_by('login', 'other')->ID);")).toBe(true);
  const refused = await first.container.tryExec(["wp-image", "import-database"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("this site is a network of sites") });
});

test("a network moves with WP_HOME, and back; a site at a name of its own stays", async () => {
  const addresses = `SELECT domain FROM wp_blogs WHERE domain LIKE '%two%' OR blog_id = 1 UNION ALL SELECT domain FROM wp_site
    UNION ALL SELECT option_value FROM wp_2_options WHERE option_name = 'home'`;
  const before = await rows(named, addresses);
  const others = "SELECT COUNT(*) FROM wp_blogs WHERE domain = 'shop.example.org'";
  const [shops] = [await rows(named, others)];
  const move = (WP_HOME: string) =>
    lab.finish({ env: { ...named, WP_HOME }, command: ["wp-image", "install", "--wait=60"] });
  expect(await move("https://www.example.net")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`moved from http://${HOST} to https://www.example.net`),
  });
  expect((await rows(named, addresses)).split("\n")).toEqual([
    ...["www.example.net", "two.example.net", "www.example.net", "https://two.example.net"],
  ]);
  expect((await move(`http://${HOST}`)).code).toBe(0);
  expect(await rows(named, addresses)).toBe(before);
  expect(await rows(named, others)).toBe(shops);
});

test("a network is refused as a single site or as one of the other kind: the container ends, and nothing changes", async () => {
  const sites = () => rows(below, "SELECT blog_id, domain, path FROM wp_blogs; CHECKSUM TABLE wp_site, wp_2_options");
  const before = await sites();
  const single = await lab.wordpress({ env: { ...below, WP_MULTISITE: "off" } });
  const other = lab.finish({ env: { ...below, WP_MULTISITE: "subdomain" }, command: ["wp-image", "install"] });
  expect(await other).toMatchObject({ code: 65, stderr: expect.stringContaining("Set it to subdirectory") });
  expect(await single.exitCode()).toBe(78);
  expect(await single.logs()).toContain(
    "the tables are a network of sites, WP_MULTISITE subdirectory, and WP_MULTISITE is off: nothing was changed",
  );
  expect(await sites()).toBe(before);
});

test("a masked dump has the tables of all sites, and none of their persons and keys; no import is promised of it", async () => {
  await rows(
    below,
    `INSERT INTO wp_users (user_login, user_nicename, user_email, display_name) VALUES ('second.superadmin', 'x', 'super@private.test', 'x');
    INSERT INTO wp_2_comments (comment_post_ID, comment_author, comment_author_email, comment_author_IP, comment_content) VALUES (1, 'Netzkommentator', 'net@comment.test', '203.0.113.88', 'y');
    REPLACE INTO wp_2_options (option_name, option_value) VALUES ('two_api_key', 'planted-api-key-of-two'), ('_transient_two', 'planted-transient'), ('shown_words', 'two-kept');
    INSERT INTO wp_sitemeta (site_id, meta_key, meta_value) VALUES (1, '_site_transient_net', 'planted-site-transient'), (1, 'net_secret', 'planted-net-secret'), (1, 'net_words', 'net-kept');
    UPDATE wp_sitemeta SET meta_value = '${serializedList([ADMINISTRATOR.user, "second.superadmin"])}' WHERE meta_key = 'site_admins';
    CREATE TABLE IF NOT EXISTS wp_2_wpforms_entries (entry_id INT PRIMARY KEY, fields LONGTEXT);
    REPLACE INTO wp_2_wpforms_entries VALUES (1, 'planted-answer');
    REPLACE INTO wp_signups (domain, path, title, user_login, user_email, activation_key) VALUES ('', '', '', 'signuplogin', 'signup@private.test', 'signupkey');`,
  );
  const dumped = (...options: string[]) =>
    tryDocker(["exec", first.container.name, "wp-image", "export-database", "--masked", ...options]);
  const { code, stdout, stderr } = await dumped();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/\| wp_2_comments \| .*comment_author_email/)]);
  for (const hidden of [
    ...["super@private.test", "second.superadmin", "Netzkommentator", "net@comment.test", "203.0.113.88"],
    ...[
      "planted-api-key-of-two",
      "planted-transient",
      "planted-site-transient",
      "planted-net-secret",
      "planted-answer",
    ],
  ])
    expect(stdout).not.toContain(hidden);
  for (const kept of ["two-kept", "net-kept", `'/two/'`]) expect(stdout).toContain(kept);
  // A super administrator stays one, under the alias of the login; that of the site's secret keeps its own.
  const [, alias = "-"] = /"(user-[0-9a-f]{12})\\";\}/.exec(stdout) ?? [];
  expect(stdout).toContain(`\\"${ADMINISTRATOR.user}\\"`);
  expect(stdout.split(alias).length - 1).toBeGreaterThanOrEqual(2);
  const refused = await dumped("--for-import");
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("a network of sites, which no import takes"),
  ]);
});

const serializedList = (texts: readonly string[]): string =>
  `a:${texts.length}:{${texts.map((text, at) => `i:${at};s:${text.length}:"${text}";`).join("")}}`;
