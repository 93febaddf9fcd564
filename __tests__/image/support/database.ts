import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { Container } from "./container";
import type { Lab, RunOptions } from "./lab";
import { onceInRun } from "./once-in-run";
import { eventually } from "./wait";

/** The command line of a server. */
export const MARIADB = [
  "mariadbd",
  "--user=mysql",
  "--bind-address=0.0.0.0",
  "--skip-name-resolve",
  "--innodb-flush-log-at-trx-commit=0",
  "--init-file=/etc/mysql/accounts.sql",
];

/** Where a copied site's tables lie in the server's container, by the name that the copy goes by. */
const dump = (name: string): string => `/tmp/${name.replace(/\W+/g, "-")}.sql`;

/** A MariaDB server. Tests take a database each, so that one server does for all of them. */
export class DatabaseServer {
  private constructor(
    readonly container: Container,
    readonly isShared = false,
  ) {}

  /** The server of the whole run, for tests that neither stop it nor change its settings. Its data is in memory. */
  static async shared(lab: Lab): Promise<DatabaseServer> {
    const server = new DatabaseServer(new Container(inject("sharedDatabase")), true);
    await server.whenAnswering();
    await lab.invite(server.container.name);
    return server;
  }

  /** Starts a server for one file, whose data is in memory. @param options further arguments of the container and of mariadbd */
  static async start(lab: Lab, options: RunOptions = {}): Promise<DatabaseServer> {
    const command = [...MARIADB, ...(options.command ?? [])];
    const server = new DatabaseServer(await lab.service("mariadb", { ...options, command }));
    await server.whenAnswering();
    return server;
  }

  private async whenAnswering(): Promise<void> {
    await eventually("MariaDB answers", async () => (await this.query("SELECT 1")) !== "");
  }

  /** Runs SQL as administrator. @returns rows as lines, columns separated by tabs, without headings */
  query(sql: string, database = ""): Promise<string> {
    return this.container.exec(["mariadb", "-h127.0.0.1", "-uadmin", "-padmin", "--batch", "-N", "-e", sql, database]);
  }

  /**
   * Makes a database with a user of its own.
   * @param password @default a random one
   * @returns settings of a WordPress container that uses it
   */
  async database(password = randomBytes(12).toString("hex")): Promise<Record<string, string>> {
    const name = `wp_${randomBytes(5).toString("hex")}`;
    const quoted = `'${password.replace(/[\\']/g, "\\$&")}'`;
    await this.query(
      `CREATE DATABASE ${name}; CREATE USER ${name}@'%' IDENTIFIED BY ${quoted}; GRANT ALL ON ${name}.* TO ${name}@'%';`,
    );
    return {
      WORDPRESS_DB_HOST: this.container.name,
      WORDPRESS_DB_NAME: name,
      WORDPRESS_DB_USER: name,
      WORDPRESS_DB_PASSWORD: password,
    };
  }
  /**
   * Fills a database with a copy of a site's tables, which the first who asks for that copy makes. Nothing has changed in a copy.
   * @param make fills the database whose settings it is given
   */
  async copy(name: string, database: string, make: (settings: Record<string, string>) => Promise<void>): Promise<void> {
    const client = (program: string, argument: string) => `${program} -h127.0.0.1 -uadmin -padmin ${argument}`;
    await onceInRun(`tables-${name}`, async () => {
      const settings = await this.database();
      await make(settings);
      await this.query("DELETE FROM wp_options WHERE option_name = 'wp_image_purge'", settings.WORDPRESS_DB_NAME);
      await this.container.shell(`${client("mariadb-dump", settings.WORDPRESS_DB_NAME ?? "")} >${dump(name)}`);
    });
    await this.container.shell(`${client("mariadb", database)} <${dump(name)}`);
  }
}
