import type { Container } from "./container";
import type { DatabaseServer } from "./database";
import type { Answer, RequestOptions } from "./http";
import { wordpressImage } from "./images";
import { IMMUTABLE, type Lab } from "./lab";
import { PROBE } from "./probe";
import { eventually } from "./wait";

export const HOST = "www.example.com";
export const ADMINISTRATOR = { user: "editor", password: "correct horse battery staple" };

/** Settings of a site that installs itself. */
export const INSTALLATION: Readonly<Record<string, string>> = {
  WP_HOME: `http://${HOST}`,
  WP_SITE_TITLE: "A site of the tests",
  WP_ADMIN_USER: ADMINISTRATOR.user,
  WP_ADMIN_PASSWORD: ADMINISTRATOR.password,
  WP_ADMIN_EMAIL: "editor@example.com",
};

/** An installed WordPress in a container. */
export class Site {
  constructor(
    readonly container: Container,
    private readonly host = HOST,
  ) {}

  /** A request with the site's Host header. */
  request(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.container.request(path, { ...options, headers: { Host: this.host, ...headers } });
  }

  /** A request that neither reads nor fills the page cache. */
  uncached(path: string): Promise<Answer> {
    return this.request(path, { headers: { Authorization: "uncached" } });
  }

  /** Waits until the front page is served. */
  async whenInstalled(seconds?: number): Promise<this> {
    const ready = async () => (await this.uncached("/?installed")).status;
    await eventually(`${this.container.name} serves its front page`, async () => (await ready()) === 200, seconds);
    return this;
  }

  /** Puts the test's own must-use plugin in place. @param root directory of the WordPress that is served */
  async withProbe(root = "/usr/src/wordpress"): Promise<this> {
    await this.container.write(`${root}/wp-content/mu-plugins/probe.php`, PROBE);
    return this;
  }

  /** Runs PHP statements in a request of this site, with WordPress loaded. @returns what they return */
  async evaluate<T>(php: string): Promise<T> {
    const answer = await this.request("/", { method: "POST", headers: { "X-Probe": "1" }, body: php });
    if (answer.status !== 200) throw new Error(`the probe answers ${answer.status}: ${answer.text.slice(0, 500)}`);
    return JSON.parse(answer.text) as T;
  }

  /**
   * Waits until the container has emptied its page cache for the last change: it does so at the change, at its next look at
   * the mark and a second after that. Needs the probe.
   */
  async whenSettled(): Promise<this> {
    const settled = () =>
      this.evaluate<boolean>(`
        global $wpdb;
        $mark = (float) $wpdb->get_var("SELECT option_value FROM $wpdb->options WHERE option_name = 'wp_image_purge'");
        return (float) file_get_contents('/var/cache/nginx/last-purge') >= $mark + 1;`);
    await eventually(`${this.container.name} has emptied its page cache`, settled);
    return this;
  }

  /** Logs in. @returns the Cookie header of the session */
  async logIn({ user, password } = ADMINISTRATOR): Promise<string> {
    const body = new URLSearchParams({ log: user, pwd: password, testcookie: "1" }).toString();
    const answer = await this.request("/wp-login.php", {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: "wordpress_test_cookie=WP%20Cookie%20check",
      },
      body,
    });
    if (answer.status !== 302) throw new Error(`the login answers ${answer.status}`);
    return (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
  }
}

/** Settings that an installation writes into the database, or that decide how it does. */
const INSTALLING = /^(WP_(HOME|SITEURL|SITE_TITLE|ADMIN_\w+|LOCALE|INSTALL)|WORDPRESS_(TABLE_PREFIX|DB_\w+))$/;

/** Starts a container with a site in a new database: a copy of one that the image has installed, where that is the same. */
export async function startSite(
  lab: Lab,
  server: DatabaseServer,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Site> {
  const database = await server.database();
  if (server.isShared && !Object.keys(env).some((name) => INSTALLING.test(name))) {
    await server.copy(await wordpressImage(), database.WORDPRESS_DB_NAME ?? "", async (empty) => {
      const container = await lab.wordpress({ env: { ...IMMUTABLE, ...empty, ...INSTALLATION } });
      await new Site(container).whenInstalled();
    });
  }
  const container = await lab.wordpress({ env: { ...IMMUTABLE, ...database, ...INSTALLATION, ...env }, flags });
  await container.whenHealthy();
  return new Site(container).whenInstalled();
}
