import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, LABEL, tryDocker } from "../../__tests__/image/support/docker";
import { request } from "../../__tests__/image/support/http";
import { servicesImage, wordpressImage } from "../../__tests__/image/support/images";
import { lateProxy } from "../../__tests__/image/support/late-proxy";
import { eventually } from "../../__tests__/image/support/wait";

/** The host's network, as published ports go through a process of the engine; everything listens on the loopback address. */
const PORTS = { mariadb: 18_306, valkey: 18_379, lateValkey: 18_380 } as const;
/** Of the site that all servers serve. */
export const ADMINISTRATOR = { user: "bench", password: "the password of the bench" };
const DATABASE = {
  WORDPRESS_DB_HOST: `127.0.0.1:${PORTS.mariadb}`,
  WORDPRESS_DB_NAME: "bench",
  WORDPRESS_DB_USER: "admin",
  WORDPRESS_DB_PASSWORD: "admin",
};

/**
 * Servers, database and cache share a core, and the client has another to itself: a page costs what its queries cost the database, too,
 * and an object cache that spares queries is worth what it spares.
 */
const SERVERS_CORE = ["--cpuset-cpus", "0"];

/** A program of MariaDB in the database's container, as administrator. */
export const client = (program: string): string[] => [
  program,
  "-h127.0.0.1",
  `-P${PORTS.mariadb}`,
  "-uadmin",
  "-padmin",
];

/** The opcache and pool of a server that is not ours. */
export interface Tuning {
  readonly pool: string;
  readonly opcache: Readonly<Record<string, number>>;
}

/** Values of the official image of PHP-FPM and WordPress. */
export const STOCK: Tuning = {
  pool: "pm = dynamic\npm.max_children = 5\npm.start_servers = 2\npm.min_spare_servers = 1\npm.max_spare_servers = 3",
  opcache: { memory_consumption: 128, interned_strings_buffer: 8, max_accelerated_files: 4000, revalidate_freq: 2 },
};

/** What an administrator makes of it who reads the manuals. */
export const TUNED: Tuning = {
  pool: "pm = static\npm.max_children = 6",
  opcache: { memory_consumption: 192, interned_strings_buffer: 32, max_accelerated_files: 20_000, revalidate_freq: 60 },
};

export class Servers {
  private readonly directory = mkdtempSync(join(tmpdir(), "wp-bench-"));
  private readonly names: string[] = [];
  private port = 18_100;

  /** MariaDB in memory, and Valkey. @returns the name of MariaDB's container */
  async startServices(): Promise<string> {
    const image = await servicesImage();
    const mariadb = ["mariadbd", "--user=mysql", "--bind-address=127.0.0.1", `--port=${PORTS.mariadb}`];
    const database = await this.run("mariadb", image, {
      flags: [...SERVERS_CORE, "--tmpfs", "/tmp"],
      command: [...mariadb, "--innodb-flush-log-at-trx-commit=0", "--init-file=/etc/mysql/accounts.sql"],
    });
    await this.run("valkey", image, {
      flags: SERVERS_CORE,
      command: ["valkey-server", "--bind", "127.0.0.1", "--port", String(PORTS.valkey), "--save", ""],
    });
    const sql = [...client("mariadb"), "-e", "CREATE DATABASE bench"];
    await eventually("MariaDB answers", async () => (await tryDocker(["exec", database, ...sql])).code === 0);
    return database;
  }

  /** Our image as production runs it. @returns name and address */
  async ours(env: Readonly<Record<string, string>> = {}, flags: readonly string[] = []): Promise<Server> {
    const address = this.nextAddress();
    const name = await this.run("ours", await wordpressImage(), {
      flags: [...SERVERS_CORE, "--memory", "1g", ...flags],
      env: {
        ...DATABASE,
        ...this.site(address),
        WP_HTTP_PORT: new URL(address).port,
        WP_CONTENT_MODE: "immutable",
        WP_CRON: "off",
        WP_SECRET_SEED: "a seed for the bench that is long enough",
        ...env,
      },
    });
    return this.ready({ name, address });
  }

  /** The same with the object cache. */
  oursWithObjectCache(): Promise<Server> {
    return this.ours({ WP_REDIS_HOST: "127.0.0.1", WP_REDIS_PORT: String(PORTS.valkey) });
  }

  /** The same with an object cache whose server gives each answer 300 ms late. */
  async oursWithLateObjectCache(): Promise<Server> {
    const addresses = [PORTS.lateValkey, PORTS.valkey].map((port) => `127.0.0.1:${port}`) as [string, string];
    await this.run("late", await wordpressImage(), { command: lateProxy(...addresses) });
    return this.ours({ WP_REDIS_HOST: "127.0.0.1", WP_REDIS_PORT: String(PORTS.lateValkey) });
  }

  /** The same packages and the same WordPress, configured otherwise. */
  async other(tuning: Tuning, flags: readonly string[] = []): Promise<Server> {
    const address = this.nextAddress();
    const port = new URL(address).port;
    const values = { pool: tuning.pool, port };
    const files = ["nginx.conf", "php-fpm.conf", "wp-config.php"].map((file) => {
      const text = readFileSync(join(__dirname, "stock", file), "utf8");
      const filled = text.replace(/\{\{(\w+)\}\}/g, (_, key: keyof typeof values) => String(values[key]));
      writeFileSync(join(this.directory, `${port}-${file}`), filled, { mode: 0o644 });
      return join(this.directory, `${port}-${file}`);
    });
    const [nginx, fpm, wpConfig] = files;
    const name = await this.run("stock", await wordpressImage(), {
      flags: [
        ...SERVERS_CORE,
        ...["--memory", "1g", "--entrypoint", "/bin/sh"],
        ...["--volume", `${nginx}:/stock/nginx.conf:ro`, "--volume", `${fpm}:/stock/php-fpm.conf:ro`],
        ...["--volume", `${wpConfig}:/var/www/wp-config.php:ro`, ...flags],
      ],
      env: { ...DATABASE, ...this.site(address) },
      command: [
        "-c",
        `php-fpm8.4 --daemonize --fpm-config /stock/php-fpm.conf ${opcache(tuning)} && exec nginx -c /stock/nginx.conf`,
      ],
    });
    return this.ready({ name, address });
  }

  /** Flags that make WordPress's directory slow; compiles the library for it. */
  slowFiles(): string[] {
    const library = join(this.directory, "slow-files.so");
    const { status, stderr } = spawnSync(
      "cc",
      ["-shared", "-fPIC", "-O2", "-o", library, join(__dirname, "slow-files.c"), "-ldl"],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`cannot compile slow-files.c: ${stderr}`);
    const list = join(this.directory, "ld.so.preload");
    writeFileSync(list, "/slow-files.so\n");
    return ["--volume", `${library}:/slow-files.so:ro`, "--volume", `${list}:/etc/ld.so.preload:ro`];
  }

  async close(): Promise<void> {
    if (this.names.length > 0) await tryDocker(["rm", "--force", "--volumes", ...this.names]);
    rmSync(this.directory, { recursive: true });
  }

  private site(address: string): Record<string, string> {
    return {
      WP_HOME: address,
      WP_SITE_TITLE: "Bench",
      WP_ADMIN_USER: ADMINISTRATOR.user,
      WP_ADMIN_PASSWORD: ADMINISTRATOR.password,
      WP_ADMIN_EMAIL: "bench@example.com",
    };
  }

  private nextAddress(): string {
    this.port += 1;
    return `http://127.0.0.1:${this.port}`;
  }

  private async ready(server: Server): Promise<Server> {
    await eventually(
      `${server.name} serves WordPress`,
      async () => {
        const { hostname, port, host } = new URL(server.address);
        const answer = await request(hostname, "/?ready", {
          port: Number(port),
          headers: { Host: host, Authorization: "x" },
        });
        return answer.status === 200 && answer.text.includes("</html>");
      },
      90,
    );
    return server;
  }

  private async run(
    what: string,
    image: string,
    options: { flags?: readonly string[]; env?: Readonly<Record<string, string>>; command?: readonly string[] },
  ): Promise<string> {
    const name = `woe-bench-${what}-${this.names.length}-${process.pid}`;
    this.names.push(name);
    const env = Object.entries(options.env ?? {}).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    await docker([
      "run",
      "--detach",
      "--name",
      name,
      "--label",
      LABEL,
      "--network",
      "host",
      ...env,
      ...(options.flags ?? []),
      image,
      ...(options.command ?? []),
    ]);
    return name;
  }
}

export interface Server {
  readonly name: string;
  readonly address: string;
}

/** As arguments of php-fpm: a pool cannot set what is allocated before it starts. */
function opcache({ opcache }: Tuning): string {
  return Object.entries(opcache)
    .map(([name, value]) => `-d opcache.${name}=${value}`)
    .join(" ");
}
